import { z } from 'zod';
import { Role } from './resources';

/*
 * Events stay in streams and outboxes for days and cannot be taken back, so they name accounts and carry nothing
 * personal.
 */

export const UserRegistered = z.object({ userId: z.uuid(), roles: z.array(Role) }).meta({ id: 'UserRegistered' });

export const UserUpdated = z
  .object({
    userId: z.uuid(),
    roles: z.array(Role),
    changed: z.array(z.enum(['name', 'email', 'password', 'roles'])),
  })
  .meta({ id: 'UserUpdated' });

export const UserDeleted = z.object({ userId: z.uuid() }).meta({ id: 'UserDeleted' });

import type { z } from 'zod';
import type { Role as RoleSchema } from '../contract';

export type Role = z.infer<typeof RoleSchema>;

/** Somebody who can log in. */
export interface Account {
  /** UUIDv7. */
  readonly id: string;
  /** Normalised; no two accounts have the same. */
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly createdAt: Date;
  /** Counts the changes that events tell of, from 1. */
  readonly version: number;
  /** argon2id in PHC string format. */
  readonly passwordHash: string;
  /** Counts the passwords, from 1. The hash of one password may be replaced by a stronger one. */
  readonly passwordVersion: number;
}

import { z } from 'zod';

/** A role that an account can have; everybody is a customer, administrators keep the catalogue and the accounts. */
export const Role = z.enum(['customer', 'admin']);

const Email = z.email().max(254);
const Name = z.string().trim().min(1).max(100).meta({ pattern: '\\S' });

/** Longest password in characters: argon2id takes any length, the limit bounds what a request can make it hash. */
const Password = z.string().min(10).max(200);

export const User = z
  .object({
    id: z.uuid(),
    email: Email,
    name: Name,
    roles: z.array(Role),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'User' });

export const NewUser = z.object({ email: Email, password: Password, name: Name }).meta({ id: 'NewUser' });

/** What is compared with the stored password, not held to the rules for new ones. */
export const Credentials = z
  .object({ email: z.string().min(1).max(254), password: z.string().min(1).max(200) })
  .meta({ id: 'Credentials' });

export const RefreshToken = z.object({ refreshToken: z.string().min(1).max(200) }).meta({ id: 'RefreshToken' });

export const Tokens = z
  .object({
    accessToken: z.string(),
    refreshToken: z.string(),
    tokenType: z.literal('Bearer'),
    /** Seconds until the access token expires. */
    expiresIn: z.int(),
  })
  .meta({ id: 'Tokens' });

/** Whoever changes email or password shows that they know the current password. */
export const UserChanges = z
  .object({
    name: Name.optional(),
    email: Email.optional(),
    password: Password.optional(),
    currentPassword: z.string().min(1).max(200).optional(),
  })
  .meta({ id: 'UserChanges' });

export const UserId = z.object({ id: z.uuid() });

export const Roles = z.object({ roles: z.array(Role).min(1).max(10) }).meta({ id: 'Roles' });

export const JwkSet = z
  .object({
    keys: z.array(
      z.object({
        kty: z.string(),
        crv: z.string(),
        x: z.string(),
        kid: z.string(),
        alg: z.string(),
        use: z.string(),
      }),
    ),
  })
  .meta({ id: 'JwkSet' });

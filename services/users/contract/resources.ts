import { z } from 'zod';

/** A role that an account can have; everybody is a customer, administrators keep the catalogue and the accounts. */
export const Role = z.enum(['customer', 'admin']);

/** As accounts have it. */
const Email = z.email().max(254);

/** As new ones may: what JSON Schema calls an email is no longer in its parts than mail servers take (RFC 5321 §4.5.3.1). */
const NewEmail = Email.refine((email) => {
  const [local = '', domain = ''] = email.split('@');
  return local.length <= 64 && domain.split('.').every((label) => label.length <= 63);
}, 'must have at most 64 characters before the @, and 63 in each part after it');
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

export const NewUser = z.object({ email: NewEmail, password: Password, name: Name }).meta({ id: 'NewUser' });

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
    email: NewEmail.optional(),
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

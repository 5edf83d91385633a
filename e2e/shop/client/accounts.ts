import { randomUUID } from 'node:crypto';
import { expectAnswer } from './request';
import type { Tokens, User } from './resources';

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** Somebody with an account who is logged in. */
export interface Person extends Credentials {
  readonly id: string;
  readonly name: string;
  /** Access token. */
  readonly token: string;
  readonly refreshToken: string;
}

/** An email and a password that nobody has yet. */
export function newCredentials(): Credentials {
  return { email: `customer-${randomUUID()}@shop.example`, password: `Pass-${randomUUID()}` };
}

export async function logIn(url: string, { email, password }: Credentials): Promise<Tokens> {
  const body = { email, password };
  return (await expectAnswer<Tokens>(url, 200, { line: 'POST /users/login', body })).body;
}

/** Registers a customer and logs them in. */
export async function newCustomer(url: string, name = 'Casey Customer'): Promise<Person> {
  const credentials = newCredentials();
  const body = { ...credentials, name };
  const { id } = (await expectAnswer<User>(url, 201, { line: 'POST /users', body })).body;
  const { accessToken, refreshToken } = await logIn(url, credentials);
  return { ...credentials, id, name, token: accessToken, refreshToken };
}

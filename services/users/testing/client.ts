import { randomUUID } from 'node:crypto';

/** An answer, read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what is in it is what tests are about
  readonly body: any;
}

/** Somebody with an account. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

export interface Client {
  send(method: string, path: string, options?: { readonly body?: unknown; readonly token?: string }): Promise<Answer>;
  register(email: string, password: string, name?: string): Promise<Answer>;
  login(email: string, password: string): Promise<Answer>;
  refresh(refreshToken: string): Promise<Answer>;
  me(token: string): Promise<Answer>;
}

export function clientOf(url: string): Client {
  const send: Client['send'] = async (method, path, { body, token } = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
  };
  return {
    send,
    register: (email, password, name = 'Somebody') => send('POST', '/users', { body: { email, password, name } }),
    login: (email, password) => send('POST', '/users/login', { body: { email, password } }),
    refresh: (refreshToken) => send('POST', '/users/token/refresh', { body: { refreshToken } }),
    me: (token) => send('GET', '/users/me', { token }),
  };
}

/** Registers somebody new and logs them in. */
export async function newPerson(client: Client): Promise<Person> {
  const email = `${randomUUID()}@example.com`;
  const password = `secret ${randomUUID()}`;
  const { id } = (await client.register(email, password)).body;
  const { accessToken, refreshToken } = (await client.login(email, password)).body;
  return { id, email, password, accessToken, refreshToken };
}

import { build, type Database, isUniqueViolation, type Session, type Statement } from '@flotilla/runtime';
import type { Account, Role } from '../domain/account';

const columns = {
  id: 'id',
  email: 'email',
  name: 'name',
  roles: 'roles',
  createdAt: 'created_at',
  version: 'version',
  passwordHash: 'password_hash',
  passwordVersion: 'password_version',
} as const satisfies Record<keyof Account, string>;

const returned = Object.entries(columns).map(([name, column]) => `${column} as ${name}`);

/** Where a list goes on. */
export interface AccountPosition {
  readonly createdAt: Date;
  readonly id: string;
}

/** Before all accounts: the first page asks for what is older. */
const newest: AccountPosition = {
  createdAt: new Date('9999-12-31T00:00:00Z'),
  id: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
};

/** The readings that requests wait for, compiled once. */
export interface Accounts {
  byId(id: string): Promise<Account | undefined>;
  /** @param email normalised */
  byEmail(email: string): Promise<Account | undefined>;
  /** Newest first. */
  older(limit: number, than?: AccountPosition): Promise<Account[]>;
}

export function accountsIn(database: Database): Accounts {
  const byId = database.prepare<{ id: string }, Account>('account-by-id', (knex, input) =>
    knex('account').select(columns).where('id', input('id')),
  );
  const byEmail = database.prepare<{ email: string }, Account>('account-by-email', (knex, input) =>
    knex('account').select(columns).where('email', input('email')),
  );
  const older = database.prepare<AccountPosition & { limit: number }, Account>('accounts-older', (knex, input) =>
    // The end of the statement is written out, since knex takes no placeholder for a limit.
    knex('account')
      .select(columns)
      .whereRaw('(created_at, id) < (?, ?) order by created_at desc, id desc limit ?', [
        input('createdAt'),
        input('id'),
        input('limit'),
      ]),
  );
  return {
    byId: async (id) => (await byId({ id }))[0],
    byEmail: async (email) => (await byEmail({ email }))[0],
    older: (limit, than = newest) => older({ ...than, limit }),
  };
}

/** Reads an account and keeps others from changing it until the transaction ends. */
export async function lockAccount(
  transaction: Session,
  key: Pick<Account, 'id'> | Pick<Account, 'email'>,
): Promise<Account | undefined> {
  return transaction.first<Account>(build('account').select(columns).where(key).forUpdate());
}

export type NewAccount = Pick<Account, 'id' | 'email' | 'name' | 'roles' | 'passwordHash'>;

/** Gives no row when the email is taken. */
export function insertAccount({ id, email, name, roles, passwordHash }: NewAccount): Statement {
  return build('account')
    .insert({ id, email, name, roles, password_hash: passwordHash })
    .onConflict('email')
    .ignore()
    .returning(returned);
}

export interface AccountUpdate {
  readonly email?: string;
  readonly name?: string;
  readonly roles?: readonly Role[];
  readonly passwordHash?: string;
}

/** Gives no row when the account is not of this version any more. */
export function updateAccount(
  { id, version }: Pick<Account, 'id' | 'version'>,
  { email, name, roles, passwordHash }: AccountUpdate,
): Statement {
  return build('account')
    .where({ id, version })
    .update({
      email,
      name,
      roles,
      version: version + 1,
      ...(passwordHash === undefined
        ? {}
        : { password_hash: passwordHash, password_version: build.raw('password_version + 1') }),
    })
    .returning(returned);
}

export function deleteAccount(id: string): Statement {
  return build('account').where({ id }).delete().returning('id');
}

/** Another hash of the same password; does nothing when the password was changed meanwhile. */
export async function replaceHash(session: Session, account: Account, passwordHash: string): Promise<void> {
  await session.execute(
    build('account')
      .where({ id: account.id, password_version: account.passwordVersion })
      .update({ password_hash: passwordHash }),
  );
}

export function isEmailTaken(error: unknown): boolean {
  return isUniqueViolation(error, 'account_email');
}

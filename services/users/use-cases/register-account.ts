import type { z } from 'zod';
import type { NewUser } from '../contract';
import type { Account } from '../domain/account';
import { normaliseEmail } from '../domain/email';
import { insertAccount } from '../store';
import type { Scope } from '../users-service';
import type { Dependencies } from './dependencies';
import { emailTaken } from './refusals';

/** Makes an account for a customer. @throws the problem `conflict` when the email is taken */
export function registerAccount({
  database,
  outbox,
  events,
  passwords,
  newId,
}: Pick<Dependencies, 'database' | 'outbox' | 'events' | 'passwords' | 'newId'>) {
  return async ({ email, name, password }: z.infer<typeof NewUser>, scope: Scope): Promise<Account> => {
    const account = {
      id: newId(),
      email: normaliseEmail(email),
      name,
      roles: ['customer'],
      passwordHash: await passwords.hash(password, scope.signal),
    } as const;
    const [made] = await outbox.write<Account>(database, insertAccount(account), events.registered(account, scope));
    if (made === undefined) {
      throw emailTaken();
    }
    return made;
  };
}

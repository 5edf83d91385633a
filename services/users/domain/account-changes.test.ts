import type { Account } from './account';
import { changedParts, needsCurrentPassword } from './account-changes';
import { normaliseEmail } from './email';

const account: Account = {
  id: '0198f0a0-0000-7000-8000-000000000000',
  email: 'ada@example.com',
  name: 'Ada',
  roles: ['customer'],
  createdAt: new Date(0),
  version: 1,
  passwordHash: '',
  passwordVersion: 1,
};

test.each([
  ['nothing', {}, []],
  ['what is so already', { name: 'Ada', email: 'ADA@example.com' }, []],
  ['the current password alone', { currentPassword: 'secret' }, []],
  ['a name', { name: 'Ada L.' }, ['name']],
  ['everything', { name: 'B', email: 'b@example.com', password: 'long enough' }, ['name', 'email', 'password']],
])('%s is no more of a change than it is', (_, requested, changed) => {
  expect(changedParts(account, requested)).toEqual(changed);
});

test('what decides who owns the account needs the current password, a name does not', () => {
  expect(needsCurrentPassword(['name'])).toBe(false);
  expect(needsCurrentPassword(['name', 'email'])).toBe(true);
  expect(needsCurrentPassword(['password'])).toBe(true);
});

test('emails are the same in any case and with spaces around them', () => {
  expect(normaliseEmail('  Ada@Example.COM ')).toBe('ada@example.com');
});

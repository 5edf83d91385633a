import fc from 'fast-check';
import type { Role } from './account';
import { canonicalRoles, removesLastAdministrator, sameRoles } from './roles';

const roles = fc.array(fc.constantFrom<Role>('customer', 'admin'), { minLength: 1, maxLength: 5 });

test('roles are a set: order and repetition make no difference', () => {
  fc.assert(
    fc.property(roles, roles, (one, other) => {
      const equal = new Set(one).size === new Set([...one, ...other]).size && one.every((role) => other.includes(role));
      expect(sameRoles(one, other)).toBe(equal);
      expect(canonicalRoles(one)).toEqual(canonicalRoles([...one].reverse()));
    }),
  );
  expect(canonicalRoles(['admin', 'customer', 'admin'])).toEqual(['customer', 'admin']);
});

test('only an administrator without others can be the last one', () => {
  fc.assert(
    fc.property(roles, roles, fc.nat(2), (before, after, others) => {
      const remain = others + (after.includes('admin') ? 1 : 0);
      expect(removesLastAdministrator({ roles: before }, after, others)).toBe(before.includes('admin') && remain === 0);
    }),
  );
  expect(removesLastAdministrator({ roles: ['admin'] }, [], 0)).toBe(true);
});

/** What is kept in PostgreSQL, and the statements that keep it right when requests meet. */
export {
  type Accounts,
  accountsIn,
  deleteAccount,
  insertAccount,
  isEmailTaken,
  lockAccount,
  replaceHash,
  updateAccount,
} from './accounts';
export { countOtherAdministrators, lockAdministrators } from './administrators';
export { countAttempt, forgetFailures } from './login-failures';
export { type Bearer, beginFamily, endAllFamilies, endFamily, rotateToken } from './refresh-families';
export { retention } from './retention';

/** What can be done with accounts, one file each. */
export { changeOwnAccount } from './change-own-account';
export { changeRoles } from './change-roles';
export { deleteOwnAccount } from './delete-own-account';
export type { Dependencies } from './dependencies';
export { type Administrator, ensureAdministrator } from './ensure-administrator';
export { listAccounts } from './list-accounts';
export { logIn } from './log-in';
export { logOut } from './log-out';
export { refreshTokens } from './refresh-tokens';
export { registerAccount } from './register-account';
export { viewOwnAccount } from './view-own-account';

/** Passwords as they are stored: argon2id, computed a few at a time. */
export { createPasswords, type Passwords } from './passwords';

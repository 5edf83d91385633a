/** Who asks, and whether they may. */
export type { Identity } from '../context';
export { requireAccess, requireOwner } from './access';
export { type Verifier, type VerifierOptions, verifier } from './verifier';

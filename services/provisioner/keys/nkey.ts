import { createUser } from 'nkeys.js';

/** The Ed25519 key pair of a NATS user. */
export interface Nkey {
  /** `SU…`, the secret half. */
  readonly seed: string;
  /** `U…`, what the server knows. */
  readonly publicKey: string;
}

export function createNkey(): Nkey {
  const user = createUser();
  return { seed: new TextDecoder().decode(user.getSeed()), publicKey: user.getPublicKey() };
}

/** Cost of a password hash. */
export interface HashCost {
  /** KiB. */
  readonly memoryCost: number;
  /** Passes over the memory. */
  readonly timeCost: number;
  readonly parallelism: number;
}

/** The least that OWASP's Password Storage Cheat Sheet asks of argon2id: 19 MiB, 2 passes, 1 lane. */
export const hashCost: HashCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Whether a hash is cheaper to guess than new ones are. */
export function isWeaker(cost: HashCost): boolean {
  return cost.memoryCost < hashCost.memoryCost || cost.timeCost < hashCost.timeCost;
}

/** Keyboards send one character as different code points; NIST SP 800-63B §3.1.1.2 advises NFKC before hashing. */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}

import { createNkey, nkeySigner } from '../keys/nkey';
import { randomPassword } from '../keys/password';
import { createSigningKey, type Jwk, type JwkSet } from '../keys/signing-keys';
import { standbyRole } from '../postgresql/provision-postgresql';
import { publicConf, type SecretData } from '../secrets/recipe';

/**
 * How the content of a Secret changes without a moment in which somebody holds what is not accepted. There are always
 * two of everything, one in use and one that is accepted already:
 *
 * 1. `change`: the Secret names the other one, and those who use it are restarted one by one;
 * 2. `retire`: the one that nobody uses any more is replaced by a new one, and the servers are told;
 * 3. `rest`: nothing is left to do.
 *
 * The Secret itself says how far it is, so that a run that was broken off is taken up again.
 */
export type RotationPhase = 'rest' | 'change' | 'retire';

/** Key of the Secret that holds the phase; absent at rest. */
const phaseKey = 'rotation';

/** A kind of Secret, known by the keys that it has. */
export interface RotatedKind {
  /** What it is, for people. */
  readonly what: string;
  /** Keys by which it is known. */
  readonly keys: readonly string[];
  /** Key whose readers are restarted after `change`. */
  readonly usedBy: readonly string[];
  /** Key whose readers accept or refuse, and are told after `retire`. @default - there is nobody to tell */
  readonly acceptedBy?: string;
  change(data: SecretData): SecretData;
  retire(data: SecretData): SecretData;
}

const kinds: readonly RotatedKind[] = [
  {
    what: 'NATS nkey',
    keys: ['nkey', 'nkey-standby', 'public.conf'],
    usedBy: ['nkey'],
    acceptedBy: 'public.conf',
    change: (data) => ({ ...data, nkey: data['nkey-standby'] as string }),
    retire(data) {
      const standby = createNkey();
      const variables = [...(data['public.conf'] as string).matchAll(/^(\w+):/gm)].map(([, name]) => name as string);
      const [current, second] = variables;
      if (current === undefined || second === undefined) {
        throw new Error(`public.conf: found ${variables.length} variables, expected two, as bootstrap makes them`);
      }
      const inUse = nkeySigner(data.nkey as string)().nkey;
      return {
        ...data,
        'nkey-standby': standby.seed,
        'public.conf': publicConf({ [current]: inUse, [second]: standby.publicKey }),
      };
    },
  },
  {
    what: 'database password',
    keys: ['db_url', 'password', 'standby-password'],
    usedBy: ['db_url'],
    acceptedBy: 'standby-password',
    change(data) {
      const url = new URL(data.db_url as string);
      const role = decodeURIComponent(url.pathname.slice(1));
      const first = decodeURIComponent(url.username) === role;
      url.username = first ? standbyRole(role) : role;
      url.password = (first ? data['standby-password'] : data.password) as string;
      return { ...data, db_url: url.href };
    },
    retire(data) {
      const url = new URL(data.db_url as string);
      const firstInUse = decodeURIComponent(url.username) === decodeURIComponent(url.pathname.slice(1));
      return { ...data, [firstInUse ? 'standby-password' : 'password']: randomPassword() };
    },
  },
  {
    what: 'token signing keys',
    keys: ['private', 'public'],
    usedBy: ['private', 'public'],
    // The key that signed until now stays published for the tokens that it signed; the next rotation drops it.
    change({ private: text, ...data }) {
      const [old, next] = (JSON.parse(text as string) as JwkSet).keys;
      if (old === undefined || next === undefined) {
        throw new Error('private: found fewer than two keys, expected two, as bootstrap makes them');
      }
      const keys = [next, createSigningKey(), old];
      const open = keys.map(({ d: _, ...key }: Jwk) => key);
      return { ...data, private: JSON.stringify({ keys }), public: JSON.stringify({ keys: open }) };
    },
    retire: (data) => data,
  },
];

/** @throws for a Secret that holds nothing with a second one beside it */
export function kindOf(secret: string, data: SecretData): RotatedKind {
  const found = kinds.find(({ keys }) => keys.every((key) => data[key] !== undefined));
  if (found !== undefined) return found;
  throw new Error(
    `Secret ${secret}: found the keys ${Object.keys(data).sort().join(', ') || '(none)'}, expected ` +
      `${kinds.map(({ what, keys }) => `${keys.join(', ')} (${what})`).join(', or ')}; other Secrets are not rotated here`,
  );
}

export function phaseOf(data: SecretData): RotationPhase {
  const phase = data[phaseKey];
  if (phase === undefined) return 'rest';
  if (phase === 'change' || phase === 'retire') return phase;
  throw new Error(`key ${phaseKey}: found ${JSON.stringify(phase)}, expected change or retire; remove the key`);
}

/** The content of the next phase, which says that it is there: from rest to change, to retire, and to rest again. */
export function advanced(kind: RotatedKind, data: SecretData): SecretData {
  switch (phaseOf(data)) {
    case 'rest':
      return { ...kind.change(data), [phaseKey]: 'change' };
    case 'change':
      return { ...kind.retire(data), [phaseKey]: 'retire' };
    case 'retire': {
      const { [phaseKey]: _, ...rest } = data;
      return rest;
    }
  }
}

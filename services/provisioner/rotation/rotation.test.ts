import { nkeySigner } from '../keys/nkey';
import type { JwkSet } from '../keys/signing-keys';
import { type SecretData, secretFrom } from '../secrets/recipe';
import { readersOf, type Workload } from './readers';
import { advanced, kindOf, phaseOf } from './rotation';

/** Every content that a Secret has from one rest to the next. */
function wayOf(data: SecretData): [start: SecretData, change: SecretData, retire: SecretData, rest: SecretData] {
  const kind = kindOf('a-secret', data);
  const change = advanced(kind, data);
  const retire = advanced(kind, change);
  return [data, change, retire, advanced(kind, retire)];
}

const signer = (seed: string | undefined): string => nkeySigner(seed as string)().nkey;
const acceptedKeys = (data: SecretData): string[] =>
  [...(data['public.conf'] as string).matchAll(/"(U\w+)"/g)].map(([, key]) => key as string);
const keysOf = (text: string | undefined): string[] =>
  (JSON.parse(text as string) as JwkSet).keys.map(({ kid }) => kid);

test('an nkey is accepted before it is used, and no longer accepted once nobody uses it', () => {
  const made = secretFrom({ kind: 'nkey', name: 'orders-nats', variables: ['NKEY_ORDERS', 'STANDBY_NKEY_ORDERS'] });
  const [start, change, retire, rest] = wayOf(made);
  expect([phaseOf(start), phaseOf(change), phaseOf(retire), phaseOf(rest)]).toEqual([
    'rest',
    'change',
    'retire',
    'rest',
  ]);
  // Pods restart between change and retire, servers follow after retire.
  expect(acceptedKeys(start)).toEqual([signer(start.nkey), signer(change.nkey)]);
  expect(change['public.conf']).toBe(start['public.conf']);
  expect(acceptedKeys(retire)).toEqual([signer(change.nkey), signer(retire['nkey-standby'])]);
  expect(acceptedKeys(retire)).not.toContain(signer(start.nkey));
  expect(retire['public.conf']).toMatch(/^NKEY_ORDERS: "U\w+"\nSTANDBY_NKEY_ORDERS: "U\w+"\n$/);
  expect(Object.keys(rest).sort()).toEqual(Object.keys(start).sort());
  expect(signer(wayOf(rest)[1].nkey)).toBe(signer(rest['nkey-standby']));
});

test('a service changes between the two roles of its database, and the password of the one it left is replaced', () => {
  const recipe = { name: 'orders-db-secret', host: 'postgresql', port: 5432, database: 'order_items' };
  const [start, change, retire, rest] = wayOf(secretFrom({ kind: 'database', ...recipe }));
  expect(change.db_url).toBe(`postgres://order_items.standby:${start['standby-password']}@postgresql:5432/order_items`);
  expect([change.password, change['standby-password']]).toEqual([start.password, start['standby-password']]);
  expect(retire['standby-password']).toBe(start['standby-password']);
  expect(retire.password).not.toBe(start.password);
  const [, again, retiredAgain] = wayOf(rest);
  expect(again.db_url).toBe(`postgres://order_items:${rest.password}@postgresql:5432/order_items`);
  expect(retiredAgain['standby-password']).not.toBe(rest['standby-password']);
});

test('tokens are signed with a key that was published before, and those of the last key stay valid', () => {
  const [start, change, , rest] = wayOf(secretFrom({ kind: 'signing-keys', name: 'token-keys' }));
  const [first, second] = keysOf(start.private);
  expect(keysOf(change.private).at(0)).toBe(second);
  expect(keysOf(change.public)).toEqual(keysOf(change.private));
  expect(keysOf(change.public)).toContain(first);
  expect(change.public).not.toContain('"d":');
  expect(keysOf(wayOf(rest)[1].public)).not.toContain(first);
  expect(keysOf(wayOf(rest)[1].public)).toContain(second);
});

test('what holds no second one beside it is refused with what would be', () => {
  expect(() => kindOf('shop-admin', { email: 'a@example.com', password: 'secret' })).toThrow(
    /Secret shop-admin: found the keys email, password, expected nkey, nkey-standby, public.conf \(NATS nkey\), or/,
  );
  expect(() => phaseOf({ rotation: 'half' })).toThrow('key rotation: found "half", expected change or retire');
});

test('readers of a key are found in variables, files, and whole Secrets', () => {
  const workload = (name: string, spec: object): Workload =>
    ({ kind: 'Deployment', metadata: { name }, spec: { template: { spec } } }) as Workload;
  const secretKeyRef = { name: 'orders-nats', key: 'nkey' };
  const workloads = [
    workload('by-variable', { containers: [{ env: [{ name: 'SEED', valueFrom: { secretKeyRef } }, { name: 'A' }] }] }),
    workload('by-file', {
      containers: [{}],
      volumes: [
        { projected: { sources: [{ configMap: {} }, { secret: { name: 'orders-nats', items: [{ key: 'nkey' }] } }] } },
      ],
    }),
    workload('by-folder', { containers: [{}], volumes: [{ secret: { secretName: 'orders-nats' } }] }),
    workload('another-key', {
      containers: [{}],
      volumes: [{ secret: { secretName: 'orders-nats', items: [{ key: 'public.conf' }] } }],
    }),
    workload('another-secret', {
      containers: [{ env: [{ valueFrom: { secretKeyRef: { name: 'x', key: 'nkey' } } }] }],
    }),
  ];
  const names = readersOf(workloads, 'orders-nats', ['nkey']).map(({ metadata }) => metadata.name);
  expect(names).toEqual(['by-variable', 'by-file', 'by-folder']);
});

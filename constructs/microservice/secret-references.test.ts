import type { ServiceDeclaration } from '../declaration';
import type { JsonObject } from '../template';
import { fieldOf } from '../testing';
import { desk, expectHelmToAgree, render, serviceChart, testWithHelm } from './test-fleet';

const declaration: ServiceDeclaration = {
  ...desk,
  config: {
    ...desk.config,
    NOTE: { type: 'string', secret: { name: 'desk', key: 'note' }, optional: true, description: 'Note.' },
  },
};
const chart = serviceChart(declaration);
const external = { externalSecret: { enabled: true } };

/** What the operator is asked for, by key of the Secret it makes. */
function asked(values: JsonObject): unknown {
  const [object] = render(chart, values).ofKind('ExternalSecret');
  if (object === undefined) return undefined;
  const data = fieldOf(object, '/spec/data') as { secretKey: string; remoteRef: { property: string } }[];
  return data.map(({ secretKey, remoteRef }) => [secretKey, remoteRef.property].join(' of '));
}

/** Where the server's variables come from: Secret and key. */
function read(values: JsonObject): Record<string, string> {
  const env = fieldOf(render(chart, values).one('Deployment'), '/spec/template/spec/containers/0/env') as {
    name: string;
    valueFrom?: { secretKeyRef: { name: string; key: string } };
  }[];
  const secrets = env.filter(({ valueFrom }) => valueFrom !== undefined);
  return Object.fromEntries(
    secrets.map(({ name, valueFrom }) => [name, `${valueFrom?.secretKeyRef.name} ${valueFrom?.secretKeyRef.key}`]),
  );
}

test('what the operator makes has a key of its own for every variable, and pods read that', () => {
  const values = { ...external, database: { secretKey: 'value' }, nats: { secretKey: 'value' } };
  expect(asked(values)).toEqual([
    'DATABASE_URL of DATABASE_URL',
    'NATS_NKEY_SEED of NATS_NKEY_SEED',
    'SIGNATURE of SIGNATURE',
  ]);
  expect(read(values)).toMatchObject({
    DATABASE_URL: 'eu-desk-external DATABASE_URL',
    NATS_NKEY_SEED: 'eu-desk-external NATS_NKEY_SEED',
  });
});

test('the store is not asked for what lies in another Secret', () => {
  const values = { ...external, database: { existingSecret: 'mydb', secretKey: 'url' } };
  expect(asked(values)).toEqual(['NATS_NKEY_SEED of NATS_NKEY_SEED', 'SIGNATURE of SIGNATURE']);
  expect(read(values)).toMatchObject({ DATABASE_URL: 'mydb url', SIGNATURE: 'eu-desk-external SIGNATURE' });
  const elsewhere = { existingSecret: 'mine' };
  expect(asked({ ...external, database: elsewhere, nats: elsewhere, secrets: { signature: elsewhere } })).toBe(
    undefined,
  );
});

test('the store is asked for what the service starts without only where values say so', () => {
  expect(read(external)).toMatchObject({ NOTE: 'eu-desk note' });
  const both = { externalSecret: { enabled: true, optional: true } };
  expect(asked(both)).toContain('NOTE of NOTE');
  expect(read(both)).toMatchObject({ NOTE: 'eu-desk-external NOTE' });
});

testWithHelm('Helm gives the same objects', () => {
  const elsewhere = { database: { existingSecret: 'mydb' } };
  expectHelmToAgree(chart, [external, { ...external, ...elsewhere, secretsAsFiles: true }]);
});

test.each([
  ['shop', 'shop/desk'],
  [undefined, 'desk'],
])(
  'the secrets of a service that is part of %s are at %s in the store, unless a value says otherwise',
  (partOf, at) => {
    const entries = (values: object) => {
      const chart = serviceChart(desk, { partOf });
      const object = render(chart, { externalSecret: { enabled: true, ...values } }).one('ExternalSecret');
      const data = fieldOf(object, '/spec/data') as { remoteRef: { key: string } }[];
      return data.map(({ remoteRef }) => remoteRef.key);
    };
    expect(entries({})).toEqual([at, at, at]);
    expect(entries({ remoteKey: 'eu/desk' })).toEqual(['eu/desk', 'eu/desk', 'eu/desk']);
  },
);

import { desk, render, serviceChart } from './test-fleet';

test.each([
  ['shop', 'shop/desk'],
  [undefined, 'desk'],
])(
  'the secrets of a service that is part of %s are at %s in the store, unless a value says otherwise',
  (partOf, entry) => {
    const chart = serviceChart(desk, { partOf });
    const entries = (values: object) =>
      (
        render(chart, { externalSecret: { enabled: true, ...values } }).one('ExternalSecret').spec as unknown as {
          data: { remoteRef: { key: string; property: string } }[];
        }
      ).data.map(({ remoteRef }) => [remoteRef.property, remoteRef.key]);
    const variables = ['DATABASE_URL', 'NATS_NKEY_SEED', 'SIGNATURE'];
    expect(entries({})).toEqual(variables.map((variable) => [variable, entry]));
    expect(entries({ remoteKey: 'eu/desk' })).toEqual(variables.map((variable) => [variable, 'eu/desk']));
  },
);

import { fieldOf } from '../testing';
import { oneLike, render } from './test-platform';

const on = { externalSecret: { enabled: true } };

/** Keys of the Secret that the operator is asked to make; nothing where it is asked for none. */
function asked(values: object): string[] | undefined {
  const [object] = render(values as never, 'eu').ofKind('ExternalSecret');
  return object && (fieldOf(object, '/spec/data') as { secretKey: string }[]).map(({ secretKey }) => secretKey);
}

/** Names of the Secrets that NATS and the provisioner mount. */
function mounted(values: object): string[] {
  const objects = render(values as never, 'eu');
  const pods = [objects.one('StatefulSet', 'eu-nats'), oneLike(objects, 'Job', 'eu-provisioner')];
  const names = pods.flatMap((pod) => [...JSON.stringify(pod).matchAll(/"secret":{"name":"([^"]+)"/g)]);
  return [...new Set(names.map(([, name]) => String(name)))].sort();
}

test('a store has the public keys of all users and the seed of the provisioner, where values say so', () => {
  expect(asked({})).toBeUndefined();
  expect(asked(on)).toEqual(['good-hearer.conf', 'provisioner.conf', 'speaker.conf', 'nkey']);
  expect(render(on, 'eu').one('ExternalSecret')).toMatchObject({
    metadata: {
      name: 'eu-platform-external',
      annotations: {
        'argocd.argoproj.io/sync-wave': '-5',
        'argocd.argoproj.io/sync-options': 'SkipDryRunOnMissingResource=true',
      },
    },
    spec: { target: { name: 'eu-platform-external' } },
  });
  expect(fieldOf(render(on, 'eu').one('ExternalSecret'), '/spec/data/0/remoteRef')).toEqual({
    key: 'talk/platform',
    property: 'good-hearer.conf',
  });
});

test('NATS and the provisioner mount what the operator makes, or what values name', () => {
  const postgresql = { enabled: false };
  expect(mounted({ ...on, postgresql })).toEqual(['eu-platform-external']);
  expect(mounted({ postgresql })).toEqual(['eu-good-hearer-nats', 'eu-provisioner-nats', 'eu-speaker-nats']);
  const own = { nats: { publicKeys: { existingSecret: 'keys' } }, provisioner: { existingSecret: 'seed' } };
  expect(mounted({ ...on, ...own, postgresql })).toEqual(['keys', 'seed']);
  expect(asked({ ...on, ...own })).toBeUndefined();
  expect(asked({ ...on, provisioner: own.provisioner })).not.toContain('nkey');
});

import { topologyOf } from '../topology';
import { catalog, cellar, desk, render, serviceChart } from './test-fleet';

const chart = serviceChart(catalog);

test('a pause before the signal that leaves the runtime no time to drain is refused', () => {
  const shutdown = (preStopSeconds: number, terminationGracePeriodSeconds: number) => () =>
    render(chart, { preStopSeconds, terminationGracePeriodSeconds });
  expect(shutdown(35, 45)).not.toThrow();
  expect(shutdown(36, 45)).toThrow(
    'value preStopSeconds: found 36, expected at most terminationGracePeriodSeconds, which is 45, less 10',
  );
});

describe('a further mount', () => {
  const token = '/var/run/secrets/kubernetes.io/serviceaccount';
  const withRights = serviceChart({ ...cellar, rbac: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] });
  const mount =
    (mountPath: string, mounted = chart) =>
    () =>
      render(mounted, { extraVolumeMounts: [{ name: 'more', mountPath }] });

  test.each(['/data', '/data/', '/data/.cache', '/tmp/more', '/etc/ssl/certs/ca..pem', '/a b', token])(
    'may be at %s',
    (path) => {
      expect(mount(path)).not.toThrow();
    },
  );

  test.each([
    ...['', '/', 'data', '//data', '/data//a', '/./data', '/data/..', '/data:x'],
    ...['/tmp', '/tmp/', '//tmp', '/tmp/.', '/var/run/secrets/flotilla', '/run/secrets/flotilla'],
  ])('must not be at "%s"', (path) => {
    expect(mount(path)).toThrow('value extraVolumeMounts.0.mountPath: found');
  });

  test('must not be in place of a token that the service needs', () => {
    for (const path of [token, token.replace('/var', '')]) {
      expect(mount(path, withRights)).toThrow('value extraVolumeMounts.0.mountPath: found');
    }
  });
});

test('no declaration may have a key for a variable that the chart sets', () => {
  const objects = render(serviceChart(desk));
  const { spec } = objects.one('Deployment') as unknown as {
    spec: { template: { spec: { containers: { env: { name: string }[] }[] } } };
  };
  const { data } = objects.one('ConfigMap') as unknown as { data: Record<string, string> };
  const variables = [...(spec.template.spec.containers[0]?.env ?? []).map(({ name }) => name), ...Object.keys(data)];
  const set = variables.filter((variable) => !Object.hasOwn(desk.config, variable));
  expect(set).toEqual(expect.arrayContaining(['SHUTDOWN_GRACE_MS', 'NATS_NKEY_SEED', 'PEER_CATALOG_URL', 'LOG_LEVEL']));
  for (const variable of set) {
    const declaration = { ...catalog, config: { [variable]: { type: 'string', description: 'A key.' } } } as const;
    expect(() => topologyOf([declaration])).toThrow(`config.${variable}\n    found:    the name ${variable}\n`);
  }
});

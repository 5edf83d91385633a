import { nameOf, oneLike, peersByPort, podOf, render } from '../test-platform';

const off = { postgresql: { enabled: false } };

test('switched off, nothing is left of it', () => {
  expect(
    render(off)
      .all.map(nameOf)
      .filter((name) => name.startsWith('postgresql')),
  ).toEqual([]);
  expect(JSON.stringify(podOf(render(off), 'provisioner'))).not.toMatch(/postgresql|db-secret/);
  expect(oneLike(render(off), 'ConfigMap', 'provisioner-input').data).not.toHaveProperty('postgresql.json');
  expect(peersByPort(render(off).one('NetworkPolicy', 'provisioner'), 'egress')).not.toHaveProperty('5432/TCP');
});

test('exactly those who have a database reach it, and it reaches nobody', () => {
  const policy = render().one('NetworkPolicy', 'postgresql');
  expect(peersByPort(policy, 'ingress')).toEqual({
    '5432/TCP': ['good-hearer/server', 'speaker/server', 'speaker/migration', 'speaker/job', 'provisioner/job'],
  });
  expect(policy.spec).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
  expect(policy.spec).not.toHaveProperty('egress');
});

test('its data lie in a folder of their own on the volume', () => {
  const [container] = podOf(render(), 'postgresql').spec.containers;
  const { env, volumeMounts } = container as unknown as {
    env: { name: string; value: string }[];
    volumeMounts: { name: string; mountPath: string }[];
  };
  const data = volumeMounts.find(({ name }) => name === 'data')?.mountPath;
  expect(env.find(({ name }) => name === 'PGDATA')?.value).toMatch(new RegExp(`^${data}/.`));
});

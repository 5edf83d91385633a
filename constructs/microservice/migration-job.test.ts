import { fieldOf } from '../testing';
import { desk, expectHelmToAgree, render, serviceChart, testWithHelm } from './test-fleet';

const chart = serviceChart({ ...desk, database: { migrations: true } });

test('without migrations there is no network policy for their pods', () => {
  const policies = (enabled: boolean) =>
    render(chart, { migration: { enabled } })
      .names()
      .filter((name) => name === 'NetworkPolicy/eu-desk-migration');
  expect(policies(true)).toHaveLength(1);
  expect(policies(false)).toEqual([]);
});

test('a day is left to make the Secret by hand', () => {
  expect(fieldOf(render(chart).one('Job'), '/spec/activeDeadlineSeconds')).toBe(86_400);
});

/** A database whose certificate is of an authority of its own. */
const authority = {
  extraEnv: [{ name: 'NODE_EXTRA_CA_CERTS', value: '/ca/ca.crt' }],
  extraVolumes: [{ name: 'ca', configMap: { name: 'database-ca' } }],
  extraVolumeMounts: [{ name: 'ca', mountPath: '/ca' }],
};

test.each([
  ['a migration', 'Job', '/spec/template/spec'],
  ['a scheduled job', 'CronJob', '/spec/jobTemplate/spec/template/spec'],
])('%s reaches the database as the server does', (_, kind, at) => {
  const pod = fieldOf(render(chart, { ...authority, priorityClassName: 'high' }).one(kind), at);
  expect(pod).toMatchObject({
    priorityClassName: 'high',
    containers: [
      {
        env: expect.arrayContaining(authority.extraEnv),
        volumeMounts: expect.arrayContaining(authority.extraVolumeMounts),
      },
    ],
    volumes: expect.arrayContaining(authority.extraVolumes),
  });
});

testWithHelm('Helm gives the same objects', () => {
  expectHelmToAgree(chart, [{ ...authority, secretsAsFiles: true }, { migration: { enabled: false } }]);
});

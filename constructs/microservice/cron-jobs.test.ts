import type { ServiceDeclaration } from '../declaration';
import type { JsonObject } from '../template';
import { catalog, desk, expectHelmToAgree, render, serviceChart, testWithHelm } from './test-fleet';

const chart = serviceChart(desk);

function podOf(values: object = {}) {
  const { spec } = render(chart, values as never).one('CronJob') as unknown as {
    spec: {
      jobTemplate: {
        spec: { template: { metadata: { labels: Record<string, string> }; spec: Record<string, unknown> } };
      };
    };
  };
  return spec.jobTemplate.spec.template;
}

test('a declared job runs on its schedule, never twice at a time', () => {
  const object = render(chart).one('CronJob', 'eu-desk-close-day');
  expect(object.spec).toMatchObject({
    schedule: '5 0 * * *',
    timeZone: 'Etc/UTC',
    concurrencyPolicy: 'Forbid',
    startingDeadlineSeconds: 300,
    jobTemplate: { spec: { activeDeadlineSeconds: 1_800, backoffLimit: 2 } },
  });
});

test('its pod has the arguments, configuration and secrets of the declaration, and limits', () => {
  const objects = render(chart);
  const [container] = podOf().spec.containers as Record<string, unknown>[];
  expect(container).toMatchObject({
    args: ['close-day.js', '--yesterday'],
    env: expect.arrayContaining([
      expect.objectContaining({ name: 'SIGNATURE' }),
      expect.objectContaining({ name: 'DATABASE_URL' }),
    ]),
    envFrom: [{ configMapRef: { name: (objects.one('ConfigMap').metadata as { name: string }).name } }],
    resources: { limits: { cpu: '500m', memory: '256Mi', 'ephemeral-storage': '128Mi' } },
  });
});

test('its pod is admitted by Pod Security "restricted", with no token and a read-only root', () => {
  const { spec } = podOf();
  const seccompProfile = { type: 'RuntimeDefault' };
  expect(spec).toMatchObject({
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy: 'Never',
    serviceAccountName: 'eu-desk',
    securityContext: { runAsNonRoot: true, runAsUser: 10_001, seccompProfile },
    containers: [
      {
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          readOnlyRootFilesystem: true,
          runAsNonRoot: true,
          seccompProfile,
        },
      },
    ],
  });
});

test('no Service selects its pods, and a network policy lets them reach DNS and the database only', () => {
  const objects = render(chart);
  const { labels } = podOf().metadata;
  const selects = (selector: Record<string, string>) =>
    Object.entries(selector).every(([key, value]) => labels[key] === value);
  for (const { spec } of objects.ofKind('Service'))
    expect(selects((spec as { selector: Record<string, string> }).selector)).toBe(false);
  const policies = objects
    .ofKind('NetworkPolicy')
    .filter(({ spec }) =>
      selects((spec as { podSelector: { matchLabels: Record<string, string> } }).podSelector.matchLabels),
    );
  expect(policies).toEqual([
    expect.objectContaining({
      spec: expect.objectContaining({
        egress: [
          expect.objectContaining({
            ports: [
              { port: 53, protocol: 'UDP' },
              { port: 53, protocol: 'TCP' },
            ],
          }),
          expect.objectContaining({ ports: [{ port: 5_432, protocol: 'TCP' }] }),
        ],
      }),
    }),
  ]);
});

test('a job of a service without a database may reach DNS only', () => {
  const { database: _, ...rest } = desk;
  const policy = render(serviceChart(rest as ServiceDeclaration)).one('NetworkPolicy', 'eu-desk-job');
  expect((policy.spec as { egress: object[] }).egress).toHaveLength(1);
});

test('a service without jobs has neither', () => {
  expect(
    render(serviceChart(catalog))
      .names()
      .filter((name) => /CronJob|-job$/.test(name)),
  ).toEqual([]);
});

test('values switch a job off and move it', () => {
  const off = render(chart, { jobs: { closeDay: { enabled: false } } }).names();
  expect(off.filter((name) => /CronJob|-job$/.test(name))).toEqual([]);
  expect(render(chart, { jobs: { closeDay: { schedule: '0 */2 * * MON-FRI' } } }).one('CronJob').spec).toMatchObject({
    schedule: '0 */2 * * MON-FRI',
  });
  expect(() => render(chart, { jobs: { closeDay: { schedule: '@daily' } } })).toThrow(
    /value jobs\.closeDay\.schedule: found "@daily", expected text that matches/,
  );
});

testWithHelm('Helm gives the same objects', () => {
  expectHelmToAgree(chart, [
    {},
    {
      secretsAsFiles: true,
      jobs: { closeDay: { schedule: '1 2 3 4 5', resources: { limits: { cpu: 2 } } } },
      nodeSelector: { disk: 'ssd' },
    },
    { jobs: { closeDay: { enabled: false } } },
  ]);
});

test('its schedule may be written in any way that the declaration may, and is a cron expression', () => {
  const scheduled = (schedule: string) => ({
    ...desk,
    jobs: { sweep: { description: 'Sweeps.', schedule, args: [] } },
  });
  const own = serviceChart(scheduled('0 3 1,15 jan-Mar mon'));
  const scheduleOf = (values: JsonObject): unknown => (render(own, values).one('CronJob').spec as JsonObject).schedule;
  expect(scheduleOf({})).toBe('0 3 1,15 jan-Mar mon');
  expect(scheduleOf({ jobs: { sweep: { schedule: '*/5 * * * SUN' } } })).toBe('*/5 * * * SUN');
  for (const schedule of ['99 99 99 99 99', '0 3 * *', '@daily']) {
    expect(() => scheduleOf({ jobs: { sweep: { schedule } } })).toThrow('value jobs.sweep.schedule: found');
  }
});

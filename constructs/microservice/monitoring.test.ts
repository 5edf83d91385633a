import { dashboardOf } from './dashboard';
import { desk, expectHelmToAgree, front, render, serviceChart, testWithHelm } from './test-fleet';

const chart = serviceChart(desk);
const on = (key: string, more: object = {}) => ({ metrics: { [key]: { enabled: true, ...more } } }) as never;
const kinds = ['ServiceMonitor', 'PrometheusRule'];

test('nothing is there unless it is switched on, each by itself', () => {
  const counts = (values: object) => [
    ...kinds.map((kind) => render(chart, values as never).ofKind(kind).length),
    render(chart, values as never)
      .names()
      .filter((name) => name === 'ConfigMap/eu-desk-dashboard').length,
  ];
  expect(counts({})).toEqual([0, 0, 0]);
  expect(counts(on('serviceMonitor'))).toEqual([1, 0, 0]);
  expect(counts(on('prometheusRule'))).toEqual([0, 1, 0]);
  expect(counts(on('dashboard'))).toEqual([0, 0, 1]);
});

test('the ServiceMonitor selects the admin Service, and only by labels that no upgrade changes', () => {
  const objects = render(chart, on('serviceMonitor'));
  const { spec } = objects.one('ServiceMonitor') as unknown as {
    spec: { selector: { matchLabels: Record<string, string> }; endpoints: object[] };
  };
  expect(spec.selector.matchLabels).toEqual({
    'app.kubernetes.io/name': 'desk',
    'app.kubernetes.io/instance': 'eu',
    'app.kubernetes.io/component': 'admin',
  });
  const selected = objects.ofKind('Service').filter(({ metadata }) => {
    const { labels } = metadata as { labels: Record<string, string> };
    return Object.entries(spec.selector.matchLabels).every(([key, value]) => labels[key] === value);
  });
  expect(selected).toEqual([objects.one('Service', 'eu-desk-admin')]);
  expect(spec.endpoints).toEqual([{ port: 'admin', path: '/metrics', interval: '30s', scrapeTimeout: '10s' }]);
  expect((objects.one('Service', 'eu-desk-admin').spec as { ports: object[] }).ports).toMatchObject([
    { name: 'admin', port: 9090 },
  ]);
});

test('a timeout beyond the interval is refused', () => {
  expect(() => render(chart, on('serviceMonitor', { intervalSeconds: 5 }))).toThrow(
    'value metrics.serviceMonitor.scrapeTimeoutSeconds: found 10, expected at most metrics.serviceMonitor.intervalSeconds, which is 5',
  );
});

test('alerts look at this release, and at the thresholds of the values', () => {
  const { spec } = render(chart, on('prometheusRule', { outboxAgeSeconds: 90 })).one('PrometheusRule') as unknown as {
    spec: { groups: { rules: { alert: string; expr: string; annotations: { description: string } }[] }[] };
  };
  const stuck = spec.groups[0]?.rules.find(({ alert }) => alert === 'OutboxStuck');
  expect(stuck?.expr).toBe('max(\n  outbox_oldest_seconds{namespace="shops", service="eu-desk-admin"}\n) > 90');
  expect(stuck?.annotations.description).toContain('{{ $value | humanizeDuration }}');
});

test('a service has no threshold that none of its alerts needs', () => {
  expect(() => render(serviceChart(front), on('prometheusRule', { outboxAgeSeconds: 90 }))).toThrow(
    /value metrics\.prometheusRule\.outboxAgeSeconds: found a key that is not a value of this chart/,
  );
});

test('objects carry the labels by which they are found, and the common ones', () => {
  const values = {
    commonLabels: { team: 'a', release: 'lost' },
    metrics: { serviceMonitor: { enabled: true, labels: { release: 'prometheus' } } },
  };
  expect(render(chart, values).one('ServiceMonitor').metadata).toMatchObject({
    labels: { team: 'a', release: 'prometheus' },
  });
  expect(render(chart, on('dashboard')).one('ConfigMap', 'eu-desk-dashboard').metadata).toMatchObject({
    labels: { grafana_dashboard: '1' },
  });
});

test('the dashboard arrives as it is, with the braces of its legends', () => {
  const { data } = render(chart, on('dashboard')).one('ConfigMap', 'eu-desk-dashboard') as {
    data: Record<string, string>;
  };
  const text = data['desk.json'] as string;
  expect(JSON.parse(text)).toEqual(dashboardOf(desk));
  expect(text).toContain('"legendFormat": "{{pod}}"');
});

testWithHelm('Helm gives the same objects', () => {
  expectHelmToAgree(chart, [
    {},
    { metrics: { serviceMonitor: { enabled: true }, prometheusRule: { enabled: true }, dashboard: { enabled: true } } },
    {
      commonLabels: { team: 'a' },
      metrics: {
        serviceMonitor: { enabled: true, labels: { release: 'x' }, intervalSeconds: 60, scrapeTimeoutSeconds: 60 },
        prometheusRule: {
          enabled: true,
          labels: { release: 'x' },
          outboxAgeSeconds: 86_400,
          consumerPending: 10_000_000,
        },
        dashboard: { enabled: true, labels: null, annotations: { folder: '{{ a }}' } },
      },
    },
  ]);
});

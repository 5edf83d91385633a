import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { Edits } from '../synth';
import { GreaterThan, integerOf, stringPlaceholder, Text } from '../template';
import { annotations, labels, release, type Values } from '../values';
import { alertsOf, type Target, thresholds } from './alerts';
import { dashboardOf } from './dashboard';
import type { ServiceContext } from './service-context';

/** What Prometheus and Grafana need to watch a service, each object behind a switch of its own. */
export interface Monitoring {
  readonly serviceMonitor: ApiObject;
  readonly prometheusRule: ApiObject;
  readonly dashboard: k8s.KubeConfigMap;
}

export function monitoring(scope: Construct, context: ServiceContext): Monitoring {
  return {
    serviceMonitor: serviceMonitor(scope, context),
    prometheusRule: prometheusRule(scope, context),
    dashboard: dashboard(scope, context),
  };
}

function metricsValues(values: Values, key: string, what: string): Values {
  values
    .at('metrics')
    .describe('Objects for Prometheus and Grafana. Each needs its operator or sidecar in the cluster.');
  return values.at('metrics', key).describe(what);
}

/** Labels by which an operator or a sidecar of Grafana finds an object. */
function findingLabels(own: Values, initial: Record<string, string>, who: string) {
  return own.map('labels', {
    default: initial,
    schema: labels,
    description: `Further labels, by which ${who} finds the object.`,
  });
}

/** Has Prometheus ask every pod for metrics, through the admin Service. */
function serviceMonitor(scope: Construct, context: ServiceContext): ApiObject {
  const own = metricsValues(context.values, 'serviceMonitor', 'The ServiceMonitor of the Prometheus operator.');
  const enabled = own.flag('enabled', { default: false, description: 'Make the ServiceMonitor.' });
  const interval = own.integer('intervalSeconds', {
    default: 30,
    minimum: 1,
    maximum: 3_600,
    description: 'Seconds between two scrapes.',
  });
  const timeout = own.integer('scrapeTimeoutSeconds', {
    default: 10,
    minimum: 1,
    maximum: 3_600,
    description: 'Seconds until a scrape is given up.',
  });
  const path = own.path.join('.');
  context.values.refuse(
    new GreaterThan(integerOf(timeout), integerOf(interval)),
    new Text([
      `value ${path}.scrapeTimeoutSeconds: found `,
      integerOf(timeout),
      `, expected at most ${path}.intervalSeconds, which is `,
      integerOf(interval),
    ]),
  );
  const object = new ApiObject(scope, 'service-monitor', {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name: context.fullName, labels: { ...context.labels } },
    spec: {
      jobLabel: 'app.kubernetes.io/name',
      selector: { matchLabels: { ...context.names.selector(context.declaration.name, 'admin') } },
      endpoints: [{ port: 'admin', path: '/metrics', interval: `${interval}s`, scrapeTimeout: `${timeout}s` }],
    },
  });
  Edits.of(object)
    .guardObject(enabled)
    .mergeMaps('/metadata/labels', findingLabels(own, {}, 'the operator'));
  return object;
}

/** Alerts on what the declaration makes meaningful. */
function prometheusRule(scope: Construct, context: ServiceContext): ApiObject {
  const { declaration, fullName } = context;
  const own = metricsValues(
    context.values,
    'prometheusRule',
    'Alerts, as a PrometheusRule of the Prometheus operator.',
  );
  const enabled = own.flag('enabled', {
    default: false,
    description: 'Make the PrometheusRule. Its alerts need the ServiceMonitor.',
  });
  const target: Target = [`namespace="${stringPlaceholder(release.namespace)}"`, `service="${fullName}-admin"`];
  const alerts = alertsOf(declaration, target, (key) => String(own.integer(key, { minimum: 1, ...thresholds[key] })));
  const object = new ApiObject(scope, 'prometheus-rule', {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: fullName, labels: { ...context.labels } },
    spec: {
      groups: [
        {
          name: declaration.name,
          rules: alerts.map(({ alert, expr, for: duration, severity, summary, description }) => ({
            alert,
            expr,
            for: duration,
            labels: { severity, namespace: stringPlaceholder(release.namespace), service: `${fullName}-admin` },
            annotations: { summary: `${declaration.name}: ${summary}`, description },
          })),
        },
      ],
    },
  });
  Edits.of(object)
    .guardObject(enabled)
    .mergeMaps('/metadata/labels', findingLabels(own, {}, 'the operator'));
  return object;
}

/** A dashboard for Grafana's sidecar, which reads ConfigMaps with a label. */
function dashboard(scope: Construct, context: ServiceContext): k8s.KubeConfigMap {
  const { declaration } = context;
  const own = metricsValues(context.values, 'dashboard', 'A dashboard, as a ConfigMap for the sidecar of Grafana.');
  const enabled = own.flag('enabled', { default: false, description: 'Make the ConfigMap with the dashboard.' });
  const found = findingLabels(own, { grafana_dashboard: '1' }, 'the sidecar');
  const extra = own.map('annotations', {
    default: {},
    schema: annotations,
    description: 'Annotations of the ConfigMap, e.g. for the folder.',
  });
  const object = new k8s.KubeConfigMap(scope, 'dashboard', {
    metadata: { name: `${context.fullName}-dashboard`, labels: { ...context.labels } },
    data: { [`${declaration.name}.json`]: JSON.stringify(dashboardOf(declaration), null, 2) },
  });
  Edits.of(object)
    .guardObject(enabled)
    .mergeMaps('/metadata/labels', found)
    .spread('/metadata/annotations', extra.spread());
  return object;
}

import type { ServiceDeclaration } from '../declaration';
import type { JsonObject } from '../template';
import { catalog, desk, expectHelmToAgree, render, serviceChart, testWithHelm } from './test-fleet';

const rbac: ServiceDeclaration['rbac'] = [
  { apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list'] },
  { apiGroups: ['batch'], resources: ['jobs'], verbs: ['delete'], resourceNames: ['close-day'] },
];
const chart = serviceChart({ ...desk, rbac });

function egressOf(of: typeof chart, name: string, values: JsonObject = {}): object[] {
  return (render(of, values).one('NetworkPolicy', name).spec as unknown as { egress: object[] }).egress;
}

const apiServer = (cidr: string, port: number) => ({
  to: [{ ipBlock: { cidr } }],
  ports: [
    { port: 443, protocol: 'TCP' },
    { port, protocol: 'TCP' },
  ],
});

test('the account of the service has the rights that the declaration names, and no others', () => {
  const objects = render(chart);
  expect(objects.one('Role')).toMatchObject({ metadata: { name: 'eu-desk', namespace: 'shops' } });
  expect(objects.one('Role').rules).toEqual(rbac);
  expect(objects.one('RoleBinding')).toMatchObject({
    metadata: { name: 'eu-desk', namespace: 'shops' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'eu-desk' },
  });
  expect(objects.one('RoleBinding').subjects).toEqual([{ kind: 'ServiceAccount', name: 'eu-desk' }]);
  expect(objects.names()).toContain('ServiceAccount/eu-desk');
});

test('its pods have a token and reach the API server, those of its jobs do neither', () => {
  const objects = render(chart);
  expect(objects.one('Deployment')).toMatchObject({
    spec: { template: { spec: { serviceAccountName: 'eu-desk', automountServiceAccountToken: true } } },
  });
  expect(egressOf(chart, 'eu-desk')).toContainEqual(apiServer('0.0.0.0/0', 6443));
  expect(objects.one('CronJob')).toMatchObject({
    spec: { jobTemplate: { spec: { template: { spec: { automountServiceAccountToken: false } } } } },
  });
  expect(egressOf(chart, 'eu-desk-job')).not.toContainEqual(apiServer('0.0.0.0/0', 6443));
});

test('where the API server is, is a value', () => {
  const values = { networkPolicy: { apiServer: { cidr: '10.0.0.1/32', port: 8443 } } };
  expect(egressOf(chart, 'eu-desk', values)).toContainEqual(apiServer('10.0.0.1/32', 8443));
});

test.each([
  ['no rights', catalog],
  ['an empty list of them', { ...catalog, rbac: [] }],
])('with %s there is no Role, no token and no way to the API server', (_, declaration) => {
  const without = serviceChart(declaration);
  const objects = render(without);
  expect([...objects.ofKind('Role'), ...objects.ofKind('RoleBinding')]).toEqual([]);
  expect(objects.one('ServiceAccount')).toMatchObject({ automountServiceAccountToken: false });
  expect(objects.one('Deployment')).toMatchObject({
    spec: { template: { spec: { automountServiceAccountToken: false } } },
  });
  expect(JSON.stringify(egressOf(without, 'eu-catalog'))).not.toContain('ipBlock');
  expect(() => render(without, { networkPolicy: { apiServer: { port: 8443 } } })).toThrow(
    'value networkPolicy.apiServer: found a key that is not a value of this chart',
  );
});

testWithHelm('Helm gives the same objects', () => {
  expectHelmToAgree(chart, [{}, { networkPolicy: { apiServer: { cidr: 'fd00::1/128', port: 443 } } }]);
});

import { type Outcome, ShopCopy } from './shop-copy';

const shop = new ShopCopy();
afterEach(() => shop.restore());
afterAll(() => shop.remove());

/** Runs `npm run synth`, which must refuse, and leave deploy/ as it is. */
function refusedSynth(run: () => Outcome = () => shop.synth()): string {
  const before = shop.digest();
  const { exitCode, stdout, stderr } = run();
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(shop.digest()).toBe(before);
  expect([...shop.files('.deploy.next').keys()]).toEqual([]);
  return stderr;
}

test('all mistakes in the declarations are told at once, each with place, found, expected and fix', () => {
  shop.edit('services/orders/service.ts', 'adminPort: 9090', 'adminPort: 3000');
  shop.edit('services/orders/service.ts', "products: { operations: ['quote']", "prodcts: { operations: ['quote']");
  shop.edit('services/users/service.ts', "name: 'users'", "name: 'accounts-of-everybody-who-ever-came'");
  shop.edit('services/payments/service.ts', "name: 'payments'", "name: 'Pay_ments'");
  const problems = refusedSynth();

  const places = [...problems.matchAll(/^ {2}(services?[/ ].*)$/gm)].map(([, place]) => place);
  expect(places).toEqual(
    expect.arrayContaining([
      'service "Pay_ments": name',
      'service "accounts-of-everybody-who-ever-came": name',
      'services/orders/service.ts: calls.prodcts',
      'services/orders/service.ts: http.adminPort',
    ]),
  );
  for (const part of ['found', 'expected', 'fix']) {
    expect(problems.match(new RegExp(`^ {4}${part}: +\\S`, 'gm'))).toHaveLength(places.length);
  }
  expect(problems).toContain(`${places.length} problems in the service declarations`);
});

test('all mistakes in the environments are told at once, each with its file and key', () => {
  shop.edit('environments/local.ts', "pullPolicy: 'IfNotPresent'", "pullPolicy: 'Sometimes'");
  shop.edit('environments/staging.ts', 'minReplicas: 2, maxReplicas: 4', 'minReplicas: 2, maxReplicas: 1');
  shop.edit('environments/staging.ts', "namespace: 'shop-staging'", "namespace: 'Shop_Staging'");
  shop.edit('environments/production.ts', 'maxReplicas: 20', "maxReplicas: '20', maximum: 20");
  const problems = refusedSynth();

  expect(problems).toMatch(/environments\/local\.ts:.*\n(.*\n)* {2}value orders\.image\.pullPolicy: /);
  expect(problems).toMatch(/environments\/staging\.ts:.*\n(.*\n)* {2}.*autoscaling\.maxReplicas/);
  expect(problems).toContain('environments/staging.ts: namespace: found "Shop_Staging", expected a DNS label');
  expect(problems).toMatch(/environments\/production\.ts:.*\n(.*\n)* {2}value orders\.autoscaling\.maxReplicas: /);
  expect(problems).toMatch(/environments\/production\.ts:.*\n(.*\n)* {2}value orders\.autoscaling\.maximum: /);
});

test('wrong JSON Pointers in the patches of a service, and of several, are told at once', () => {
  const patches = (operation: string, more = ''): string =>
    `repository: repository(declaration.name), patches: [{ kind: 'Deployment', operations: [${operation}] }${more}],`;
  const before = 'repository: repository(declaration.name),';
  shop.edit(
    'charts/orders.ts',
    before,
    patches(
      "{ op: 'remove', path: '/spec/nothing' }, { op: 'replace', path: '/spec/nothing/below', value: 1 }, { op: 'test', path: '/spec/replicas', value: 'x' }",
      ", { kind: 'ServiceAccount', operations: [{ op: 'remove', path: '/metadata/nowhere' }] }, { kind: 'Deploy', operations: [] }",
    ),
  );
  shop.edit(
    'charts/users.ts',
    before,
    patches("{ op: 'replace', path: '/spec/template/spec/containers/7/image', value: 'x' }"),
  );
  const problems = refusedSynth();
  expect(problems).toMatch(
    /orders\/orders\/\S+: patch remove \/spec\/nothing: found nothing.*expected a path that exists/,
  );
  expect(problems).toMatch(
    /orders\/orders\/\S+: patch test \/spec\/replicas: found something that depends on values, expected "x"/,
  );
  expect(problems).toMatch(/orders\/orders\/\S+: patch remove \/metadata\/nowhere: found nothing.*expected a path/);
  expect(problems).toMatch(
    /\[orders\/orders\] patch of Deploy: found 0 such objects, expected one\. There are .*ConfigMap/,
  );
  // It could only fail because the one before it did.
  expect(problems).not.toContain('/spec/nothing/below');
  expect(problems).toMatch(
    /users\/users\/\S+: patch replace \/spec\/template\/spec\/containers\/7\/image: found nothing.*expected/,
  );
});

test('a value that was calculated with is refused, with the field named', () => {
  const lease = (expression: string): string =>
    `new ApiObject(chart, 'lease', { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'lease' }, ` +
    `spec: { leaseDurationSeconds: chart.values.integer('leaseMinutes', { default: 1, minimum: 1, maximum: 9, description: 'Of a lease.' })${expression} } } as object as ApiObjectProps);\n  return chart;`;
  for (const [service, expression] of [
    ['users', ' * 60'],
    ['products', ' + 1e15'],
  ] as const) {
    shop.edit(`charts/${service}.ts`, 'import {', "import { ApiObject, type ApiObjectProps } from 'cdk8s';\nimport {");
    shop.edit(`charts/${service}.ts`, 'return chart;', lease(expression));
  }
  const problems = refusedSynth();
  for (const service of ['users', 'products']) {
    expect(problems).toMatch(
      new RegExp(
        `${service}/lease/spec/leaseDurationSeconds: found \\d{16,}, a number that came from a value by calculation; expected`,
      ),
    );
  }
  shop.restore();
  expect(shop.synth().exitCode).toBe(0);
});

test('a run that was cut off between the two renames is mended by the next', () => {
  expect(shop.synth().exitCode).toBe(0);
  const whole = shop.digest();
  shop.rename('deploy', '.deploy.old');
  expect(shop.synth()).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('unchanged') });
  expect(shop.digest()).toBe(whole);
  expect([...shop.files('.deploy.old').keys()]).toEqual([]);
});

test('... even if the next is refused', () => {
  const whole = shop.digest();
  shop.rename('deploy', '.deploy.old');
  shop.edit('services/orders/service.ts', 'adminPort: 9090', 'adminPort: 3000');
  expect(shop.synth().exitCode).toBe(2);
  expect(shop.digest()).toBe(whole);
});

test('a stale deploy/ is not packaged', () => {
  expect(shop.synth().exitCode).toBe(0);
  shop.edit('deploy/shop/charts/orders/values.yaml', 'replicaCount: 3', 'replicaCount: 4');
  const { exitCode, stdout, stderr } = shop.run('npm', 'run', '--silent', 'package');
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toContain('deploy is stale: 1 file(s) differ');
  expect(stderr).toContain('  deploy/shop/charts/orders/values.yaml');
  expect([...shop.files('dist/charts').keys()]).toEqual([]);
});

test('a project without a version is not packaged', () => {
  expect(shop.synth().exitCode).toBe(0);
  shop.edit('package.json', '"version": "0.1.0",', '');
  const { exitCode, stderr } = shop.run('npm', 'run', '--silent', 'package');
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^package: package\.json: found no version, expected one .+; add .+\n$/);
});

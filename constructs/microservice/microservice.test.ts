import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import type { ServiceDeclaration } from '../declaration';
import { HelmChart, renderChart } from '../helm';
import { type Topology, topologyOf } from '../topology';
import { Microservice, type MicroserviceProps } from './microservice';
import { catalog, cellar, chartProps, desk, front, render, serviceChart } from './test-fleet';

/** A service in a chart of stock cdk8s. */
function letters(props: MicroserviceProps): Microservice {
  return new Microservice(new Chart(new App(), 'post'), 'letters', props);
}

describe('a topology', () => {
  const fleet = topologyOf([front, catalog, desk, cellar]);
  const service = (declaration: ServiceDeclaration, topology?: Topology) => () => letters({ declaration, topology });

  test('that holds the same declaration is taken, be it another object', () => {
    expect(service(desk, fleet)).not.toThrow();
    expect(service({ ...structuredClone(desk), rbac: undefined }, fleet)).not.toThrow();
  });

  test('without the declaration is refused', () => {
    expect(service({ ...desk, name: 'letters' }, fleet)).toThrow(
      'post/letters: found a topology without letters, expected one with it; add the declaration to topologyOf([...])',
    );
  });

  test('with another declaration of that name is refused, so that nobody calls what the graph does not know', () => {
    expect(service({ ...desk, calls: { catalog: ['quote'], cellar: ['open'] } }, fleet)).toThrow(
      'post/letters: found a topology with another declaration of desk, expected this one; give topologyOf([...]) the same',
    );
  });
});

test('no declaration, as JavaScript allows, is told as such', () => {
  for (const declaration of [undefined, null]) {
    expect(() => letters({ declaration } as never)).toThrow(
      'post/letters: found no declaration, expected what the service says of itself; give { declaration }',
    );
  }
});

test('the longest name that a service may have leaves room for a release that is named like it', () => {
  const name = 'n'.repeat(30);
  const declaration: ServiceDeclaration = {
    ...cellar,
    name,
    database: { migrations: true },
    jobs: { ['j'.repeat(20)]: { description: 'Works.', schedule: '0 0 * * *', args: [] } },
  };
  const chart = serviceChart(declaration, { topology: topologyOf([declaration]) });
  const objects = renderChart(chart, { release: { name, namespace: 'shops' } });
  const names = objects.map(({ kind, metadata }) => [kind, (metadata as { name: string }).name] as const);
  expect(names).toContainEqual(['Deployment', name]);
  // The API server adds 11 characters to the name of a CronJob.
  expect(names.filter(([kind, { length }]) => length > (kind === 'CronJob' ? 52 : 63))).toEqual([]);
  expect(() => renderChart(chart, { release: { name: 'm'.repeat(30), namespace: 'shops' } })).toThrow(
    'release name: longer than 11 characters',
  );
});

describe('a key of the configuration that has no default', () => {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-stock-app-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const declaration: ServiceDeclaration = {
    ...cellar,
    config: { SENDER: { type: 'string', description: 'Who sends.' } },
  };

  test.each([
    ['Chart', (app: App) => new Chart(app, 'cellar')],
    ['HelmChart', (app: App) => new HelmChart(app, 'cellar', chartProps)],
  ])('stops app.synth() of a %s, which has no other values', (_, chartOf) => {
    const app = new App({ outdir: folder });
    new Microservice(chartOf(app), 'cellar', { declaration });
    expect(() => app.synth()).toThrow(
      'chart cellar: 1 problem(s) with the default values, and app.synth() has no others; declare defaults, or install ' +
        'a HelmChart with values of your own\n' +
        '  value config.sender: is empty, expected a text: Who sends. Set it in your values.',
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});

test.each(['My_Chart', '7', 'c'.repeat(60)])('a stock Chart may be named %s: nothing begins with its name', (id) => {
  const chart = new Chart(new App(), id);
  new Microservice(chart, 'cellar', { declaration: cellar });
  expect(chart.toJson()).toContainEqual(expect.objectContaining({ kind: 'Deployment' }));
});

describe('commands', () => {
  const declaration: ServiceDeclaration = { ...desk, database: { migrations: true } };
  const containers = (props: Partial<MicroserviceProps>) => {
    const objects = render(serviceChart(declaration, props)).all as unknown as {
      kind: string;
      spec: { containers: [object]; template: { spec: { containers: [object] } } };
    }[];
    const of = (kind: string) => objects.find((object) => object.kind === kind)?.spec.template.spec.containers[0];
    return {
      server: of('Deployment'),
      migration: of('Job'),
      test: objects.find(({ kind }) => kind === 'Pod')?.spec.containers[0],
    };
  };

  test('of the image are left alone, and migrations and tests are those of Node.js', () => {
    const { server, migration, test } = containers({});
    expect(test).toMatchObject({ command: ['node', '-e', expect.any(String)] });
    expect(server).not.toHaveProperty('command');
    expect(server).not.toHaveProperty('args');
    expect(migration).toMatchObject({ command: ['node', 'migrate.js'] });
  });

  test('replace those of the image, each by itself', () => {
    const command = containers({ command: ['/bin/desk', 'serve'] });
    expect(command.server).toMatchObject({ command: ['/bin/desk', 'serve'] });
    expect(command.server).not.toHaveProperty('args');
    expect(command.migration).toMatchObject({ command: ['node', 'migrate.js'] });

    const args = containers({ args: ['--port', '3000'] });
    expect(args.server).toMatchObject({ args: ['--port', '3000'] });
    expect(args.server).not.toHaveProperty('command');

    const migration = containers({ migrationCommand: ['/bin/desk', 'migrate'] });
    expect(migration.migration).toMatchObject({ command: ['/bin/desk', 'migrate'] });
    expect(migration.server).not.toHaveProperty('command');

    const test = containers({ testCommand: ['/bin/desk', 'ask'] });
    expect(test.test).toMatchObject({ command: ['/bin/desk', 'ask'] });
    expect(test.migration).toMatchObject({ command: ['node', 'migrate.js'] });
  });
});

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { chartFiles, compileFleet, HelmChart, type JsonObject, packageFleet } from '@flotilla/constructs';
import { helmTemplate, RenderedObjects } from '@flotilla/constructs/testing';
import { ApiObject } from 'cdk8s';
import { fleet } from '../../main';
import { charts, compiled } from './shop';
import { TemporaryFolder } from './temporary-folder';
import { testWithHelm } from './test-with-helm';

/** What `npm sbom` prints, of a project with one package. */
const packages: JsonObject = {
  $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  serialNumber: 'urn:uuid:00000000-0000-4000-8000-000000000000',
  version: 1,
  metadata: { timestamp: '2026-01-01T00:00:00.000Z', component: { 'bom-ref': 'x@1.0.0', type: 'library', name: 'x' } },
  components: [{ 'bom-ref': 'koa@3.0.0', type: 'library', name: 'koa', version: '3.0.0', purl: 'pkg:npm/koa@3.0.0' }],
  dependencies: [{ ref: 'x@1.0.0', dependsOn: ['koa@3.0.0'] }],
};

const artifacts = packageFleet(compiled, packages);
const folder = new TemporaryFolder();
for (const [file, content] of artifacts) writeFileSync(join(folder.path, file), content);
for (const chart of charts) {
  for (const [path, text] of chartFiles(chart)) folder.write(`folders/${chart.identity.name}/${path}`, text);
}
afterAll(() => folder.remove());

const archiveOf = (name: string): string => {
  const chart = charts.find(({ identity }) => identity.name === name);
  return join(folder.path, `${name}-${chart?.identity.version}.tgz`);
};
const names = charts.map(({ identity }) => identity.name);

function contents(archive: string): string[] {
  return execFileSync('tar', ['-tzf', archive], { encoding: 'utf8' }).trim().split('\n');
}

test('packaging twice gives the same bytes, with nothing of the machine in them', () => {
  const again = packageFleet(compileFleet(fleet), packages);
  expect([...again.keys()]).toEqual([...artifacts.keys()]);
  for (const [file, content] of again) expect(artifacts.get(file)).toEqual(content);
  for (const name of names) {
    const archive = artifacts.get(archiveOf(name).split('/').at(-1) as string) as Buffer;
    // RFC 1952: no name and no time; the system is unknown.
    expect(archive.subarray(3, 10)).toEqual(Buffer.from([0, 0, 0, 0, 0, 2, 255]));
    // POSIX ustar: the time of change in octal digits, the names of user and group.
    const header = gunzipSync(archive).subarray(0, 512);
    expect(Number.parseInt(header.toString('latin1', 136, 147), 8)).toBe(Date.UTC(1985, 9, 26, 8, 15) / 1000);
    expect(header.subarray(265, 329).equals(Buffer.alloc(64))).toBe(true);
  }
});

test('there is an archive of every chart, and its checksum is listed', () => {
  expect([...artifacts.keys()].sort()).toEqual(
    [...names.map((name) => `${name}-0.1.0.tgz`), 'SHA256SUMS', 'sbom.cdx.json'].sort(),
  );
  const listed = String(artifacts.get('SHA256SUMS')).trim().split('\n');
  expect(listed).toHaveLength(artifacts.size - 1);
  for (const line of listed) {
    const [sum, file = ''] = line.split('  ');
    expect(sum).toBe(
      createHash('sha256')
        .update(artifacts.get(file) as Buffer)
        .digest('hex'),
    );
  }
});

test('the bill of materials names charts, images and packages, and neither time nor random number', () => {
  const text = String(artifacts.get('sbom.cdx.json'));
  const bom = JSON.parse(text) as { components: { type: string; name: string; version: string }[] };
  const ofType = (type: string): string[] =>
    bom.components.filter((component) => component.type === type).map(({ name, version }) => `${name} ${version}`);
  expect(ofType('application').sort()).toEqual(names.map((name) => `${name} 0.1.0`).sort());
  expect(ofType('container')).toEqual(
    expect.arrayContaining(['flotilla/orders 0.1.0', 'flotilla/provisioner 0.1.0', expect.stringMatching(/^nats \d/)]),
  );
  expect(ofType('library')).toEqual(['koa 3.0.0']);
  expect(text).not.toMatch(/serialNumber|timestamp/);
});

testWithHelm('Helm takes every archive, and renders from it what it renders from the folder', (helm) => {
  for (const name of names) {
    const archive = archiveOf(name);
    const shown = execFileSync(helm, ['show', 'chart', archive], { encoding: 'utf8' });
    expect(shown).toMatch(new RegExp(`^name: ${name}$`, 'm'));
    execFileSync(helm, ['lint', '--strict', '--kube-version', '1.31.0', archive], { stdio: 'pipe' });
    const [fromArchive, fromFolder] = [archive, join(folder.path, 'folders', name)].map((chart) =>
      helmTemplate(helm, { chart, release: 'blue', namespace: 'shop' }),
    );
    expect(fromArchive).toMatchObject({ ok: true });
    expect(fromArchive?.output).toBe(fromFolder?.output);
    expect(RenderedObjects.parse(fromArchive?.output ?? '').all.length).toBeGreaterThan(5);
  }
});

testWithHelm('an archive holds the files that `helm package` takes', (helm) => {
  for (const name of names) {
    const destination = join(folder.path, 'by-helm');
    execFileSync(helm, ['package', join(folder.path, 'folders', name), '--destination', destination], {
      stdio: 'pipe',
    });
    const own = contents(archiveOf(name));
    expect(own[0]).toBe(`${name}/Chart.yaml`);
    expect([...own].sort()).toEqual(contents(join(destination, `${name}-0.1.0.tgz`)).sort());
  }
});

testWithHelm(
  'a chart that is named like the folder of values for tests is packed and rendered as others are',
  (helm) => {
    const tools = compileFleet({
      name: 'tools',
      declarations: [],
      environments: [],
      chart: (app) => {
        const props = {
          version: '1.0.0',
          appVersion: '1',
          description: 'A chart.',
          source: 'a test',
          ci: { none: {} },
        };
        const ci = new HelmChart(app, 'ci', props);
        new ApiObject(ci, 'queue', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'queue' } });
        return new HelmChart(app, 'tools', { ...props, subcharts: [ci] });
      },
    });
    const files = new TemporaryFolder(chartFiles(tools.chart));
    try {
      writeFileSync(join(files.path, 'own.tgz'), packageFleet(tools, packages).get('tools-1.0.0.tgz') as Buffer);
      const own = contents(join(files.path, 'own.tgz'));
      rmSync(join(files.path, 'own.tgz'));
      execFileSync(helm, ['package', files.path, '--destination', join(folder.path, 'by-helm')], { stdio: 'pipe' });
      const byHelm = contents(join(folder.path, 'by-helm', 'tools-1.0.0.tgz'));
      expect([...own].sort()).toEqual(byHelm.sort());
      expect(own.filter((path) => path.endsWith('-values.yaml'))).toEqual([]);
      const rendered = helmTemplate(helm, { chart: files.path, release: 'blue', namespace: 'shop' });
      expect(RenderedObjects.parse(rendered.output).all).toMatchObject([{ metadata: { name: 'queue' } }]);
    } finally {
      files.remove();
    }
  },
);

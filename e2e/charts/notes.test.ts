import { type CompiledChart, chartFiles, type JsonObject, quotedJson } from '@flotilla/constructs';
import { helmTemplate, RenderedObjects } from '@flotilla/constructs/testing';
import { umbrella } from './shop';
import { TemporaryFolder } from './temporary-folder';
import { testWithHelm } from './test-with-helm';

/** A chart that prints its notes: `helm template` does not, and an installation wants a cluster. */
function withNotes(chart: CompiledChart): TemporaryFolder {
  const files = chartFiles(chart);
  files.set(
    'templates/shown.yaml',
    `{{- define "shown" }}${files.get('templates/NOTES.txt')}{{ end }}kind: Notes\ntext: {{ include "shown" . | quote }}\n`,
  );
  return new TemporaryFolder(files);
}

const shop = withNotes(umbrella);
const gateway = withNotes(umbrella.subcharts.find(({ identity }) => identity.name === 'gateway') as CompiledChart);
afterAll(() => {
  shop.remove();
  gateway.remove();
});

function notes(helm: string, values: JsonObject = {}, folder = shop): string {
  const file = folder.write('ci/notes-values.yaml', quotedJson(values));
  const options = { chart: folder.path, release: 'eu', namespace: 'shops', values: [file] };
  const { ok, output } = helmTemplate(helm, options);
  expect({ ok, output }).toEqual({ ok: true, output });
  return String(RenderedObjects.parse(output).one('Notes').text);
}

testWithHelm('the notes say where the shop is reached', (helm) => {
  const closed = { ingress: { enabled: false } };
  const hosts = { ingress: { hosts: ['a.example', 'b.example'] } };
  expect(notes(helm, { gateway: hosts })).toContain('by its Ingress:\n  a.example, b.example\n\nReach');
  expect(notes(helm, { gateway: hosts })).not.toContain('HTTPRoute');
  const route = { ...closed, httpRoute: { enabled: true, hostnames: ['c.example'] } };
  expect(notes(helm, { gateway: route })).toContain('by its HTTPRoute:\n  c.example\n');
  expect(notes(helm, { gateway: closed })).not.toMatch(/Ingress|HTTPRoute/);
  expect(notes(helm, { gateway: closed })).toContain('port-forward service/eu-gateway 8080:80');
  const direct = { global: { directIngress: { enabled: true } }, directIngress: { hosts: ['d.example'] } };
  expect(notes(helm, direct)).toContain('past the gateway by an Ingress:\n  d.example\n');
  const none = { users: { enabled: false }, products: { enabled: false } };
  expect(notes(helm, { ...direct, ...none })).not.toContain('past the gateway');
});

testWithHelm('the notes are silent of a gateway that is not installed', (helm) => {
  expect(notes(helm, { gateway: { enabled: false } })).not.toContain('eu-gateway');
});

testWithHelm('the notes ask for Secrets where nothing makes them', (helm) => {
  expect(notes(helm)).toContain('get secrets');
  expect(notes(helm)).toContain('get jobs');
  expect(notes(helm, { platform: { bootstrap: { enabled: true } } })).not.toContain('get secrets');
  expect(notes(helm, { platform: { enabled: false } })).toContain('get secrets');
});

testWithHelm('the notes of the gateway alone say where it is reached', (helm) => {
  const hosts = { ingress: { hosts: ['a.example'] } };
  expect(notes(helm, hosts, gateway)).toContain('The gateway is installed as release eu in namespace shops.\n\nWait');
  expect(notes(helm, hosts, gateway)).toContain('by its Ingress:\n  a.example\n\nReach');
  expect(notes(helm, { ingress: { enabled: false } }, gateway)).not.toContain('Ingress');
  expect(notes(helm, {}, gateway)).toContain('port-forward service/eu-gateway 8080:80');
});

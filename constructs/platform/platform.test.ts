import { App, Testing } from 'cdk8s';
import { HelmChart } from '../helm';
import type { JsonObject } from '../template';
import { chartRenderer } from '../testing';
import { Platform } from './platform';
import { chartProps, nameOf, podsOf, render, topology } from './test-platform';

const everything = { bootstrap: { enabled: true } };

test('every pod is admitted by Pod Security "restricted"', () => {
  const pods = podsOf(render(everything));
  expect(pods.size).toBe(4);
  for (const { spec } of pods.values()) {
    expect(spec).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(spec).not.toHaveProperty('initContainers');
    for (const { securityContext } of spec.containers) {
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        privileged: false,
        readOnlyRootFilesystem: true,
        runAsGroup: 10_001,
        runAsNonRoot: true,
        runAsUser: 10_001,
        seccompProfile: { type: 'RuntimeDefault' },
      });
    }
    const kinds = spec.volumes.flatMap((volume) => Object.keys(volume).filter((key) => key !== 'name'));
    const allowed = ['configMap', 'emptyDir', 'projected', 'secret'];
    expect(kinds.filter((kind) => !allowed.includes(kind))).toEqual([]);
  }
});

test('secrets reach containers as files, never as environment variables', () => {
  for (const { spec } of podsOf(render(everything)).values()) {
    expect(JSON.stringify(spec.containers)).not.toMatch(/secretKeyRef|secretRef/);
  }
});

test('two releases in a namespace share no name and no selector', () => {
  const [one, other] = ['eu', 'us'].map((release) => render(everything, release));
  const names = new Set(one?.names());
  expect(other?.names().filter((name) => names.has(name))).toEqual([]);
  const labels = (objects = one) =>
    [...podsOf(objects ?? render()).values()].map(({ metadata }) => JSON.stringify(metadata.labels));
  expect(labels(other).filter((each) => labels(one).includes(each))).toEqual([]);
});

test('Services have the names that services look for', () => {
  const namesOf = (release: string) => render({}, release).ofKind('Service').map(nameOf);
  expect(namesOf('platform')).toEqual(expect.arrayContaining(['nats', 'nats-monitor', 'postgresql']));
  expect(namesOf('shop')).toEqual(expect.arrayContaining(['shop-nats', 'shop-nats-monitor', 'shop-postgresql']));
});

test('names fit into 63 characters for every release name that is admitted', () => {
  const longest = 'r'.repeat(34);
  const objects = render(everything, longest);
  const lengths = objects.all.map((object) => nameOf(object).length);
  expect(Math.max(...lengths)).toBe(63);
  // The label controller-revision-hash of a StatefulSet's pods adds 11 characters to its name.
  for (const set of objects.ofKind('StatefulSet')) expect(nameOf(set).length).toBeLessThanOrEqual(63 - 11);
  expect(() => render({}, `${longest}r`)).toThrow('release name: longer than 34 characters');
});

test('Argo CD makes Secrets first, then servers, then what is in them', () => {
  const wave = (kind: string, start: string) => {
    const object = render(everything)
      .ofKind(kind)
      .find((each) => nameOf(each).startsWith(start)) as JsonObject;
    const annotations = (object.metadata as JsonObject).annotations as Record<string, string>;
    return Number(annotations['argocd.argoproj.io/sync-wave']);
  };
  const waves = [wave('Job', 'bootstrap'), wave('StatefulSet', 'nats'), wave('Job', 'provisioner')];
  expect(waves).toEqual([...waves].sort((a, b) => a - b));
  expect(wave('StatefulSet', 'postgresql')).toBe(waves[1]);
  expect(Math.max(...waves)).toBeLessThan(-1);
});

test('labels and annotations for every object come from the values', () => {
  const objects = render({ ...everything, commonLabels: { team: 'talk' }, commonAnnotations: { note: 'x' } });
  for (const { metadata } of objects.all) {
    expect(metadata).toMatchObject({ labels: { team: 'talk' }, annotations: { note: 'x' } });
  }
});

test('in a stock cdk8s app it gives the objects of the defaults', () => {
  const chart = new HelmChart(new App(), 'platform', chartProps);
  new Platform(chart, 'platform', { topology, partOf: 'talk', tokenKeys: 'token-keys', admin: 'admin' });
  const stock = (Testing.synth(chart) as JsonObject[])
    .map((object) => `${String(object.kind)}/${nameOf(object)}`)
    .sort();
  expect(stock).toEqual(render().names());
});

test('its Jobs run the image of whoever builds one', () => {
  const chart = new HelmChart(new App(), 'platform', chartProps);
  const provisionerImage = { repository: 'post/provisioner', tag: '3.0' };
  new Platform(chart, 'platform', { topology, provisionerImage });
  const pods = podsOf(chartRenderer(chart)(everything));
  const images = [...pods].flatMap(([name, { spec }]) =>
    /^(provisioner|bootstrap)-/.test(name) ? spec.containers : [],
  );
  expect(images.map(({ image }) => image)).toEqual(['post/provisioner:3.0', 'post/provisioner:3.0']);
});

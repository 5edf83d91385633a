import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, list, useNamespaces } from './kubernetes';
import { type Load, type LoadOptions, type LoadResult, startLoad } from './load/load';
import { seed } from './seed';
import {
  clientsNamespace,
  type HelmValues,
  imageOf,
  merge,
  release,
  services,
  servingPods,
  testValues,
} from './shop-release';

/** Two pods of everything, so that one can go. */
export const pairs: HelmValues = merge(
  testValues,
  Object.fromEntries(services.map((name) => [name, { replicaCount: 2 }])),
);

/** A shop that a test puts under load while it does something to it. */
export interface BusyShop {
  /** Arguments of `release`. */
  readonly shop: { readonly major: 4; readonly release: 'shop'; readonly chart: string; readonly namespace: string };
  /**
   * Requests at a constant rate, ten in a second unless told, until they are stopped; that happens when only new pods
   * serve.
   */
  load(options?: Pick<Partial<LoadOptions>, 'rate' | 'name' | 'maxSeconds'>): Promise<Load>;
  /** Pods of a service that serve, sorted. */
  podsOf(service: string): Promise<string[]>;
  /** The same of all services. */
  allPods(): Promise<Record<string, string[]>>;
  /** Resolves when every service has its two pods. */
  everythingServes(seconds: number): Promise<void>;
  /**
   * Resolves when the pods that were replaced are gone, and load has reached the others for a few seconds. Helm waits
   * for new pods to be ready; old ones serve on until nobody sends them anything.
   */
  onlyNewPodsServe(): Promise<void>;
}

/** Installs a shop for the tests of a file and removes it after them. */
export function useBusyShop(namespace: string): BusyShop {
  const shop = { major: 4, release: 'shop', chart: 'deploy/shop', namespace } as const;
  let image: string;
  useNamespaces(namespace, clientsNamespace);
  beforeAll(async () => {
    await release('install', { ...shop, values: pairs });
    image = await imageOf(namespace, 'shop-gateway');
    await seed(namespace, 'shop-gateway', 'shop-admin');
  });
  const podsOf = async (service: string): Promise<string[]> => (await servingPods(namespace, service, 'shop')).sort();
  const allPods = async (): Promise<Record<string, string[]>> =>
    Object.fromEntries(await Promise.all(services.map(async (name) => [name, await podsOf(name)] as const)));
  const onlyNewPodsServe = async (): Promise<void> => {
    await eventually('replaced pods to end', 120, async () => {
      const pods = await list('pods', namespace, 'app.kubernetes.io/component=server');
      return pods.every(({ metadata }) => metadata.deletionTimestamp === undefined);
    });
    await sleep(5_000);
  };
  return {
    shop,
    podsOf,
    allPods,
    onlyNewPodsServe,
    load: async (options) => {
      const running = await startLoad({
        namespace: clientsNamespace,
        url: `http://shop-gateway.${namespace}`,
        image,
        rate: 10,
        maxSeconds: 600,
        ...options,
      });
      return { stop: () => onlyNewPodsServe().then(running.stop) };
    },
    everythingServes: async (seconds) => {
      await eventually('all pods to serve', seconds, async () =>
        Object.values(await allPods()).every((pods) => pods.length === 2),
      );
    },
  };
}

/** Every request was answered well, and every accepted order came to one end. */
export function expectNothingLost(result: LoadResult): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
  expect(result.sent).toBeGreaterThan(50);
  expect(result.orders).toBeGreaterThan(5);
  expect({ failed: result.failed, failures: result.failures }).toEqual({ failed: 0, failures: [] });
  expectEveryOrderEnded(result);
}

export function expectEveryOrderEnded({ unfinished, doubled }: LoadResult): void {
  expect({ unfinished, doubled }).toEqual({ unfinished: [], doubled: [] });
}

/**
 * Another tag of the image that a service runs: `npm run images` gives each image one by content and one by version.
 *
 * @throws where no node has both
 */
export async function otherTagOf(service: string, image: string): Promise<string> {
  const nodes = await list('nodes', 'default');
  // An image whose name another one has got is listed without any.
  const known = nodes.flatMap(({ status }) => (status.images ?? []) as { names: string[] | null }[]);
  const names = known.find((each) => each.names?.some((name) => name.endsWith(image)))?.names ?? [];
  const tags = names.map(tagOf).filter((tag) => tag !== undefined);
  const other = tags.find((tag) => !image.endsWith(`:${tag}`));
  if (other === undefined) {
    throw new Error(`${service}: no node has ${image} under a second tag; load it with npm run images -- --load`);
  }
  return other;
}

/** Tag of an image. */
export function tagOf(image: string): string | undefined {
  return /:([\w.-]+)$/.exec(image)?.[1];
}

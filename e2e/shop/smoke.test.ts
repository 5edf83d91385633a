import { topology } from '../broker/fleet';
import { expectBalancedBooks } from './books';
import { waitUntil } from './client';
import { administratorJourney, customerJourney, lastItems } from './journeys';
import { type LaunchedShop, launchShop } from './stage/launched-shop';
import { startTraceCollector, type TraceCollector } from './stage/trace-collector';
import { declaredEdges, seenEdges, sentSubjects } from './topology/seen-edges';
import { brokerTrespasses, databaseTrespasses } from './topology/trespasses';

/** Also part of `npm test`, on machines that are busy with it. */
jest.setTimeout(300_000);

let collector: TraceCollector;
let shop: LaunchedShop;

beforeAll(async () => {
  collector = await startTraceCollector();
  shop = await launchShop({ log: 'smoke', tracesTo: collector.url });
});
afterAll(async () => {
  await shop?.stop();
  await collector?.stop();
});

test('a customer goes the whole way', () => customerJourney(shop));

test('an administrator keeps the shop', () => administratorJourney(shop));

test('of the last pieces as many are sold as there are', () => lastItems(shop, { buyers: 12, stock: 4 }));

test('every declared edge was used, and no other', async () => {
  const declared = declaredEdges(topology);
  const unseen = async (): Promise<string[]> => {
    const seen = new Set(seenEdges(topology, collector.spans));
    return declared.filter((edge) => !seen.has(edge));
  };
  await waitUntil('the use of every declared edge', unseen, (edges) => edges.length === 0);
  expect(seenEdges(topology, collector.spans)).toEqual(declared);
});

test('every declared event was published', () => {
  const subjects = topology.services.flatMap(({ publishes }) => Object.keys(publishes));
  expect(sentSubjects(collector.spans)).toEqual(expect.arrayContaining(subjects));
});

test('in the end the books balance', () => expectBalancedBooks(shop));

test('no service says or hears more over the broker than it declares', async () => {
  expect(await brokerTrespasses(topology, shop.running.nats)).toEqual([]);
});

test('no service gets into the database of another', async () => {
  const owners = topology.services.filter(({ database }) => database !== undefined).map(({ name }) => name);
  expect(await databaseTrespasses(owners, shop.running.postgresql)).toEqual([]);
});

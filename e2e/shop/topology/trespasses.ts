import { brokerPermissions, type Topology } from '@flotilla/constructs/topology';
import type { RunningShop } from '@flotilla/launcher';
import { nkeySigner } from '@flotilla/provisioner';
import { Client } from 'pg';
import { attemptsOf } from '../../broker/attempts';
import { expectationOf, provisionerExpectation } from '../../broker/expectation';
import { differences } from '../../broker/judge';
import type { UserKey } from '../../broker/user-key';

/**
 * Lets every user of a shop's broker publish to and subscribe everything that the graph does not give it, and gives
 * what was let through. Nothing that is allowed is tried: it would reach somebody.
 */
export async function brokerTrespasses(
  topology: Topology,
  { url, seedOf }: Pick<RunningShop['nats'], 'url' | 'seedOf'>,
): Promise<string[]> {
  const port = Number(new URL(url).port);
  const users = brokerPermissions(topology).map(({ name }) => name);
  const { publish, subscribe } = attemptsOf(topology, users);
  const trespasses: string[] = [];
  for (const user of users) {
    const expectation = topology.byName.has(user) ? expectationOf(topology, user) : provisionerExpectation(topology);
    const undeclared = {
      publish: publish.filter((subject) => !expectation.mayPublish(subject)),
      subscribe: subscribe.filter((subject) => !expectation.maySubscribe(subject)),
    };
    const found = await differences(port, keyFrom(await seedOf(user)), undeclared, expectation);
    trespasses.push(...found.map((difference) => `${user}: ${difference}`));
  }
  return trespasses;
}

function keyFrom(seed: string): UserKey {
  const signer = nkeySigner(seed);
  return { publicKey: signer().nkey, signatureOf: (nonce) => signer(nonce).sig };
}

/** Lets every service open the database of every other with its own role, and gives what was opened. */
export async function databaseTrespasses(
  services: readonly string[],
  { urlOf }: Pick<RunningShop['postgresql'], 'urlOf'>,
): Promise<string[]> {
  const pairs = services.flatMap((from) => services.filter((to) => to !== from).map((to) => ({ from, to })));
  const opened = await Promise.all(
    pairs.map(async ({ from, to }) => {
      const { pathname } = new URL(urlOf(to));
      const client = new Client({ connectionString: Object.assign(new URL(urlOf(from)), { pathname }).href });
      try {
        await client.connect();
        return [`${from} opens the database of ${to}`];
      } catch (error) {
        const { code } = error as { code?: string };
        return code === '42501' ? [] : [`${from} → ${to}: ${error}`];
      } finally {
        await client.end();
      }
    }),
  );
  return opened.flat();
}

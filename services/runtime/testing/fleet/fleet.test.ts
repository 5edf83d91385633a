import { randomUUID } from 'node:crypto';
import { Problem } from '../../errors';
import { eventually } from '../eventually';
import { createTestTokens } from '../test-tokens';
import { type FleetOptions, startFleet } from '.';
import { bakery, door, mill, oven } from './bakery';

type Running = { stop(): Promise<void> };
const running: Running[] = [];

async function start<T extends Running>(fleet: Promise<T>): Promise<T> {
  running.push(await fleet);
  return fleet;
}

afterEach(() => Promise.all(running.splice(0).map((fleet) => fleet.stop())));

/** Fleets whose stop is what the test is about. */
function given(fake: FleetOptions<{ bakery: typeof bakery }, 'bakery'>['fake']) {
  return startFleet({ services: { bakery }, fake });
}

type Bakery = Awaited<ReturnType<typeof given>>;

function order({ services, tokenFor }: Pick<Bakery, 'services' | 'tokenFor'>): Promise<Response> {
  return fetch(`${services.bakery.url}/breads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokenFor({ userId: 'u1' })}` },
  });
}

async function breads({ services, tokenFor }: Pick<Bakery, 'services' | 'tokenFor'>): Promise<unknown> {
  const authorization = `Bearer ${tokenFor({ userId: 'u2', roles: ['baker'] })}`;
  return (await fetch(`${services.bakery.url}/breads`, { headers: { authorization } })).json();
}

const grind = async ({ grams }: { grams: number }) => ({ flour: grams });

describe('one service among fakes', () => {
  test('is answered by them, and what anybody published is seen', async () => {
    const fleet = await start(
      startFleet({
        services: { bakery, oven },
        only: ['bakery'],
        fake: {
          mill: { operations: { grind } },
          oven: {
            commands: { bake: ({ data }, fake) => fake.publish('oven.v1.bread.baked', { data }) },
          },
        },
        environment: { bakery: { GRAMS: '7' } },
      }),
    );
    expect((await order(fleet)).status).toBe(202);
    await eventually(async () => expect(await breads(fleet)).toEqual([7]));

    const [ordered] = fleet.published('bakery.v1.bread.ordered');
    expect(ordered?.data).toEqual({ customer: 'u1' });
    const [bake] = fleet.published('oven.v1.cmd.bake');
    expect(bake?.data).toEqual({ flour: 7 });
    expect(fleet.published('oven.v1.bread.baked')).toMatchObject([
      {
        data: { flour: 7 },
        causationId: bake?.id,
        correlationId: ordered?.correlationId,
        aggregate: { type: 'bread' },
      },
    ]);
  });

  test('hears what a fake says of its own accord', async () => {
    const fleet = await start(given({}));
    for (const flour of [3, 4]) {
      await fleet.fakes.oven.publish('oven.v1.bread.baked', { data: { flour } });
    }
    await eventually(async () => expect(await breads(fleet)).toEqual([3, 4]));
  });

  test('does what a fake commands', async () => {
    const fleet = await start(startFleet({ services: { oven, bakery }, only: ['oven'] }));
    await fleet.fakes.bakery.send('oven', 'bake', { data: { flour: 5 } });
    await eventually(() => {
      expect(fleet.published('oven.v1.bread.baked').map(({ data }) => data)).toEqual([{ flour: 5 }]);
    });
  });

  test('is told by a fake that something is not possible, as its owner would', async () => {
    const fleet = await start(
      given({
        mill: {
          operations: {
            grind: async () => {
              throw new Problem('upstream-unavailable');
            },
          },
        },
      }),
    );
    expect((await order(fleet)).status).toBe(503);
  });

  test('may be a gateway, before fakes that check tokens', async () => {
    const tokens = createTestTokens();
    const fleet = await start(
      startFleet({
        services: { door, bakery: { contract: bakery.contract } },
        fake: { bakery: { routes: { 'GET /breads': async () => ({ status: 200 as const, body: [9] }) } } },
        tokens,
      }),
    );
    const ask = (roles: string[]) =>
      fetch(`${fleet.services.door.url}/breads`, {
        headers: { authorization: `Bearer ${tokens.tokenFor({ userId: 'u1', roles })}` },
      });
    expect(await (await ask(['baker'])).json()).toEqual([9]);
    expect((await ask([])).status).toBe(403);
  });
});

test('several services meet as they would in production, whatever their order', async () => {
  const fleet = await start(startFleet({ services: { bakery, oven, mill } }));
  await order(fleet);
  await eventually(async () => expect(await breads(fleet)).toEqual([499]));
});

describe('a test fails with a sentence', () => {
  const failure = (fleet: Running): Promise<string> =>
    fleet.stop().then(
      () => 'nothing',
      (error: Error) => error.message,
    );

  test('when an operation is called that nobody runs or fakes', async () => {
    const fleet = await given({});
    expect((await order(fleet)).status).toBe(503);
    expect(await failure(fleet)).toBe(
      "bakery asked mill for POST /internal/grind: nobody runs mill or fakes 'grind'; run it, or give startFleet " +
        'fake: { mill: { operations: { grind: … } } }',
    );
  });

  test('when a command is sent that nobody runs or fakes, as soon as it looks at what was published', async () => {
    const fleet = await given({ mill: { operations: { grind } } });
    await order(fleet);
    const sentence =
      "bakery sent 'oven.v1.cmd.bake': nobody runs oven or fakes 'bake'; run it, or give startFleet " +
      'fake: { oven: { commands: { bake: … } } }';
    await eventually(() => expect(() => fleet.published('oven.v1.cmd.bake')).toThrow(sentence));
    expect(await failure(fleet)).toBe(sentence);
  });

  test('when a fake answers against its contract', async () => {
    const fleet = await given({ mill: { operations: { grind: async () => ({ flour: 0.5 }) } } });
    await order(fleet);
    expect(await failure(fleet)).toMatch(/operation grind answered 200 with a body .* refuses: body.flour/);
  });

  test('when a fake is asked against its contract', async () => {
    const fleet = await startFleet({
      services: { bakery },
      fake: { mill: { operations: { grind } } },
      environment: { bakery: { GRAMS: '9000' } },
    });
    await order(fleet);
    expect(await failure(fleet)).toMatch(/^bakery asked mill for POST \/internal\/grind: .* input.grams: /);
  });

  test('when a fake forwarded to has no contract', async () => {
    const fleet = await startFleet({ services: { door } });
    await fetch(`${fleet.services.door.url}/breads`);
    expect(await failure(fleet)).toMatch(/asked bakery for GET \/breads: Not found/);
  });

  test('when the handler of a fake fails', async () => {
    const bake = () => {
      throw new Error('too hot');
    };
    const fleet = await given({ mill: { operations: { grind } }, oven: { commands: { bake } } });
    await order(fleet);
    await eventually(() => expect(() => fleet.published('oven.v1.cmd.bake')).toThrow('too hot'));
    expect(await failure(fleet)).toBe("the fake of oven failed at 'bake': too hot");
  });

  test.each([
    ['that no contract names', 'oven.v1.bread.burnt', "bakery published 'oven.v1.bread.burnt', which no contract"],
    ['that its contract refuses', 'bakery.v1.bread.ordered', "bakery published 'bakery.v1.bread.ordered' against"],
  ])('when a message is published %s', async (_, subject, sentence) => {
    const aggregate = { type: 'bread', id: '1' };
    const message = { id: randomUUID(), subject, type: 'Rogue', aggregate, data: {}, headers: {} };
    const setup = ({ routes, handlers, database, outbox }: Parameters<typeof bakery.setup>[0]): void => {
      routes({
        'POST /breads': async () => {
          await database.transaction((transaction) => outbox.add(transaction, message));
          return { status: 202 };
        },
        'GET /breads': () => Promise.reject(new Error('not asked')),
      });
      handlers({ events: { 'oven.v1.bread.baked': async () => undefined }, commands: {} });
    };
    const fleet = await startFleet({ services: { bakery: { ...bakery, setup } } });
    await order(fleet);
    expect(await failure(fleet)).toContain(sentence);
  });

  test('when a fake would say what its declaration or its schema does not allow', async () => {
    const fleet = await start(given({}));
    const { oven: fake } = fleet.fakes;
    const data = { flour: 0 };
    await expect(fake.publish('oven.v1.bread.baked', { data })).rejects.toThrow(/flour/);
    await expect(fake.publish('oven.v1.bread.burnt' as never, { data } as never)).rejects.toThrow(
      "oven does not declare that it may publish 'oven.v1.bread.burnt'",
    );
  });
});

describe('a fleet that cannot be', () => {
  test('is refused when services call each other in a circle', async () => {
    const declaration = { ...mill.declaration, calls: { bakery: [] } } as unknown as typeof mill.declaration;
    const circle = startFleet({ services: { bakery, mill: { ...mill, declaration } } });
    await expect(circle).rejects.toThrow('in a circle: bakery → mill → bakery; fake one of them');
  });

  test('is refused when a service stands under the name of another', async () => {
    const services = { mill: oven } as unknown as { mill: typeof mill };
    await expect(startFleet({ services })).rejects.toThrow('has the contract of oven under the name mill');
  });

  test('is refused when a service that shall run is not known whole', async () => {
    const services = { bakery: { contract: bakery.contract } };
    await expect(startFleet({ services, only: ['bakery'] as never[] })).rejects.toThrow('cannot run bakery');
  });

  test('is refused when a service cannot start', async () => {
    const environment = { bakery: { GRAMS: 'many' } };
    await expect(startFleet({ services: { bakery }, environment })).rejects.toThrow(/GRAMS/);
  });
});

import type { TestTokens } from '../test-tokens';
import { startFleet } from '.';
import { bakery, door, mill, oven } from './bakery';

export async function fleets(tokens: TestTokens): Promise<void> {
  const fleet = await startFleet({
    services: { bakery, oven },
    only: ['bakery'],
    fake: {
      mill: { operations: { grind: async ({ grams }) => ({ flour: grams }) } },
      oven: {
        commands: {
          bake: async ({ data: { flour } }, oven) => {
            flour satisfies number;
            await oven.publish('oven.v1.bread.baked', { data: { flour } });
          },
        },
      },
    },
    environment: { bakery: { GRAMS: '3', LOG_LEVEL: 'info' } },
    tokens,
  });
  fleet.services.bakery.url satisfies string;
  fleet.tokenFor({ userId: 'u1' }) satisfies string;
  fleet.published('bakery.v1.bread.ordered')[0]?.data.customer satisfies string | undefined;
  fleet.published('oven.v1.cmd.bake')[0]?.data.flour satisfies number | undefined;
  // @ts-expect-error it does not run
  fleet.services.oven;
  // @ts-expect-error it runs
  fleet.fakes.bakery;
  // @ts-expect-error nobody publishes it
  fleet.published('oven.v1.bread.burnt');
  // @ts-expect-error no such field in the schema
  fleet.published('bakery.v1.bread.ordered')[0]?.data.flour;
  // @ts-expect-error the schema says number
  await fleet.fakes.oven.publish('oven.v1.bread.baked', { data: { flour: 'much' } });
  // @ts-expect-error the oven does not publish it
  await fleet.fakes.oven.publish('bakery.v1.bread.ordered', { data: { customer: 'u1' } });
  // @ts-expect-error the mill sends no commands
  await fleet.fakes.mill.send('oven', 'bake', { data: { flour: 1 } });

  const commanded = await startFleet({ services: { bakery, oven }, only: ['oven'] });
  await commanded.fakes.bakery.send('oven', 'bake', { data: { flour: 1 } });
  // @ts-expect-error the schema says number
  await commanded.fakes.bakery.send('oven', 'bake', { data: {} });
  // @ts-expect-error no such command
  await commanded.fakes.bakery.send('oven', 'burn', { data: { flour: 1 } });

  const all = await startFleet({ services: { bakery, oven, mill } });
  all.services.mill.url satisfies string;
  const behind = await startFleet({ services: { door, bakery: { contract: bakery.contract } } });
  // @ts-expect-error of the bakery there is the contract alone
  behind.services.bakery;
}

// @ts-expect-error of the bakery there is the contract alone
startFleet({ services: { bakery: { contract: bakery.contract } }, only: ['bakery'] });
// @ts-expect-error the oven under the name of the mill
startFleet({ services: { mill: oven } });
// @ts-expect-error the bakery cannot be set up with the contract of the oven
startFleet({ services: { bakery: { ...bakery, contract: oven.contract } } });
// @ts-expect-error the contracts of its peers are missing
startFleet({ services: { bakery: { ...bakery, peers: undefined } } });
// @ts-expect-error no such peer
startFleet({ services: { bakery }, fake: { bank: {} } });
// @ts-expect-error the bakery runs
startFleet({ services: { bakery }, fake: { bakery: {} } });
// @ts-expect-error no such operation
startFleet({ services: { bakery }, fake: { mill: { operations: { burn: async () => ({}) } } } });
// @ts-expect-error the output has flour
startFleet({ services: { bakery }, fake: { mill: { operations: { grind: async () => ({}) } } } });
// @ts-expect-error no such variable
startFleet({ services: { bakery }, environment: { bakery: { FLOUR: '1' } } });

import type { NeededContracts } from '../contract';
import type { Peers } from '.';
import { stock, till } from './test-till';

const contracts = { stock } satisfies NeededContracts<typeof till>;

export async function calls(peers: Peers<typeof till, typeof contracts>): Promise<void> {
  const { price } = await peers.stock.quote({ id: 'a' });
  price satisfies number;
  // @ts-expect-error the input has an id
  await peers.stock.quote({});
  // @ts-expect-error stock offers it, but till does not declare that it calls it
  await peers.stock.secret({});
  // @ts-expect-error no such peer is declared
  await peers.bank.charge({});
}

// @ts-expect-error the contract of stock is missing
({}) satisfies NeededContracts<typeof till>;
// @ts-expect-error this is not the contract of stock
({ stock: { ...stock, declaration: till } }) satisfies NeededContracts<typeof till>;
// @ts-expect-error stock does not offer what till calls
({ stock: { ...stock, operations: { secret: stock.operations.secret } } }) satisfies NeededContracts<typeof till>;
// @ts-expect-error stock has no schema for the event that till hears
({ stock: { ...stock, events: {} } }) satisfies NeededContracts<typeof till>;

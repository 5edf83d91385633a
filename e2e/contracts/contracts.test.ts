import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import { type Contract, defineContract } from '@flotilla/runtime';
import { z } from 'zod';
import { apiPage, apiPageFile } from './api-page';
import { contractFiles, readContractFiles, readPublished, servicesFolder } from './contract-files';
import { contracts } from './contracts';
import { publicationOf } from './publication';
import { generate, publish, refusalsOf } from './publish';

describe.each(Object.entries(contracts))('the contract of %s', (name, contract) => {
  const folder = join(servicesFolder, name);

  test('is what its committed JSON Schemas and OpenAPI document say; else run `npm run contracts`', () => {
    expect(readContractFiles(folder)).toEqual(contractFiles(name, publicationOf(contract)));
  });

  test('is published; else run `npm run contracts -- --publish`', () => {
    expect(readPublished(folder)).toBeDefined();
  });
});

test('docs/api.md is what the contracts say; else run `npm run contracts`', () => {
  expect(readFileSync(apiPageFile, 'utf8')).toBe(apiPage(contracts));
});

test('nobody who relies on what is published is broken', () => {
  expect(refusalsOf(servicesFolder, contracts)).toEqual([]);
});

describe('publishing', () => {
  let services: string;

  beforeEach(() => {
    services = mkdtempSync(join(tmpdir(), 'flotilla-contracts-'));
    mkdirSync(join(services, 'kitchen', 'contract'), { recursive: true });
  });

  afterEach(() => rmSync(services, { recursive: true }));

  const Dish = z.object({ dish: z.string(), course: z.int().min(1).max(5) });
  const Order = z.object({ dish: z.string() });

  /** A service with an event, a command and a route. */
  function kitchen({
    event = Dish as z.ZodType,
    command = Order as z.ZodType,
    query = z.object({}),
    version = 1,
  } = {}): {
    kitchen: Contract;
  } {
    const declaration = {
      name: 'kitchen',
      description: 'Cooks.',
      http: { port: 3000, adminPort: 9090, routes: [{ method: 'GET', path: '/menu', access: 'public' }], version },
      config: {},
      calls: {},
      publishes: { 'kitchen.v1.dish.cooked': { version, schema: 'Dish', description: 'A dish is done.' } },
      subscribes: {},
      handles: { cook: { version, schema: 'Order', description: 'Cook a dish.' } },
    } as const satisfies ServiceDeclaration;
    return {
      kitchen: defineContract(declaration, {
        events: { 'kitchen.v1.dish.cooked': event.meta({ id: 'Dish' }) },
        commands: { cook: command.meta({ id: 'Order' }) },
        routes: { 'GET /menu': { summary: 'The menu', query, responses: { 200: z.array(z.string()) } } },
      }) as unknown as Contract,
    };
  }

  const breaking = {
    event: Dish.partial(),
    command: Order.extend({ table: z.int() }),
    query: z.object({ day: z.string() }),
  };

  test('moves forward for what breaks nobody', () => {
    publish(services, kitchen());
    publish(services, kitchen({ event: Dish.extend({ cook: z.string() }), command: Order.partial() }));
    expect(readPublished(join(services, 'kitchen'))?.events['kitchen.v1.dish.cooked']?.schema).toMatchObject({
      required: ['dish', 'course', 'cook'],
    });
  });

  test('refuses what breaks somebody, with everything that does, and changes nothing', () => {
    publish(services, kitchen());
    const before = readPublished(join(services, 'kitchen'));
    expect(() => publish(services, kitchen(breaking))).toThrow(
      [
        'the contracts cannot be published:',
        '  services/kitchen: event kitchen.v1.dish.cooked .dish may be left out; it is required;',
      ].join('\n'),
    );
    expect(refusalsOf(services, kitchen(breaking)).map((refusal) => refusal.split(';')[0])).toEqual([
      'services/kitchen: event kitchen.v1.dish.cooked .dish may be left out',
      'services/kitchen: event kitchen.v1.dish.cooked .course may be left out',
      'services/kitchen: command cook .table is not sent',
      'services/kitchen: GET /menu query parameter day is new and required',
    ]);
    expect(readPublished(join(services, 'kitchen'))).toEqual(before);
  });

  test('takes anything under a raised version, and no lowered one', () => {
    publish(services, kitchen());
    publish(services, kitchen({ ...breaking, version: 2 }));
    expect(refusalsOf(services, kitchen(breaking))).toEqual([
      expect.stringContaining('event kitchen.v1.dish.cooked has version 1; it was 2'),
      expect.stringContaining('command cook has version 1; it was 2'),
      expect.stringContaining('the API has version 1; it was 2'),
    ]);
  });

  test('does not let an event or a command go', () => {
    publish(services, kitchen());
    const { kitchen: rest } = kitchen();
    const declaration = { ...rest.declaration, publishes: {}, handles: {} };
    expect(refusalsOf(services, { kitchen: { ...rest, declaration } })).toEqual([
      expect.stringContaining('event kitchen.v1.dish.cooked is gone'),
      expect.stringContaining('command cook is gone'),
    ]);
  });

  test('generated files follow the contract, and stale ones go', () => {
    generate(services, kitchen());
    generate(services, kitchen({ version: 2 }));
    expect(Object.keys(readContractFiles(join(services, 'kitchen')))).toEqual([
      'contract/openapi.json',
      'contract/schemas/kitchen.v1.cmd.cook.v2.json',
      'contract/schemas/kitchen.v1.dish.cooked.v2.json',
    ]);
  });

  test('a schema must have the declared name', () => {
    const { kitchen: contract } = kitchen();
    const nameless = { ...contract, commands: { cook: Order } };
    expect(() => publicationOf(nameless)).toThrow(
      "give the schema in services/kitchen/contract the name with .meta({ id: 'Order' })",
    );
  });
});

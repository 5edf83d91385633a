import { pino } from 'pino';
import { verifier } from '../../auth';
import type { Contract } from '../../contract';
import { type CommandData, type EventData, type Message, NatsBroker } from '../../messaging';
import { guardsOf, type StandaloneService } from '../../service';
import { CleanupStack } from '../cleanup-stack';
import { createTestBroker } from '../test-broker';
import { createTestTokens, type TestTokens } from '../test-tokens';
import { Failures } from './failures';
import { type AnyFake, type AnyFakeHandlers, type Fake, type FakeHandlers, fakeOf } from './fake';
import { handleAsFake } from './fake-command';
import { fakeServer } from './fake-server';
import { calledBy, calleesFirst, runServices, type Surroundings } from './run-services';
import {
  type ContractOf,
  contractsOf,
  type EnvironmentOf,
  type Fitting,
  type FleetServices,
  type Known,
  type KnownContracts,
  type Runnable,
  wholeServices,
} from './services';
import { Traffic } from './traffic';

export interface FleetOptions<S extends FleetServices, Run extends Runnable<S>> {
  /** What `main.ts` gives to `runService`, by name; `{ contract }` is enough for a service that does not run. */
  readonly services: S & { readonly [Name in keyof S]: Fitting<Name, S[Name]> };
  /** Those that run; the others are faked. @default - all that can */
  readonly only?: readonly Run[];
  /** What the others answer. @default - nothing: whoever uses them fails the test */
  readonly fake?: { readonly [Name in Exclude<Known<S>, Run>]?: FakeHandlers<ContractOf<S, Name>, KnownContracts<S>> };
  /** Configuration of those that run, beyond what connects them. @default - that of the declaration */
  readonly environment?: { readonly [Name in Run]?: EnvironmentOf<S[Name]> };
  /** @default - new ones */
  readonly tokens?: TestTokens;
}

type Subject<S extends FleetServices> = {
  [Name in Known<S>]:
    | (keyof ContractOf<S, Name>['events'] & string)
    | `${Name}.v1.cmd.${keyof ContractOf<S, Name>['commands'] & string}`;
}[Known<S>];

type DataOf<S extends FleetServices, Of> = Of extends `${infer Receiver}.v1.cmd.${infer Name}`
  ? CommandData<KnownContracts<S>, Receiver, Name>
  : EventData<KnownContracts<S>, Of>;

/** Running services, and the fakes around them. */
export interface Fleet<S extends FleetServices, Run extends string> {
  readonly services: { readonly [Name in Run]: Pick<StandaloneService, 'url' | 'adminUrl' | 'registry'> };
  /** Every service that does not run. */
  readonly fakes: { readonly [Name in Exclude<Known<S>, Run>]: Fake<ContractOf<S, Name>, KnownContracts<S>> };
  /** An access token that all services of the fleet accept. */
  readonly tokenFor: TestTokens['tokenFor'];
  /**
   * Events, or commands by their subject, that anybody of the fleet has published so far, each once.
   * @throws when something happened that nobody runs, fakes or declares
   */
  published<Of extends Subject<S>>(subject: Of): readonly Message<DataOf<S, Of>>[];
  /**
   * Stops and removes everything.
   * @throws when something happened that nobody runs, fakes or declares
   */
  stop(): Promise<void>;
}

/**
 * Runs some services in this process, on the PostgreSQL and the nats-server of the test run, and fakes the services
 * around them from their contracts. What nobody runs or fakes fails the test.
 *
 * @throws when a service cannot start; nothing is left running then
 */
export async function startFleet<const S extends FleetServices, const Run extends Runnable<S> = Runnable<S>>(
  options: FleetOptions<S, Run>,
): Promise<Fleet<S, Run>> {
  const cleanups = new CleanupStack();
  try {
    return (await start(options as unknown as AnyFleetOptions, cleanups)) as unknown as Fleet<S, Run>;
  } catch (error) {
    await cleanups.run();
    throw error;
  }
}

/** Options without their types. */
interface AnyFleetOptions {
  readonly services: FleetServices;
  readonly only?: readonly string[];
  readonly fake?: Readonly<Record<string, AnyFakeHandlers>>;
  readonly environment?: Surroundings['environment'];
  readonly tokens?: TestTokens;
}

const logger = pino({ level: 'silent' });

async function start(options: AnyFleetOptions, cleanups: CleanupStack): Promise<object> {
  const { services, only, fake = {}, environment = {}, tokens = createTestTokens() } = options;
  const contracts = contractsOf(services);
  const running = calleesFirst(wholeServices(services, only));
  const failures = new Failures();

  const testBroker = await createTestBroker(Object.values(contracts).map(({ declaration }) => declaration));
  cleanups.defer(() => testBroker.close());
  const broker = await cleanups.start(new NatsBroker({ ...testBroker.connection('fleet'), logger }));
  const faked = Object.keys(contracts).filter((name) => !running.has(name));
  const fakeNamed = (name: string, cause?: Message): AnyFake =>
    fakeOf((contracts[name] as Contract).declaration, contracts, broker, cause);

  const traffic = new Traffic(
    contracts,
    async (command) => {
      const { receiver, message } = command;
      if (faked.includes(receiver)) {
        await handleAsFake(command, fake[receiver]?.commands, fakeNamed(receiver, message), failures);
      }
    },
    failures,
  );
  cleanups.defer(() => traffic.stop());
  await traffic.start(testBroker.raw);

  const verify = verifier({ jwks: { value: tokens.jwks }, issuer: tokens.issuer, logger });
  const fakeUrls = new Map<string, string>();
  const called = new Set([...running.values()].flatMap(calledBy));
  for (const name of [...called].filter((peer) => !running.has(peer))) {
    const contract = contracts[name] ?? emptyContract(name);
    const server = await cleanups.start(fakeServer(contract, fake[name] ?? {}, guardsOf(verify, name), failures));
    fakeUrls.set(name, `http://127.0.0.1:${server.port}`);
  }
  return {
    services: await runServices(running, { testBroker, tokens, fakeUrls, environment }, cleanups),
    fakes: Object.fromEntries(faked.map((name) => [name, fakeNamed(name)])),
    tokenFor: tokens.tokenFor,
    published: (subject: string) => {
      failures.assertNone();
      return traffic.on(subject);
    },
    stop: async () => {
      await cleanups.run();
      failures.assertNone();
    },
  };
}

/** Stands for a service that is forwarded to and whose contract nobody has given: it offers nothing. */
function emptyContract(name: string): Contract {
  const http = { port: 3000, adminPort: 9090, routes: [] };
  const declaration = { name, description: name, http, config: {}, calls: {}, publishes: {}, subscribes: {} };
  return { declaration, operations: {}, events: {}, commands: {}, routes: {} };
}

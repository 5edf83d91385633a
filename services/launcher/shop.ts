import { join } from 'node:path';
import type { ServiceDeclaration } from '@flotilla/constructs/declaration';
import { type Topology, topologyOf } from '@flotilla/constructs/topology';
import { type Admin, adminOf } from './admin';
import { bundle, type Programs } from './bundle';
import { requirePort } from './embedded';
import { serverFace, serviceFace } from './faces';
import { isDoor, type LocalFleet } from './fleet';
import { type LogLine, LogLines } from './log';
import { type KeptRunning, runToEnd } from './processes';
import { type FleetPrograms, migrations, programsOf, synthEntry, synthesize } from './programs';
import { type FleetSecrets, makeSecrets, nkeySecret } from './secrets';
import { removePostgresql, type ShopNats, type ShopPostgresql, shopNats, shopPostgresql } from './servers';
import { type ShopService, shopServices, stopInOrder } from './shop-services';
import type { RunningService, RunningShop, StartOptions } from './start-shop';
import { identityOf, openState, type StateFolder, temporaryState, writeNote } from './state';
import { restartWhatChanges } from './watch';

const defaultPort = 8_080;

/** A fleet on this machine, from the taking of its state folder to its release. */
export class Shop implements RunningShop {
  readonly services: Record<string, RunningService> = {};
  admin: Admin | undefined;
  readonly #options: StartOptions;
  readonly #topology: Topology;
  readonly #declarations: readonly ServiceDeclaration[];
  readonly #programs: FleetPrograms;
  readonly #state: StateFolder;
  readonly #logs: LogLines;
  readonly #ending = new AbortController();
  /** Work of the start that must have ended before its files may go. */
  readonly #background: Promise<unknown>[] = [];
  #secrets: FleetSecrets | undefined;
  #postgresql: ShopPostgresql | undefined;
  #nats: ShopNats | undefined;
  #running: ReadonlyMap<string, ShopService> = new Map();
  #stopWatching: (() => Promise<void>) | undefined;
  #stopped: Promise<void> | undefined;
  #released = false;

  private constructor(
    options: StartOptions,
    topology: Topology,
    declarations: readonly ServiceDeclaration[],
    programs: FleetPrograms,
    state: StateFolder,
  ) {
    this.#options = options;
    this.#topology = topology;
    this.#declarations = declarations;
    this.#programs = programs;
    this.#state = state;
    this.#logs = new LogLines(options.onLine);
    const giveUp = (): void => this.#ending.abort(options.signal?.reason);
    options.signal?.addEventListener('abort', giveUp, { once: true });
    if (options.signal?.aborted) giveUp();
  }

  /**
   * Takes the state folder.
   * @throws for a fleet that cannot run, and where another run has the folder
   */
  static async open(options: StartOptions): Promise<Shop> {
    const { fleet, isolated = false, fresh = false, seed = false, synth = false } = options;
    const topology = topologyOf(fleet.declarations);
    const services = chosen(fleet, options.only);
    const programs = programsOf(fleet, { services, seed, synth });
    const path = options.state ?? join(fleet.root, '.flotilla');
    const state = isolated ? await temporaryState() : await openState({ path, fresh });
    return new Shop(options, topology, services, programs, state);
  }

  get url(): string {
    const door = [...this.#running.values()].find(({ declaration }) => isDoor(declaration));
    if (door === undefined) throw new Error('no service that passes requests on was started, so there is no URL');
    return door.url;
  }

  get state(): string {
    return this.#state.path;
  }

  get logs(): readonly LogLine[] {
    return this.#logs.lines;
  }

  get nats(): RunningShop['nats'] {
    const { process, url } = this.#nats as ShopNats;
    const secrets = this.#secrets as FleetSecrets;
    return { ...serverFace('NATS', process), url, seedOf: (user) => secrets.read(nkeySecret(user), 'nkey') };
  }

  get postgresql(): RunningShop['postgresql'] {
    const { process, urlOf } = this.#postgresql as ShopPostgresql;
    return { ...serverFace('PostgreSQL', process), urlOf };
  }

  async start(): Promise<void> {
    const { fleet, fresh = false, isolated = false, inherited = process.env } = this.#options;
    const doorPort = this.#options.port ?? (isolated ? undefined : defaultPort);
    if (doorPort !== undefined && this.#declarations.some(isDoor)) await requirePort(doorPort);
    const bundling = this.#timed(
      'programs',
      () => bundle(this.#programs.options),
      () => 'bundled',
    );
    if (fresh) await removePostgresql(this.#state);
    await this.#prepare(doorPort);
    const synthesizing = bundling.then((built) => this.#synthesize(built));
    const [built] = await this.#unlessEnding(Promise.all([bundling, this.#startPostgresql(), this.#startNats()]));
    await this.#unlessEnding(Promise.all([synthesizing, this.#startServices(built)]));
    this.admin = await adminOf(fleet, this.#secrets as FleetSecrets, inherited);
    if (this.#options.seed && fleet.seed !== undefined) await this.#unlessEnding(this.#seed());
    if (this.#options.watch) await this.#watch(built);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #prepare(doorPort: number | undefined): Promise<void> {
    const { fleet, inherited = process.env, environment: extra = {}, backoff } = this.#options;
    const state = this.#state;
    const topology = this.#topology;
    const onChange = (): void => this.#note();
    const secrets = await makeSecrets(state.at('secrets'), fleet, topology);
    const common = { state, secrets, onChange, log: this.#logs.say };
    const postgresql = await shopPostgresql({ ...common, adminUrl: inherited.DATABASE_URL || undefined });
    const nats = await shopNats({ ...common, topology, url: inherited.NATS_URL || undefined });
    this.#secrets = secrets;
    this.#postgresql = postgresql;
    this.#nats = nats;
    this.#running = await shopServices({
      ...{ fleet, topology, services: this.#declarations, doorPort, programs: this.#programs },
      ...{ secrets, postgresql, nats, inherited, extra, logs: this.#logs, backoff, onChange },
    });
    for (const [name, service] of this.#running) this.services[name] = serviceFace(service, this.#ending.signal);
    this.#note();
  }

  async #startPostgresql(): Promise<void> {
    const postgresql = this.#postgresql as ShopPostgresql;
    const owners = this.#declarations.filter(({ database }) => database !== undefined);
    await this.#timed('PostgreSQL', async () => {
      await postgresql.start();
      if (owners.length > 0) await postgresql.provision(owners, this.#ending.signal);
    });
  }

  async #startNats(): Promise<void> {
    const nats = this.#nats as ShopNats;
    await this.#timed('NATS', async () => {
      await nats.start();
      await nats.provision(this.#ending.signal);
    });
  }

  async #startServices(built: Programs): Promise<void> {
    const ending = this.#ending.signal;
    const migrate = migrations({
      noteFile: this.#state.at('migrations.json'),
      identities: await (this.#postgresql as ShopPostgresql).identities(),
      programs: built,
      ending,
    });
    const start = async (service: ShopService): Promise<void> => {
      await migrate(service);
      ending.throwIfAborted();
      await service.process.start();
    };
    await this.#timed(
      'services',
      () => Promise.all([...this.#running.values()].map(start)),
      (all) => `${all.length} ready`,
    );
  }

  async #synthesize(built: Programs): Promise<void> {
    const { fleet, synth = false, inherited = process.env } = this.#options;
    if (!synth || fleet.synth === undefined) return;
    const options = {
      fleet,
      file: this.#programs.synthFile,
      hash: built[synthEntry] as string,
      noteFile: this.#state.at('synth.json'),
      environment: definedOf(inherited),
      ending: this.#ending.signal,
      onLine: (line: string) => this.#logs.add('synth', line),
    };
    await this.#timed(
      'synth',
      () => synthesize(options),
      (unchanged) => (unchanged ? 'unchanged' : 'generated'),
    );
  }

  /** Data that cannot be put in leaves a shop that works, e.g. when the administrator has changed the password. */
  async #seed(): Promise<void> {
    const { fleet, inherited = process.env } = this.#options;
    const { email = '', password = '' } = this.admin ?? {};
    const options = {
      name: 'seed',
      file: this.#programs.seedFile,
      args: ['--url', this.url],
      environment: { ...definedOf(inherited), ADMIN_EMAIL: email, ADMIN_PASSWORD: password },
      workingDirectory: fleet.root,
      onLine: (line: string) => this.#logs.add('seed', line),
    };
    try {
      await this.#timed('seed', () => runToEnd(options, this.#ending.signal));
    } catch (error) {
      this.#logs.say('warn', `the shop runs without its seed data: ${(error as Error).message}`);
    }
  }

  async #watch(before: Programs): Promise<void> {
    this.#stopWatching = await restartWhatChanges({
      before,
      options: this.#programs.options,
      services: this.#running,
      ending: this.#ending.signal,
      log: this.#logs.say,
    });
  }

  async #stop(): Promise<void> {
    this.#ending.abort(new Error('the shop was stopped'));
    await this.#stopWatching?.();
    const stop = async (what: string, work: () => Promise<unknown>): Promise<void> => {
      await this.#logs.timed(what, work, () => 'stopped');
    };
    await stop('services', () => stopInOrder(this.#running, this.#topology));
    const servers = this.#servers();
    if (servers.length > 0) await stop('servers', () => Promise.all(servers.map((server) => server.stop())));
    await Promise.all(this.#background);
    this.#released = true;
    if (this.#state.temporary) await removePostgresql(this.#state);
    await this.#state.release();
  }

  #servers(): KeptRunning[] {
    return [this.#postgresql?.process, this.#nats?.process].filter((server) => server !== undefined);
  }

  /** Measures a part of the start, and has the end wait for it. */
  #timed<T>(phase: string, work: () => Promise<T>, outcome: (result: T) => string = () => 'ready'): Promise<T> {
    const result = this.#logs.timed(phase, work, outcome);
    this.#background.push(result.catch(() => undefined));
    return result;
  }

  async #unlessEnding<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.#ending;
    const given = new Promise<never>((_, reject) => {
      const giveUp = (): void => reject(signal.reason);
      if (signal.aborted) giveUp();
      signal.addEventListener('abort', giveUp, { once: true });
    });
    given.catch(() => undefined);
    return Promise.race([work, given]);
  }

  #note(): void {
    if (this.#released) return;
    const services = [...this.#running.values()];
    const kept = [...this.#servers(), ...services.map(({ process }) => process)];
    writeNote(this.#state.path, {
      launcher: identityOf(process.pid),
      url: services.find(({ declaration }) => isDoor(declaration))?.url,
      services: Object.fromEntries([...this.#running].map(([name, { url, adminUrl }]) => [name, { url, adminUrl }])),
      processes: kept.flatMap(({ pid }) => (pid === undefined ? [] : [identityOf(pid)])),
    });
  }
}

function chosen(
  { name, declarations }: LocalFleet,
  only: readonly string[] | undefined,
): readonly ServiceDeclaration[] {
  if (only === undefined) return declarations;
  return only.map((wanted) => {
    const found = declarations.find((declaration) => declaration.name === wanted);
    if (found === undefined) {
      throw new Error(
        `there is no service ${wanted} in ${name}; there are ${declarations.map((service) => service.name).join(', ')}`,
      );
    }
    return found;
  });
}

function definedOf(variables: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

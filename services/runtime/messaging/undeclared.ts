import { ownerOf, type ServiceDeclaration } from '@flotilla/constructs/declaration';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { undeclaredCounter } from '../telemetry';

export interface UndeclaredOptions {
  readonly declaration: ServiceDeclaration;
  /** `log` lets undeclared messages pass, for systems that move in. */
  readonly enforce: 'refuse' | 'log';
  readonly logger: Logger;
  readonly registry: Registry;
}

/** Something that the declaration does not name, and the line that would name it. */
interface Finding {
  readonly subject: string;
  readonly verb: 'publish' | 'send' | 'handle';
  readonly line: string;
}

/** A use of the broker that `service.ts` does not name. */
export class UndeclaredMessageError extends Error {
  override readonly name = 'UndeclaredMessageError';
}

/** Refuses messages that the declaration does not name, or lets them pass and counts them. */
export class UndeclaredMessages {
  readonly #options: UndeclaredOptions;
  readonly #counter: ReturnType<typeof undeclaredCounter>;

  constructor(options: UndeclaredOptions) {
    this.#options = options;
    this.#counter = undeclaredCounter(options.registry);
  }

  publish(subject: string): void {
    const line = `publishes: { '${subject}': { version: 1, schema: '<name>', description: '<what happened>' } }`;
    this.#found({ subject, verb: 'publish', line }, ownerOf(subject));
  }

  send(receiver: string, name: string, subject: string): void {
    this.#found({ subject, verb: 'send', line: `sends: { ${receiver}: ['${name}'] }` }, receiver);
  }

  handleEvent(subject: string): void {
    const line = `subscribes: { '${subject}': { version: 1 } }`;
    this.#found({ subject, verb: 'handle', line }, ownerOf(subject));
  }

  handleCommand(name: string, subject: string): void {
    const line = `handles: { ${name}: { version: 1, schema: '<name>', description: '<what to do>' } }`;
    this.#found({ subject, verb: 'handle', line }, this.#options.declaration.name);
  }

  #found({ subject, verb, line }: Finding, peer: string): void {
    const { declaration, enforce, logger } = this.#options;
    this.#counter.inc({ peer });
    const message =
      `${declaration.name} does not declare that it may ${verb} '${subject}'; see npm run -s explain -- ` +
      `${declaration.name} ${subject}, or add to services/${declaration.name}/service.ts: ${line}`;
    if (enforce === 'refuse') {
      throw new UndeclaredMessageError(message);
    }
    logger.warn({ subject, peer }, message);
  }
}

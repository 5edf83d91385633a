import { configOf, type ServiceDeclaration } from '@flotilla/constructs/declaration';
import type { Logger } from 'pino';
import { ConfigError } from './config-error';
import { ConfigReader, type ConfigValue } from './reader';
import { type Environment, fileVariable } from './source';
import type { Config, SecretName } from './typed-config';
import { WatchedSecret } from './watched-secret';
import { readWiring, type Wiring } from './wiring';

/** Everything that a service is told from outside. */
export interface Settings<D extends ServiceDeclaration> {
  /** Values of the keys in `service.ts`, and of those that every service has. */
  readonly config: Config<D>;
  readonly wiring: Wiring;
  /** A secret that may be replaced while the service runs; `undefined` for an optional one that is not given. */
  watchSecret<Key extends SecretName<D>>(key: Key, logger: Logger): WatchedSecret | AbsentSecret<D['config'][Key]>;
}

type AbsentSecret<Key> = Key extends { readonly optional: true } ? undefined : never;

/**
 * Reads the configuration that a declaration asks for. Each variable may also be given as a file, whose path is in
 * `<variable>_FILE`.
 *
 * @throws `ConfigError` with everything that is wrong
 */
export function loadConfig<const D extends ServiceDeclaration>(
  declaration: D,
  environment: Environment = process.env,
): Settings<D> {
  const reader = new ConfigReader(environment);
  const values: Record<string, ConfigValue> = {};
  for (const [variable, key] of Object.entries(configOf(declaration))) {
    values[variable] = reader.read(variable, key);
  }
  const wiring = readWiring(reader, declaration);
  if (reader.problems.length > 0) {
    throw new ConfigError(declaration.name, reader.problems);
  }
  return {
    config: values as Config<D>,
    wiring,
    watchSecret(key, logger) {
      const value = values[key];
      const file = environment[fileVariable(key)] || undefined;
      return (
        value === undefined ? undefined : new WatchedSecret({ key, value: String(value), file, logger })
      ) as never;
    },
  };
}

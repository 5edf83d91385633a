import type { ServiceDeclaration } from '@flotilla/constructs/declaration';

/** Services that run together on this machine. Plain data: loading it loads no code of a service. */
export interface LocalFleet {
  /** Shown to people. */
  readonly name: string;
  readonly declarations: readonly ServiceDeclaration[];
  /** Absolute path of the folder that holds a folder for each service, with its `main.ts` and `migrate.ts`. */
  readonly directory: string;
  /** Absolute path of the folder with the lock file, from which relative paths count. */
  readonly root: string;
  /**
   * Name of the secret with the keys that sign tokens: `private` and `public`.
   * @default - not made
   */
  readonly tokenKeys?: string;
  /**
   * Name of the secret with the account of an administrator: `email` and `password`.
   * @default - not made
   */
  readonly admin?: string;
  /**
   * Program that is run once everything is ready, with `--url` and the variables ADMIN_EMAIL and ADMIN_PASSWORD; it
   * changes nothing where it has run before. Relative to `root`.
   * @default - none
   */
  readonly seed?: string;
  /**
   * Program that generates what is deployed, run with the argument `synth` in `root`, and every folder and file that it
   * writes. All relative to `root`.
   * @default - none
   */
  readonly synth?: { readonly program: string; readonly writes: readonly string[] };
  /**
   * Configuration of services that is right on one machine, where no environment variable says otherwise.
   * @default - that of the declarations
   */
  readonly environment?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Path below the gateway that is worth opening first. @default - none */
  readonly opening?: string;
}

/** The services that pass public requests on: the doors of the fleet. */
export function isDoor({ forwards = {} }: ServiceDeclaration): boolean {
  return Object.keys(forwards).length > 0;
}

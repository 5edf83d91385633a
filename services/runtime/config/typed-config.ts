import type { ConfigKey, commonConfig, ServiceDeclaration } from '@flotilla/constructs/declaration';

type ValueOf<Key> = Key extends { readonly type: 'integer' }
  ? number
  : Key extends { readonly type: 'boolean' }
    ? boolean
    : Key extends { readonly type: 'enum'; readonly values: readonly (infer Value)[] }
      ? Value
      : Key extends { readonly optional: true }
        ? string | undefined
        : string;

/** Every key of a configuration. */
type KeysOf<D extends ServiceDeclaration> = typeof commonConfig & D['config'];

/** The configuration of a service, typed by its declaration. */
export type Config<D extends ServiceDeclaration> = {
  readonly [Key in keyof KeysOf<D>]: ValueOf<KeysOf<D>[Key]>;
};

/** Names of the secrets that a declaration asks for. */
export type SecretName<D extends ServiceDeclaration> = {
  [Key in keyof D['config'] & string]: D['config'][Key] extends ConfigKey & { readonly secret: object } ? Key : never;
}[keyof D['config'] & string];

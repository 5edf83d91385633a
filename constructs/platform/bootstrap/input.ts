import { type Condition, expressionOf, Guard, type TemplateObject } from '../../template';
import { brokerPermissions, nkeyVariables } from '../../topology';
import type { Component } from '../component';
import { databaseName, databaseOwners, databaseSecret, port, superuserSecret } from '../postgresql';

/** Secrets that no declaration of a database or of a message asks for. */
export interface FurtherSecrets {
  /**
   * Name of the Secret with the keys that sign tokens: the JWK sets `private` and `public`, Ed25519.
   * @default - not made
   */
  readonly tokenKeys?: string;
  /**
   * Name of the Secret with the account of an administrator: `email` from the values, `password` at random.
   * @default - not made
   */
  readonly admin?: string;
}

/** How one Secret is made where it is missing; `name` is the Secret's. */
type Recipe =
  | { readonly kind: 'nkey'; readonly name: string; readonly variables: readonly [current: string, standby: string] }
  | { readonly kind: 'signing-keys'; readonly name: string }
  | { readonly kind: 'account'; readonly name: string; readonly email: string }
  | { readonly kind: 'password'; readonly name: string }
  | {
      readonly kind: 'database';
      readonly name: string;
      readonly host: string;
      readonly port: number;
      readonly database: string;
    };

/** The Secrets that the release needs, as JSON: what makes them knows nothing but this. */
export function bootstrapInput(component: Component, secrets: FurtherSecrets, postgresql: Condition): TemplateObject {
  return {
    'secrets.json': expressionOf(json([...nkeys(component), ...further(component, secrets)])),
    'postgresql.json': new Guard(postgresql, expressionOf(json(passwords(component)))),
  };
}

function nkeys({ topology, names }: Component): Recipe[] {
  return brokerPermissions(topology).map((user) => {
    const [current, standby] = nkeyVariables(user.name);
    return { kind: 'nkey', name: names.name(`${user.name}-nats`), variables: [current.variable, standby.variable] };
  });
}

function further({ names, values }: Component, { tokenKeys, admin }: FurtherSecrets): Recipe[] {
  const recipes: Recipe[] = [];
  if (tokenKeys !== undefined) recipes.push({ kind: 'signing-keys', name: names.name(tokenKeys) });
  if (admin !== undefined) {
    const email = values.string('adminEmail', {
      default: 'admin@example.com',
      pattern: '^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}([.][A-Za-z0-9-]{1,63}){0,6}$',
      description: `Address of the administrator's account, whose password is made up; see the Secret ${admin}.`,
    });
    recipes.push({ kind: 'account', name: names.name(admin), email });
  }
  return recipes;
}

function passwords(component: Component): Recipe[] {
  return [
    { kind: 'password', name: superuserSecret(component) },
    ...databaseOwners(component.topology).map(({ name }): Recipe => {
      const host = component.names.name('postgresql');
      return { kind: 'database', name: databaseSecret(component, name), host, port, database: databaseName(name) };
    }),
  ];
}

function json(recipes: readonly Recipe[]): string {
  return JSON.stringify(recipes, null, 2);
}

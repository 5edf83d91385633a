import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { camelCase, configOf } from '../declaration';
import {
  allOf,
  Choice,
  type Condition,
  type Expression,
  expressionOf,
  Fallback,
  Given,
  Guard,
  Items,
  NamedText,
  not,
  stringPlaceholder,
  type Template,
} from '../template';
import { usesBroker } from '../topology';
import { optionalDnsSubdomain, type Values } from '../values';
import { externalSecretEnabled, externalSecretObject } from './external-secret';
import type { ServiceContext } from './service-context';

/** One secret value that a service reads: an environment variable, and where its content lies. */
export interface SecretReference {
  /** Environment variable, e.g. `DATABASE_URL`. */
  readonly variable: string;
  /** Name of the Kubernetes Secret. */
  readonly secret: string;
  readonly key: string;
  /** The service starts without it. */
  readonly optional: boolean;
  /** Where it is on, External Secrets makes it, under the name of the variable. */
  readonly external: Condition;
}

/** How a service gets its secrets. */
export interface Secrets {
  readonly references: readonly SecretReference[];
  /**
   * Mounted as files below `secretDirectory`, with `<VARIABLE>_FILE` set, instead of environment variables.
   * @default - there are no secrets
   */
  readonly asFiles?: Condition;
}

/** Where secret files are mounted; the file is named like the variable. */
export const secretDirectory = '/var/run/secrets/flotilla';

const secretKey = '^[A-Za-z0-9._-]{1,253}$';

/** References to the Secrets that a declaration asks for. Values say which Secret and key; no value holds a secret. */
export function secretReferences(context: ServiceContext): Secrets {
  const { declaration, values } = context;
  const references: SecretReference[] = [];
  const add = (own: Values, variable: string, secret: string, key: string, optional: boolean, what: string): void => {
    const existing = own.string('existingSecret', {
      default: '',
      pattern: optionalDnsSubdomain,
      description: `Secret that holds ${what}; empty: ${secret}, with the prefix of the release.`,
    });
    const keyInside = own.string('secretKey', {
      default: key,
      pattern: secretKey,
      description: `Key of ${what} in that Secret.`,
    });
    const { enabled, secretName } = externalSecretValues(context);
    const missing = not(new Given([...own.path, 'existingSecret']));
    const external = optional ? allOf(optionalFromStore(context), missing) : missing;
    const fromStore = allOf(enabled, external);
    const named = (kind: string, description: string, content: Expression): string =>
      stringPlaceholder(
        new NamedText(context.names.template(`${kind}.${camelCase(variable)}`, declaration.name), description, content),
      );
    const otherwise = new Fallback(expressionOf(existing), expressionOf(context.names.name(secret)));
    references.push({
      variable,
      secret: named(
        'secretName',
        `Secret that holds ${what}.`,
        new Choice(fromStore, expressionOf(secretName), otherwise),
      ),
      // In the Secret that External Secrets makes, so that no two have the same.
      key: named('secretKey', `Key of ${what} in it.`, new Choice(fromStore, variable, expressionOf(keyInside))),
      optional,
      external,
    });
  };
  if (declaration.database !== undefined) {
    const own = values.at('database').describe('The database of the service.');
    add(own, 'DATABASE_URL', `${declaration.name}-db-secret`, 'db_url', false, 'the database URL');
  }
  if (usesBroker(declaration)) {
    const own = values.at('nats').describe('The message broker.');
    add(own, 'NATS_NKEY_SEED', `${declaration.name}-nats`, 'nkey', false, 'the nkey seed of the NATS user');
  }
  for (const [variable, key] of Object.entries(configOf(declaration))) {
    if (key.secret === undefined) continue;
    const own = values.at('secrets').describe('Secrets of the configuration.').at(camelCase(variable));
    add(own, variable, key.secret.name, key.secret.key, key.optional ?? false, variable);
  }
  if (references.length === 0) return { references };
  return {
    references,
    asFiles: values.flag('secretsAsFiles', {
      default: false,
      description:
        'Mount secrets as files instead of setting environment variables: they do not show in a process listing. Our runtime reads the keys of tokens again when they change; a change of the others needs new pods.',
    }),
  };
}

const owner = 'the service';

interface ExternalSecretValues {
  readonly enabled: Condition;
  readonly secretName: string;
}

function externalSecretValues(context: ServiceContext): ExternalSecretValues {
  return {
    enabled: externalSecretEnabled(context.values.at('externalSecret'), owner),
    secretName: `${context.fullName}-external`,
  };
}

/** One that is missing in the store keeps the operator from making any, and an optional one may well be. */
function optionalFromStore(context: ServiceContext): Condition {
  return context.values.at('externalSecret').flag('optional', {
    default: false,
    description: 'Take from the store too what the service starts without; all of it must then be there.',
  });
}

/** Environment variables of a container that reads secrets; those of files point to `secretDirectory`. */
export function secretVariables({ references, asFiles }: Secrets): Template[] {
  if (asFiles === undefined) return [];
  return [
    new Guard(
      asFiles,
      new Items(
        references.map(({ variable }) => ({ name: `${variable}_FILE`, value: `${secretDirectory}/${variable}` })),
      ),
      new Items(
        references.map(({ variable, secret, key, optional }) => ({
          name: variable,
          valueFrom: { secretKeyRef: { name: secret, key, ...(optional ? { optional: true } : {}) } },
        })),
      ),
    ),
  ];
}

/** The volume with all secret files of a pod, and where a container mounts it; nothing where there are no secrets. */
export function secretVolume({ references, asFiles }: Secrets): { volume: Template; mount: Template } | undefined {
  if (asFiles === undefined) return undefined;
  return {
    volume: new Guard(asFiles, {
      name: 'secrets',
      projected: {
        defaultMode: 0o440,
        sources: references.map(({ variable, secret, key, optional }) => ({
          secret: { name: secret, items: [{ key, path: variable }], ...(optional ? { optional: true } : {}) },
        })),
      },
    }),
    mount: new Guard(asFiles, { name: 'secrets', mountPath: secretDirectory, readOnly: true }),
  };
}

/** An ExternalSecret that fills one Secret with all that a service reads. Behind a switch, off by default. */
export function externalSecret(
  scope: Construct,
  context: ServiceContext,
  { references }: Secrets,
): ApiObject | undefined {
  if (references.length === 0) return undefined;
  const { name } = context.declaration;
  const { enabled, secretName } = externalSecretValues(context);
  return externalSecretObject(scope, 'external-secret', {
    name: secretName,
    labels: context.labels,
    enabled,
    values: context.values.at('externalSecret'),
    entry: context.partOf === undefined ? name : `${context.partOf}/${name}`,
    owner,
    keys: references.map(({ variable, external }) => ({ key: variable, property: variable, condition: external })),
  });
}

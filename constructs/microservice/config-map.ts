import type { ConfigMap } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { type ConfigKey, camelCase, configOf, peerUrlVariable } from '../declaration';
import { expressionOf, Fallback, Given, NamedBlock, not, type Template, Text } from '../template';
import { brokerPort, usesBroker } from '../topology';
import type { Values } from '../values';
import { hashedConfigMap } from './hashed-config-map';
import { keepForOldPods } from './kept-config-map';
import type { ServiceContext } from './service-context';

/** An optional URL with one of these schemes. */
function urlPattern(schemes: string): string {
  return `^((${schemes})://[!-~]{1,200}|)$`;
}

/**
 * The configuration of a service, from its declaration: immutable, and named by the hash of its data, so that a change
 * rolls the pods and a rollback finds the old one.
 */
export function configMap(scope: Construct, context: ServiceContext): ConfigMap {
  const { names, declaration } = context;
  const data = new NamedBlock(
    names.template('config', declaration.name),
    `Configuration of ${declaration.name}, as environment variables.`,
    configData(context),
  );
  const map = hashedConfigMap(scope, 'config', {
    metadata: { name: `${context.fullName}-config`, labels: context.labels },
    data,
    source: 'the declaration has in `config`',
  });
  keepForOldPods(map, context.values);
  return map;
}

function configData(context: ServiceContext): Record<string, Template> {
  const { declaration, names } = context;
  const data: Record<string, Template> = {};
  const values = context.values.at('config').describe('Configuration, as environment variables of the containers.');
  for (const [key, declared] of Object.entries(configOf(declaration))) {
    if (declared.secret === undefined) data[key] = configValue(values, key, declared);
  }
  for (const peer of [...Object.keys(declaration.calls), ...Object.keys(declaration.forwards ?? {})].sort()) {
    const given = context.values
      .at('peers')
      .describe('Where the services are that this one calls.')
      .string(`${camelCase(peer)}.url`, {
        default: '',
        pattern: urlPattern('https?'),
        description: `Base URL of a ${peer} elsewhere, which networkPolicy.extraEgress must let through; empty: the service of that name in this release.`,
      });
    data[peerUrlVariable(peer)] = new Fallback(
      expressionOf(given),
      new Text(['http://', expressionOf(names.name(peer))]),
    );
  }
  if (usesBroker(declaration)) {
    const given = context.values.at('nats').string('url', {
      default: '',
      pattern: urlPattern('nats|tls|wss?'),
      description: 'URL of NATS; empty: the NATS of this release.',
    });
    data.NATS_URL = new Fallback(
      expressionOf(given),
      new Text(['nats://', expressionOf(names.name('nats')), `:${brokerPort}`]),
    );
  }
  return data;
}

/** Every value of a ConfigMap is a string. */
function configValue(values: Values, key: string, declared: ConfigKey): Template {
  const path = camelCase(key);
  const { description } = declared;
  switch (declared.type) {
    case 'integer': {
      const { minimum, maximum, unit } = declared;
      const inUnit = unit === undefined ? description : `${description} In ${unit}.`;
      const value = values.integer(path, {
        default: declared.default,
        minimum,
        maximum,
        description: inUnit,
      });
      return new Text([expressionOf(String(value))]);
    }
    case 'boolean':
      return new Text([values.boolean(path, { default: declared.default, description })]);
    case 'enum':
      return expressionOf(
        values.string(path, {
          default: declared.default,
          oneOf: declared.values,
          description,
        }),
      );
    default: {
      const pattern = 'pattern' in declared && declared.pattern !== undefined ? `^(${declared.pattern})$` : undefined;
      const value = values.string(path, { default: declared.default ?? '', pattern, description });
      if (declared.default === undefined) {
        const keys = [...values.path, path];
        values.refuse(
          not(new Given(keys)),
          `value ${keys.join('.')}: is empty, expected a text: ${description} Set it in your values.`,
        );
      }
      return expressionOf(value);
    }
  }
}

import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { Edits } from '../synth';
import { allOf, anyOf, type Condition, Guard } from '../template';
import type { Values } from '../values';

/** One key of the Secret that the operator makes. */
export interface ExternalKey {
  readonly key: string;
  /** Property of the store's entry. */
  readonly property: string;
  /** Where it is asked for. */
  readonly condition: Condition;
}

export interface ExternalSecretProps {
  /** Name of the object, and of the Secret. */
  readonly name: string;
  readonly labels: Record<string, string>;
  readonly enabled: Condition;
  /** Values below `externalSecret`. */
  readonly values: Values;
  /** Entry of the store, unless a value says otherwise. */
  readonly entry: string;
  /** Whose secrets they are, for descriptions. */
  readonly owner: string;
  readonly keys: readonly ExternalKey[];
}

/** The switch of an ExternalSecret. @param values those below `externalSecret` */
export function externalSecretEnabled(values: Values, owner: string): Condition {
  return values.describe('External Secrets Operator.').flag('enabled', {
    default: false,
    description: `Have an ExternalSecret make the Secret that ${owner} reads, from a store.`,
  });
}

/** An ExternalSecret that fills one Secret from an entry of a store; absent where none of its keys is asked for. */
export function externalSecretObject(scope: Construct, id: string, props: ExternalSecretProps): ApiObject {
  const { name, labels, enabled, values, entry, owner, keys } = props;
  const object = new ApiObject(scope, id, {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name, labels: { ...labels } },
    spec: {
      refreshInterval: values.string('refreshInterval', {
        default: '1h',
        pattern: '^[0-9]{1,6}(s|m|h)$',
        description: 'How often the store is asked.',
      }),
      secretStoreRef: {
        kind: values.string('store.kind', {
          default: 'ClusterSecretStore',
          oneOf: ['ClusterSecretStore', 'SecretStore'],
          description: 'Kind of the store.',
        }),
        name: values.string('store.name', {
          default: 'default',
          pattern: '^[a-z0-9.-]{1,253}$',
          description: 'Name of the store.',
        }),
      },
      target: { name, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
    },
  });
  const remoteKey = values.string('remoteKey', {
    default: entry,
    pattern: '^[!-~]{1,500}$',
    description: `Entry of the store that holds the secrets of ${owner}, one property for each.`,
  });
  const data = keys.map(
    ({ key, property, condition }) => new Guard(condition, { secretKey: key, remoteRef: { key: remoteKey, property } }),
  );
  Edits.of(object)
    .guardObject(allOf(enabled, anyOf(...keys.map(({ condition }) => condition))))
    .set('/spec/data', data);
  return object;
}

import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  annotateForArgoCd,
  externalSecretEnabled,
  externalSecretObject,
  objectLabels,
  ReleaseNames,
} from '../microservice';
import { type Condition, Given, not } from '../template';
import { brokerPermissions } from '../topology';
import { Values } from '../values';
import type { Component, PlatformPartProps } from './component';

const owner = 'the platform';

/** The Secret that the operator makes for the platform: public keys for NATS, and the seed of the provisioner. */
export interface StoredSecret {
  readonly enabled: Condition;
  readonly name: string;
}

export function storedSecret({ names, platform }: Pick<Component, 'names' | 'platform'>): StoredSecret {
  return {
    enabled: externalSecretEnabled(platform.at('externalSecret'), owner),
    name: `${names.named('platform')}-external`,
  };
}

/** Key of the public keys of a user of NATS, in any Secret that holds those of all. */
export function publicKeysOf(user: string): string {
  return `${user}.conf`;
}

/** An ExternalSecret for all that NATS and the provisioner read, but for what values take from elsewhere. */
export function externalSecret(scope: Construct, { topology, partOf, values }: PlatformPartProps): ApiObject {
  const names = ReleaseNames.of(scope);
  const platform = values ?? Values.of(scope);
  const { enabled, name } = storedSecret({ names, platform });
  const missing = (...path: readonly string[]): Condition => not(new Given([...platform.path, ...path]));
  const publicKeys = missing('nats', 'publicKeys', 'existingSecret');
  const object = externalSecretObject(scope, 'external-secret', {
    name,
    labels: objectLabels(names, 'platform', partOf),
    enabled,
    values: platform.at('externalSecret'),
    entry: partOf === undefined ? 'platform' : `${partOf}/platform`,
    owner,
    keys: [
      ...brokerPermissions(topology).map((user) => ({
        key: publicKeysOf(user.name),
        property: publicKeysOf(user.name),
        condition: publicKeys,
      })),
      { key: 'nkey', property: 'nkey', condition: missing('provisioner', 'existingSecret') },
    ],
  });
  annotateForArgoCd(object);
  return object;
}

import { ApiObject, type ApiObjectMetadata } from 'cdk8s';
import { ConfigMap } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { Edits } from '../synth';
import { Hash, type NamedBlock, stringPlaceholder, type TemplateObject } from '../template';

export interface HashedConfigMapProps {
  /** Its name is what the hash is added to. */
  readonly metadata: ApiObjectMetadata & { readonly name: string };
  readonly data: NamedBlock;
  /** Where an author says what is in it, for the message that refuses data given to the construct. */
  readonly source: string;
}

/** An immutable ConfigMap that is named by the hash of its data, so that a change rolls the pods that read it. */
export function hashedConfigMap(
  scope: Construct,
  id: string,
  { metadata, data, source }: HashedConfigMapProps,
): ConfigMap {
  const map = new ConfigMap(scope, id, {
    metadata: { ...metadata, name: `${metadata.name}-${stringPlaceholder(new Hash(data))}` },
    immutable: true,
  });
  Edits.of(ApiObject.of(map))
    .change((document, place) => refuseData(document, place, source))
    .set('/data', data);
  return map;
}

/** They would not be in the hash, and the next release could not change them. */
function refuseData(document: TemplateObject, place: string, source: string): void {
  const keys = ['data', 'binaryData'].flatMap((field) => Object.keys(document[field] ?? {}));
  if (keys.length > 0) {
    throw new Error(
      `${place}: found ${keys.join(', ')} added to the ConfigMap, expected nothing, because its name is made from what ` +
        `${source}; say it there, or make a ConfigMap of your own`,
    );
  }
}

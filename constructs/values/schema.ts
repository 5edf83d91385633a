import { patternExpectation, wrongPartOfPattern } from '../declaration';
import type { Json } from '../template';

/**
 * The part of JSON Schema draft-07 that values are described with. Helm reads the same schema with Go, so patterns keep
 * to what ECMAScript and RE2 read alike.
 */
export interface Schema {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: SchemaType | readonly SchemaType[];
  readonly default?: Json;
  readonly enum?: readonly Json[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  /**
   * What entries hold whose key matches. With `additionalProperties: false` other keys are refused by their name; Helm's
   * validator tells `propertyNames` at whatever place it was before.
   */
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly minProperties?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly not?: Schema;
}

export type SchemaType = 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array' | 'null';

/** Refuses a pattern that is not for a whole text, or that the two regular expression engines could read differently. */
export function checkPattern(pattern: string, place: string): void {
  const wrong = wrongPartOfPattern(pattern);
  if (wrong !== undefined) {
    throw new Error(
      `${place}: found pattern ${pattern} with ${wrong}, expected ${patternExpectation}; name the characters instead`,
    );
  }
  const outsideClasses = pattern.replace(/\\[\s\S]/g, '').replace(/\[[^\]]*\]/g, '');
  if (!/^\^[^|]*\$$/.test(withoutGroups(outsideClasses))) {
    throw new Error(`${place}: found pattern ${pattern}, expected one for the whole text: ^(${pattern})$`);
  }
}

function withoutGroups(pattern: string): string {
  const rest = pattern.replace(/\([^()]*\)/g, '');
  return rest === pattern ? rest : withoutGroups(rest);
}

/** A list or map that Kubernetes will check itself. */
export const anything: Schema = {};

export const anyObject: Schema = { type: 'object' };

/** Nothing at all: under a key, that the key is not for the values. */
export const nothing: Schema = { not: {} };

/**
 * A resource quantity, as a number or a string: 0.5, 100m, 1.5Gi, 1e9.
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export const quantity: Schema = {
  anyOf: [
    { type: 'string', pattern: '^[0-9]{1,12}([.][0-9]{1,9})?([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]{1,2}|)$' },
    { type: 'number', minimum: 0, maximum: 1_000_000_000_000 },
  ],
};

/** A number of pods or a share of them, at least one of which is meant. */
export const podShare: Schema = {
  anyOf: [
    { type: 'integer', minimum: 1, maximum: 1_000 },
    { type: 'string', pattern: '^(100|[1-9][0-9]?)%$' },
  ],
};

const name = '[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?';

/** Names of labels, annotations and resources, with an optional DNS prefix. */
export const qualifiedName = `^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?${name}$`;

/** Labels: keys and values as the API server takes them. */
export const labels: Schema = {
  type: 'object',
  patternProperties: { [qualifiedName]: { type: 'string', pattern: `^(${name})?$` } },
  additionalProperties: false,
};

/** Annotations: any text under a qualified name. */
export const annotations: Schema = {
  type: 'object',
  patternProperties: { [qualifiedName]: { type: 'string' } },
  additionalProperties: false,
};

export const dnsLabel = '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$';

/** Names of Kubernetes objects whose rule is a DNS subdomain, or nothing. */
export const optionalDnsSubdomain =
  '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?([.][a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?){0,3}|)$';

/** A host name; a first label of `*` is allowed. The last label is no number, or it would be an address. */
export const hostName =
  '^([*][.])?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?[.]){0,6}[0-9]{0,9}[a-z]([a-z0-9-]{0,51}[a-z0-9])?$';

const octet = '(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
const ipv4 = `${octet}([.]${octet}){3}/(3[0-2]|[12]?[0-9])`;

const group = '[0-9a-fA-F]{1,4}';
const shortened = [0, 1, 2, 3, 4, 5, 6].map((before) => {
  const start = before === 0 ? ':' : `(${group}:){${before}}`;
  return `${start}(:|(:${group}){1,${7 - before}})`;
});
const ipv6 = `(${[...shortened, `(${group}:){7}(:|${group})`].join('|')})/(12[0-8]|1[01][0-9]|[1-9]?[0-9])`;

/** A range of IPv4 or IPv6 addresses: 10.0.0.0/8, fd00::/8. */
export const cidr = `^(${ipv4}|${ipv6})$`;

/** The same, or nothing. */
export const optionalCidr = `^(${ipv4}|${ipv6}|)$`;

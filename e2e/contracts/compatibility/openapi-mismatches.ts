import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema, Mismatch, Schema } from './schema-keywords';
import { schemaMismatches } from './schema-mismatches';

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly required?: boolean;
  readonly schema?: Schema;
}

interface Operation {
  readonly security?: readonly JsonSchema[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

/** What is read of an OpenAPI document. */
export interface OpenApi extends JsonSchema {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * What callers of one version of an API meet when another one answers: what they send must be accepted, and what they
 * get must be what they can read.
 *
 * The `default` answer is left out: it describes problems, whose list of codes grows, and callers go by the status.
 */
export function openApiMismatches(before: OpenApi, after: OpenApi): Mismatch[] {
  return operationsOf(before).flatMap(({ key, path, method, operation }) => {
    const now = after.paths[path]?.[method] as Operation | undefined;
    if (now === undefined) {
      return [{ where: key, problem: 'is gone' }];
    }
    return [
      ...accessMismatches(operation, now),
      ...parameterMismatches(operation, now, before, after),
      ...bodyMismatches(operation, now, before, after),
      ...responseMismatches(operation, now, before, after),
    ].map(({ where, problem }) => ({ where: `${key} ${where}`, problem }));
  });
}

function operationsOf(document: OpenApi) {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      key: `${method.toUpperCase()} ${path}`,
      path,
      method,
      operation: operation as Operation,
    })),
  );
}

/** Whoever was let in stays so. Alternatives; none: everybody. A scheme without scopes: everybody it knows. */
function accessMismatches(before: Operation, after: Operation): Mismatch[] {
  const allowed = after.security ?? [];
  const isLetIn = (alternative: JsonSchema): boolean =>
    allowed.some((other) =>
      Object.entries(other).every(
        ([scheme, scopes]) =>
          scheme in alternative && (isDeepStrictEqual(scopes, []) || isDeepStrictEqual(scopes, alternative[scheme])),
      ),
    );
  const known = before.security ?? [];
  const isOpen = allowed.length === 0 || (known.length > 0 && known.every(isLetIn));
  return isOpen ? [] : [{ where: 'access', problem: `is for ${JSON.stringify(allowed)} alone; it was wider` }];
}

function parameterMismatches(before: Operation, after: Operation, old: OpenApi, now: OpenApi): Mismatch[] {
  const sent = before.parameters ?? [];
  const accepted = after.parameters ?? [];
  const same = (one: Parameter) => (other: Parameter) => one.in === other.in && one.name === other.name;
  const gone = sent
    .filter((parameter) => !accepted.some(same(parameter)))
    .map((parameter) => ({ where: placeOf(parameter), problem: 'is gone; what callers put there has no effect' }));
  const changed = accepted.flatMap((parameter) => {
    const where = placeOf(parameter);
    const earlier = sent.find(same(parameter));
    if (parameter.required && !earlier?.required) {
      return [{ where, problem: earlier === undefined ? 'is new and required' : 'is required; it was optional' }];
    }
    return earlier === undefined
      ? []
      : at(
          where,
          schemaMismatches(
            { schema: earlier.schema ?? {}, document: old },
            { schema: parameter.schema ?? {}, document: now },
          ),
        );
  });
  return [...gone, ...changed];
}

function bodyMismatches(before: Operation, after: Operation, old: OpenApi, now: OpenApi): Mismatch[] {
  const where = 'request body';
  const { requestBody: sent } = before;
  const { requestBody: accepted } = after;
  if (accepted?.required && !sent?.required) {
    return [{ where, problem: 'is required; it was not' }];
  }
  if (sent === undefined) {
    return [];
  }
  return accepted === undefined
    ? [{ where, problem: 'is gone; what callers send has no effect' }]
    : contentMismatches(where, sent.content, old, accepted.content, now);
}

function responseMismatches(before: Operation, after: Operation, old: OpenApi, now: OpenApi): Mismatch[] {
  const gone = Object.keys(before.responses)
    .filter((status) => !(status in after.responses))
    .map((status) => ({ where: `answer ${status}`, problem: 'is gone' }));
  const answers = Object.entries(after.responses).filter(([status]) => status !== 'default');
  const changed = answers.flatMap(([status, answer]) => {
    const where = `answer ${status}`;
    const earlier = before.responses[status];
    if (earlier === undefined) {
      // Callers take unknown problems for problems; an unknown success they would not understand.
      return Number(status) < 400 ? [{ where, problem: 'is new; callers do not know it' }] : [];
    }
    return contentMismatches(where, answer.content ?? {}, now, earlier.content ?? {}, old);
  });
  return [...gone, ...changed];
}

/** @param sentIn document of what is sent, by callers in requests and by the service in answers */
function contentMismatches(
  where: string,
  sent: Content,
  sentIn: OpenApi,
  accepted: Content,
  acceptedIn: OpenApi,
): Mismatch[] {
  const lost = Object.keys(accepted).length > 0 && Object.keys(sent).length === 0;
  if (lost) {
    return [{ where, problem: 'has no content any more' }];
  }
  return Object.entries(sent).flatMap(([mediaType, { schema = {} }]) => {
    const target = accepted[mediaType];
    return target === undefined
      ? [{ where, problem: `may be ${mediaType}; accepted: ${Object.keys(accepted).join(', ') || 'no content'}` }]
      : at(
          where,
          schemaMismatches(
            { schema: dataOf(mediaType, schema), document: sentIn },
            { schema: dataOf(mediaType, target.schema ?? {}), document: acceptedIn },
          ),
        );
  });
}

/**
 * What readers of a stream rely on is the data of its events. It is where an event has its content, or the whole schema
 * as streams were described before.
 */
function dataOf(mediaType: string, schema: Schema): Schema {
  if (mediaType !== 'text/event-stream' || typeof schema === 'boolean') {
    return schema;
  }
  const { data } = (schema.properties ?? {}) as { readonly data?: JsonSchema };
  return (data?.contentSchema as Schema | undefined) ?? schema;
}

function at(place: string, mismatches: readonly Mismatch[]): Mismatch[] {
  return mismatches.map(({ where, problem }) => ({ where: `${place}${where}`, problem }));
}

function placeOf(parameter: Parameter): string {
  return `${parameter.in} parameter ${parameter.name}`;
}

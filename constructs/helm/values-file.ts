import { isAlias, isMap, isSeq, parseAllDocuments, Scalar, type ScalarTag, type YAMLMap } from 'yaml';
import type { Json, JsonObject } from '../template';

/**
 * Reads a values file the way Helm does. Go's YAML reader takes plain scalars partly by YAML 1.1 (`yes`, `off`, octal
 * numbers with a leading zero) and partly not (no base 60, no dates).
 * Source: goyaml.v2/resolve.go of sigs.k8s.io/yaml 1.6, which Helm 3 and 4 use.
 */
export function parseValues(text: string, place: string): JsonObject {
  const documents = parseGoYaml(text, place);
  if (documents.length > 1) throw new Error(`${place}: found ${documents.length} YAML documents, expected one`);
  const [value = null] = documents;
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new Error(`${place}: found a ${Array.isArray(value) ? 'list' : typeof value}, expected a map of values`);
  }
  return value;
}

/** Documents of a YAML text, as Helm, kubectl and the API server read them. */
export function parseGoYaml(text: string, place: string): Json[] {
  const documents = parseAllDocuments(text, {
    schema: 'failsafe',
    customTags: (tags) => [...tags, goMerge, goScalar],
    uniqueKeys: true,
    logLevel: 'error',
  });
  if (!Array.isArray(documents)) return [];
  return documents.map((document) => {
    const [problem] = document.errors;
    if (problem !== undefined) throw new Error(`${place}: ${problem.message}`);
    try {
      const value = document.toJS() as Json;
      if (text.includes('*')) refuseLoop(value, [], []);
      return value;
    } catch (error) {
      throw new Error(`${place}: ${(error as Error).message}`, { cause: error });
    }
  });
}

/** As Go's reader does: what refers to an anchor that is around it has no end. */
function refuseLoop(value: Json, path: readonly string[], around: readonly Json[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (around.includes(value)) {
    throw new Error(
      `${path.join('.')}: found an anchor that holds itself, expected values with an end; remove the alias`,
    );
  }
  for (const [key, member] of Object.entries(value)) refuseLoop(member as Json, [...path, key], [...around, value]);
}

const goScalar: ScalarTag = {
  tag: 'tag:flotilla,2026:scalar',
  default: true,
  test: /^/,
  resolve: resolveScalar,
};

/**
 * The key `<<` without quotes. Unlike what YAML's merge type says, Go's reader merges where the key stands: what came
 * before it is replaced, what comes after it replaces. Of several maps, the first wins.
 * Source: goyaml.v2/decode.go of sigs.k8s.io/yaml 1.6.
 */
const goMerge: ScalarTag = {
  // Under the usual tag the package would merge keys with another tag too.
  tag: 'tag:flotilla,2026:merge',
  default: 'key',
  test: /^<<$/,
  resolve: () => Object.assign(new Scalar(Symbol('<<')), { addToJSMap: mergeInto }),
};

type Context = Parameters<YAMLMap['toJSON']>[1];

function mergeInto(context: Context, target: object, value: unknown): void {
  const resolved = (node: unknown): unknown =>
    isAlias(node) && context !== undefined ? node.resolve(context.doc, context) : node;
  const source = resolved(value);
  for (const each of isSeq(source) ? source.items.toReversed().map(resolved) : [source]) {
    if (!isMap(each)) throw new Error('found a merge ("<<") of something else, expected a map or a list of maps');
    const entries: Map<unknown, unknown> = each.toJSON(null, context, Map);
    for (const [key, member] of entries) {
      if (target instanceof Map) target.set(key, member);
      else Object.defineProperty(target, key === null ? '' : String(key), { ...plainProperty, value: member });
    }
  }
}

const plainProperty = { enumerable: true, configurable: true, writable: true };

const words = new Map<string, boolean | null>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
]);

function resolveScalar(text: string): unknown {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (!/^[-+.0-9]/.test(text)) return text;
  const plain = text.replaceAll('_', '');
  const integer = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/.exec(plain);
  if (integer !== null) {
    const digits = (integer[2] as string).replace(/^0(?=[0-7])/, '0o');
    return numberOr(text, Number(digits) * (integer[1] === '-' ? -1 : 1));
  }
  if (/^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(plain)) return numberOr(text, Number(plain));
  return text;
}

/** What is too large for a number stays a text, as for Go's `strconv.ParseFloat`: `1e999`. */
function numberOr(text: string, number: number): string | number {
  return Number.isFinite(number) ? number : text;
}

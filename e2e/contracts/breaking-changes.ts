import { type JsonSchema, type Mismatch, openApiMismatches, schemaMismatches } from './compatibility';
import type { Publication, PublishedMessage } from './publication';

type Messages = Readonly<Record<string, PublishedMessage>>;

/**
 * What in a contract would break those who rely on what was published of it, in sentences. A raised version may change
 * everything: nobody takes it for the old one.
 */
export function breakingChanges(published: Publication, current: Publication): string[] {
  return [
    ...changesOf('event', published.events, current.events, (before, after) => mismatches(after, before)),
    ...changesOf('command', published.commands, current.commands, mismatches),
    ...openApiChanges(published, current),
  ];
}

/** Subscribers of the published version must read what is sent now; what was sent to handlers must still be accepted. */
function mismatches(sent: JsonSchema, accepted: JsonSchema): Mismatch[] {
  return schemaMismatches({ schema: sent, document: sent }, { schema: accepted, document: accepted });
}

function changesOf(
  kind: 'event' | 'command',
  published: Messages,
  current: Messages,
  compare: (before: JsonSchema, after: JsonSchema) => Mismatch[],
): string[] {
  return Object.entries(published).flatMap(([name, before]) => {
    const after = current[name];
    if (after === undefined) {
      return [`${kind} ${name} is gone`];
    }
    if (after.version !== before.version) {
      return after.version > before.version
        ? []
        : [`${kind} ${name} has version ${after.version}; it was ${before.version}`];
    }
    return compare(before.schema, after.schema).map(
      ({ where, problem }) => `${kind} ${name}${where === '' ? '' : ` ${where}`} ${problem}`,
    );
  });
}

function openApiChanges({ openapi: before }: Publication, { openapi: after }: Publication): string[] {
  const [old, now] = [Number(before.info.version), Number(after.info.version)];
  if (now !== old) {
    return now > old ? [] : [`the API has version ${now}; it was ${old}`];
  }
  return openApiMismatches(before, after).map(({ where, problem }) => `${where} ${problem}`);
}

import type { JsonSchema } from '@flotilla/runtime';
import type { DocumentedOperation } from '../../services/gateway/docs/operation';
import { catalogue, problemMediaType, typeOf } from '../../services/runtime/errors';
import { table } from './markdown-table';

/** What holds for many operations, in Markdown: problems, pages, repeated requests, versions. */
export function rulesText(operations: readonly DocumentedOperation[]): string {
  const taking = (parameter: string, is: (required: boolean) => boolean = () => true): string =>
    listOf(
      operations.filter(({ details }) =>
        (details.parameters as readonly JsonSchema[]).some(
          ({ name, required }) => name === parameter && is(required === true),
        ),
      ),
    );
  const answering = (holds: (answer: JsonSchema, status: string) => boolean): string =>
    listOf(
      operations.filter(({ details }) =>
        Object.entries(details.responses as Readonly<Record<string, JsonSchema>>).some(([status, answer]) =>
          holds(answer, status),
        ),
      ),
    );
  const unchanged = answering((_, status) => status === '304');
  const streams = answering(({ content = {} }) => 'text/event-stream' in (content as object));
  return `## Problems

Every answer that says no is \`${problemMediaType}\` (RFC 9457), see [Problem](#problem). Rely on \`code\` and \`status\`;
\`type\` is \`${typeOf('malformed').replace('malformed', '<code>')}\`, \`detail\` is for people, \`errors\` names the fields, \`instance\` finds the request in
logs and traces. Where there is a \`Retry-After\` header the same request may succeed after so many seconds.

${table(
  ['code', 'status', 'title'],
  Object.entries(catalogue).map(([code, { status, title }]) => [`\`${code}\``, String(status), title]),
)}

## Paging

For ${taking('cursor')}. A page holds up to \`limit\` items and \`nextCursor\`: send it as
\`cursor\`, with the other parameters unchanged, for the page after it; \`null\` says that there is none. A cursor is the
place of the last item in the order of the list, so nothing is shown twice because something was added meanwhile.

## Idempotency-Key

${taking('idempotency-key', (required) => required)} needs one; ${taking('idempotency-key', (required) => !required)} may have one. Choose
a key for each request, e.g. a UUID, and send the same one whenever you repeat it: it takes effect once. Keys are visible ASCII characters, in quotes or not, and belong to a user and a route for a day.

${table(
  ['the key was used', 'answer'],
  [
    ['with the same body, and answered', 'that answer again, with `Idempotency-Replayed: true`'],
    ['with the same body, and is being handled', '`idempotency-in-flight`; repeat in a moment'],
    ['with another body', '`idempotency-mismatch`'],
    ['for a request that failed', 'as if it were new'],
  ],
)}

## ETag

A product has an \`ETag\`, its version in quotes. ${taking('if-match')} need it as \`If-Match\`:
without it the answer is \`precondition-required\`, with that of another version \`precondition-failed\`; \`*\` means any
version. ${unchanged} answers \`304\` when \`If-None-Match\` has the present one.

## Streams

${streams} sends server-sent events: the \`data\` of each is the resource in JSON. A client that comes back
sends the \`id\` of its last event as \`Last-Event-ID\` and goes on after it; one that has seen the last status should close.`;
}

function listOf(operations: readonly DocumentedOperation[]): string {
  return operations.map(({ method, path }) => `\`${method} ${path}\``).join(', ');
}

import { setMaxListeners } from 'node:events';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventSource, ServerSentEvent } from './handler';

/** Proxies take a connection for dead that stays silent, often after 60 seconds. In milliseconds. */
const heartbeatMs = 15_000;

/** When a client whose stream ended comes back, in milliseconds. */
const reconnectMs = 1_000;

export const eventStreamHeaders = {
  'content-type': 'text/event-stream',
  // nginx would hold events back until its buffer is full.
  'x-accel-buffering': 'no',
} as const;

export interface EventStreamOptions {
  readonly events: EventSource;
  /** Ends the stream early: clients come back and find another replica. */
  readonly ending: AbortSignal;
  /** Aborted when the client goes away. */
  readonly gone: AbortSignal;
  /** Told of a source that fails; the stream ends then. */
  readonly onError: (error: unknown) => void;
}

/**
 * Server-sent events (HTML §9.2) as a stream of text. The source's signal is aborted when the stream ends, whoever
 * ended it: the source itself, the server, or the client by going away.
 */
export function eventStream(options: EventStreamOptions): Readable {
  const over = new AbortController();
  // Every event that comes before the heartbeat leaves a listener behind for a moment.
  setMaxListeners(0, over.signal);
  const end = (): void => over.abort();
  for (const signal of [options.ending, options.gone]) {
    signal.addEventListener('abort', end, { signal: over.signal });
    if (signal.aborted) {
      end();
    }
  }
  return Readable.from(frames(options, over.signal), { objectMode: false }).once('close', end);
}

async function* frames({ events, onError }: EventStreamOptions, signal: AbortSignal): AsyncGenerator<string> {
  yield `retry: ${reconnectMs}\n\n`; // Also sends the head.
  const iterator = events(signal)[Symbol.asyncIterator]();
  const over = new Promise<'over'>((resolve) =>
    signal.addEventListener('abort', () => resolve('over'), { once: true }),
  );
  try {
    let next = iterator.next();
    while (!signal.aborted) {
      const result = await Promise.race([next, over, heartbeat(signal)]);
      if (result === 'over') {
        break;
      }
      if (result === 'heartbeat') {
        yield ':\n\n';
      } else if (result.done) {
        return;
      } else {
        yield frame(result.value);
        next = iterator.next();
      }
    }
    next.catch(() => undefined);
  } catch (error) {
    onError(error);
  } finally {
    // A source that waits for something else than its signal must not hold up the end.
    iterator.return?.(undefined).catch(onError);
  }
}

/** Resolves after a while of silence. Its timer ends with the stream, or goes off and finds nobody waiting. */
async function heartbeat(signal: AbortSignal): Promise<'heartbeat'> {
  await sleep(heartbeatMs, undefined, { signal, ref: false }).catch(() => undefined);
  return 'heartbeat';
}

/** @throws `TypeError` for an id or a name that would break out of its line */
function frame({ id, event, data }: ServerSentEvent): string {
  if (/[\r\n\0]/.test(`${id}${event}`)) {
    throw new TypeError('id and event of a server-sent event must be a single line');
  }
  const idLine = id === undefined ? '' : `id: ${id}\n`;
  const eventLine = event === undefined ? '' : `event: ${event}\n`;
  return `${idLine}${eventLine}data: ${JSON.stringify(data)}\n\n`;
}

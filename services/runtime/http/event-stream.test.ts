import type { Readable } from 'node:stream';
import { eventually } from '../testing';
import type { EventSource } from '.';
import { eventStream } from './event-stream';
import { startLibrary } from './test-library';

const never = new AbortController().signal;

async function textOf(events: EventSource, ending: AbortSignal = never, onError = jest.fn()): Promise<string> {
  return (await eventStream({ events, ending, gone: never, onError }).setEncoding('utf8').toArray()).join('');
}

/** Gives one event, then waits for its signal. */
function patient(): { events: EventSource; ended: Promise<void> } {
  let tell: () => void;
  const ended = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const events: EventSource = async function* (signal) {
    yield { data: { book: 'Dune' } };
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    tell();
  };
  return { events, ended };
}

describe('an event stream', () => {
  test('is text as browsers read it, and ends with its source', async () => {
    const events: EventSource = async function* () {
      yield { id: '7', event: 'begun', data: { title: 'two\nlines' } };
      yield { data: null };
    };
    expect(await textOf(events)).toBe(
      'retry: 1000\n\nid: 7\nevent: begun\ndata: {"title":"two\\nlines"}\n\ndata: null\n\n',
    );
  });

  test('ends without a trace of the failure when its source fails', async () => {
    const onError = jest.fn();
    // biome-ignore lint/correctness/useYield: it fails before
    const events: EventSource = async function* () {
      throw new Error('no books');
    };
    expect(await textOf(events, never, onError)).toBe('retry: 1000\n\n');
    expect(onError).toHaveBeenCalledWith(new Error('no books'));
  });

  test('refuses an event whose name would break out of its line', async () => {
    const onError = jest.fn();
    const events: EventSource = async function* () {
      yield { event: 'a\ndata: forged', data: 1 };
    };
    expect(await textOf(events, never, onError)).not.toContain('forged');
    expect(onError).toHaveBeenCalledWith(expect.any(TypeError));
  });

  test('ends when it is told to, even if its source waits for something else', async () => {
    const events: EventSource = async function* () {
      yield { data: 1 };
      await new Promise(() => undefined);
    };
    const ending = new AbortController();
    const stream = eventStream({ events, ending: ending.signal, gone: never, onError: jest.fn() }).setEncoding('utf8');
    const chunks: string[] = [];
    for await (const chunk of stream as Readable) {
      chunks.push(chunk as string);
      if (chunks.length === 2) {
        ending.abort();
      }
    }
    expect(chunks.join('')).toBe('retry: 1000\n\ndata: 1\n\n');
  });

  test('that is made after the end gives no event', async () => {
    expect(await textOf(patient().events, AbortSignal.abort())).not.toContain('data');
  });
});

describe('over HTTP', () => {
  test('events arrive as they happen, and draining ends the stream whole', async () => {
    const { events, ended } = patient();
    const { url, server } = await startLibrary({
      routes: { 'GET /loans/events': async () => ({ status: 200, events }) },
      deadlineMs: 50,
    });
    const response = await fetch(`${url}/loans/events`);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('Dune')) {
      text += (await reader.read()).value;
    }
    await server.drain(never);
    await ended;
    expect((await reader.read()).done).toBe(true);
  });

  test('a client that goes away ends the source', async () => {
    const { events, ended } = patient();
    const { url, server, registry } = await startLibrary({
      routes: { 'GET /loans/events': async () => ({ status: 200, events }) },
    });
    const leaving = new AbortController();
    const response = await fetch(`${url}/loans/events`, { signal: leaving.signal });
    expect(response.status).toBe(200);
    leaving.abort();
    await ended;
    await eventually(async () => (await registry.metrics()).includes('http_requests_in_flight 0'));
    await server.stop();
  });
});

import assert from 'node:assert/strict';
import type { Order } from './resources';

export interface OrderEvent {
  readonly id: string | undefined;
  readonly order: Order;
}

/**
 * The events of an order until the shop ends the stream, or `patienceMs` have passed.
 * @param lastEventId what was seen before. @default - nothing
 */
export async function orderEvents(
  url: string,
  token: string,
  id: string,
  { lastEventId, patienceMs = 60_000 }: { lastEventId?: string; patienceMs?: number } = {},
): Promise<readonly OrderEvent[]> {
  const response = await fetch(`${url}/orders/${id}/events`, {
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'text/event-stream',
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    signal: AbortSignal.timeout(patienceMs),
  });
  assert.equal(response.status, 200, `GET /orders/${id}/events`);
  assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
  return (await response.text()).split('\n\n').flatMap(eventOf);
}

/** The event of a frame (HTML §9.2.6); none for comments and the frame that says when to come back. */
function eventOf(frame: string): OrderEvent[] {
  const fields = frame.split('\n').map((line) => /^(\w+): ?(.*)$/.exec(line)?.slice(1) as [string, string] | undefined);
  const data = fields.filter((field) => field?.[0] === 'data').map((field) => field?.[1]);
  const id = fields.find((field) => field?.[0] === 'id')?.[1];
  return data.length === 0 ? [] : [{ id, order: JSON.parse(data.join('\n')) as Order }];
}

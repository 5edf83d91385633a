import type { Attempts } from './attempts';
import type { Expectation } from './expectation';
import { refusalsOf } from './protocol-client';
import type { UserKey } from './user-key';

/**
 * Tries everything as one user and gives every difference between the server's answers and the expectation, as
 * `publish orders.v1.order.placed: allowed, but the graph says no`. Nothing: they are equal.
 */
export async function differences(
  port: number,
  key: UserKey,
  { publish, subscribe }: Attempts,
  expectation: Expectation,
): Promise<string[]> {
  const refused = await refusalsOf(port, key, publish, subscribe);
  return [
    ...publish.flatMap((subject) =>
      difference(`publish ${subject}`, !refused.publish.has(subject), expectation.mayPublish(subject)),
    ),
    ...subscribe.flatMap((subject) =>
      difference(`subscribe ${subject}`, !refused.subscribe.has(subject), expectation.maySubscribe(subject)),
    ),
    ...subscribe.flatMap((subject) =>
      difference(`subscribe ${subject} in a group`, !refused.queue.has(subject), expectation.maySubscribe(subject)),
    ),
  ];
}

function difference(attempt: string, allowed: boolean, expected: boolean): string[] {
  if (allowed === expected) {
    return [];
  }
  return [`${attempt}: ${allowed ? 'allowed, but the graph says no' : 'refused, but the graph says yes'}`];
}

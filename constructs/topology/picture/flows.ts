import { sortedBy } from '../order';
import type { Topology } from '../topology';

/** Everything of one kind that goes from one service to another: what a picture shows as one arrow. */
export interface Flow {
  readonly kind: 'forward' | 'call' | 'command' | 'event';
  readonly from: string;
  /** Absent for events that nobody subscribes. */
  readonly to?: string;
  /** Short names: operations, commands, events without their owner and version, first parts of paths. */
  readonly names: readonly string[];
  /** Where it matters, what the arrow is: the durable consumer, or how many routes. */
  readonly note?: string;
}

/** All flows, by kind, then by the services at their ends. */
export function flowsOf(topology: Topology): Flow[] {
  return [
    ...topology.forwards.map(({ from, to, routes }): Flow => {
      const roots = new Set(routes.map(({ path }) => `/${path.split('/')[1]}`));
      const note = routes.length === 1 ? '1 route' : `${routes.length} routes`;
      return { kind: 'forward', from, to, names: [...roots].sort(), note };
    }),
    ...topology.calls.map(({ from, to, operations }): Flow => ({ kind: 'call', from, to, names: operations })),
    ...grouped(topology.commands, ({ from, to }) => [from, to]).map(([first, ...more]): Flow => {
      const { from, to, consumer } = first;
      return { kind: 'command', from, to, names: [first, ...more].map(({ command }) => command), note: consumer };
    }),
    ...grouped(topology.events, ({ from, to, consumer }) => [from, to, consumer]).map(([first, ...more]): Flow => {
      const { from, to, consumer } = first;
      return {
        kind: 'event',
        from,
        to,
        names: [first, ...more].map(({ subject }) => shortName(subject)),
        note: consumer,
      };
    }),
    ...unheard(topology),
  ];
}

/** Events that are published for whoever may come. */
function unheard({ services, events }: Topology): Flow[] {
  const heard = new Set(events.map(({ subject }) => subject));
  return services.flatMap(({ name, publishes }): Flow[] => {
    const names = Object.keys(publishes)
      .filter((subject) => !heard.has(subject))
      .sort()
      .map(shortName);
    return names.length === 0 ? [] : [{ kind: 'event', from: name, names, note: 'no subscriber' }];
  });
}

/** `orders.v1.order.placed` → `order.placed`; other versions than the first stay visible. */
export function shortName(subject: string): string {
  const [, version, ...rest] = subject.split('.');
  return version === 'v1' ? rest.join('.') : [version, ...rest].join('.');
}

function grouped<T>(items: readonly T[], key: (item: T) => readonly string[]): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of sortedBy(items, (candidate) => key(candidate).join('\n'))) {
    const group = groups.get(key(item).join('\n'));
    if (group === undefined) {
      groups.set(key(item).join('\n'), [item]);
    } else {
      group.push(item);
    }
  }
  return [...groups.values()];
}

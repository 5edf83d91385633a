import type { Problem } from '../declaration-errors';
import { placeOf } from '../place';
import type { Check } from './fleet';

/**
 * No service waits for itself over others: in a cycle of synchronous calls one slow member stops all, and none can be
 * started first. Of cycles that share a service the shortest is told; the others show once it is gone.
 */
export const checkCycles: Check = ({ services, byName }) => {
  const peers = new Map(
    services.map((service) => [
      service.name,
      [...Object.keys(service.calls), ...Object.keys(service.forwards ?? {})]
        .filter((peer) => byName.has(peer) && peer !== service.name)
        .sort(),
    ]),
  );
  prune(peers);

  const problems: Problem[] = [];
  for (const start of [...peers.keys()].sort()) {
    const cycle = shortestCycle(start, peers);
    if (cycle !== undefined) {
      problems.push(problemOf(cycle, byName));
      for (const member of cycle) {
        peers.delete(member);
      }
    }
  }
  return problems;
};

/** Removes, again and again, the services that call nobody, in one pass: a sound fleet needs no search after it. */
function prune(peers: Map<string, readonly string[]>): void {
  const callers = new Map<string, string[]>();
  const open = new Map<string, number>();
  for (const [caller, callees] of peers) {
    open.set(caller, callees.length);
    for (const callee of callees) {
      const known = callers.get(callee);
      if (known === undefined) {
        callers.set(callee, [caller]);
      } else {
        known.push(caller);
      }
    }
  }
  const leaves = [...open].filter(([, count]) => count === 0).map(([name]) => name);
  for (let leaf = leaves.pop(); leaf !== undefined; leaf = leaves.pop()) {
    peers.delete(leaf);
    for (const caller of callers.get(leaf) ?? []) {
      const left = (open.get(caller) as number) - 1;
      open.set(caller, left);
      if (left === 0) {
        leaves.push(caller);
      }
    }
  }
}

function shortestCycle(start: string, peers: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const reachedFrom = new Map<string, string>();
  const queue = [start];
  for (const name of queue) {
    for (const peer of peers.get(name) ?? []) {
      if (peer === start) {
        return pathTo(name, start, reachedFrom);
      }
      if (!reachedFrom.has(peer) && peers.has(peer)) {
        reachedFrom.set(peer, name);
        queue.push(peer);
      }
    }
  }
  return undefined;
}

function pathTo(end: string, start: string, reachedFrom: ReadonlyMap<string, string>): string[] {
  const path = [end];
  while (path[0] !== start) {
    path.unshift(reachedFrom.get(path[0] as string) as string);
  }
  return path;
}

function problemOf(cycle: readonly string[], byName: Parameters<Check>[0]['byName']): Problem {
  const [first, second] = cycle as [string, string];
  const field = Object.hasOwn(byName.get(first)?.calls ?? {}, second) ? 'calls' : 'forwards';
  return {
    place: placeOf(first, field, second),
    found: `the cycle of synchronous calls ${[...cycle, first].join(' → ')}`,
    expected: 'calls that lead back to nobody',
    fix: 'replace one of these calls by an event or a command',
  };
}

import { type Edge, edgesOf, type Topology } from '@flotilla/constructs/topology';
import type { Span } from '../stage/trace-collector';

/*
 * Communication by name, the same for what is declared and for what traces show:
 * `orders calls products.quote`, `gateway forwards GET /products to products`,
 * `orders sends products.v1.cmd.reserve to products`, `products tells orders of products.v1.stock.reserved`.
 */

/** Every declared edge; of calls and forwards every operation and route. Sorted. */
export function declaredEdges(topology: Topology): string[] {
  return edgesOf(topology).flatMap(namesOf).sort();
}

/**
 * Every edge of which both ends were seen: the client's span and the server's below it, the producer's span and the
 * consumer's with a link to it. Sorted.
 */
export function seenEdges(topology: Topology, spans: readonly Span[]): string[] {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const edges = spans.flatMap((span) => {
    if (span.kind === 'server') {
      const caller = span.parentId === undefined ? undefined : byId.get(span.parentId);
      return caller === undefined ? [] : requestEdge(topology, caller, span);
    }
    return span.kind === 'consumer' ? span.links.flatMap((id) => messageEdge(byId.get(id), span)) : [];
  });
  return [...new Set(edges)].sort();
}

/** Subjects of the messages that were seen on their way to the broker. Sorted. */
export function sentSubjects(spans: readonly Span[]): string[] {
  const producers = spans.filter(({ kind }) => kind === 'producer');
  return [...new Set(producers.map(destination))].sort();
}

function namesOf(edge: Edge): string[] {
  const { from, to } = edge;
  switch (edge.kind) {
    case 'call':
      return edge.operations.map((operation) => called(from, to, operation));
    case 'forward':
      return edge.routes.map(({ method, path }) => forwarded(from, to, `${method} ${path}`));
    case 'command':
      return [sent(from, to, edge.subject)];
    case 'event':
      return [told(from, to, edge.subject)];
  }
}

function requestEdge(topology: Topology, caller: Span, callee: Span): string[] {
  const { 'peer.service': peer, 'rpc.method': target = '' } = caller.attributes;
  if (caller.kind !== 'client' || peer !== callee.service) {
    return [];
  }
  const { 'http.request.method': method, 'http.route': path } = callee.attributes;
  const operation = topology.byName.get(peer)?.http.operations?.[target];
  const isOperation = operation?.method === method && operation?.path === path;
  return [isOperation ? called(caller.service, peer, target) : forwarded(caller.service, peer, `${method} ${path}`)];
}

function messageEdge(producer: Span | undefined, consumer: Span): string[] {
  if (producer?.kind !== 'producer' || destination(producer) !== destination(consumer)) {
    return [];
  }
  const subject = destination(consumer);
  const edge = subject.startsWith(`${consumer.service}.`) ? sent : told;
  return [edge(producer.service, consumer.service, subject)];
}

function destination({ attributes }: Span): string {
  return attributes['messaging.destination.name'] ?? '';
}

const called = (from: string, to: string, operation: string): string => `${from} calls ${to}.${operation}`;
const forwarded = (from: string, to: string, route: string): string => `${from} forwards ${route} to ${to}`;
const sent = (from: string, to: string, subject: string): string => `${from} sends ${subject} to ${to}`;
const told = (from: string, to: string, subject: string): string => `${from} tells ${to} of ${subject}`;

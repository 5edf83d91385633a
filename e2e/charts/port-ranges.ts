/** Sets of ports, each a protocol and a range of numbers. */
export const protocols = ['TCP', 'UDP', 'SCTP'] as const;
export type Protocol = (typeof protocols)[number];

export interface PortRange {
  readonly protocol: Protocol;
  readonly first: number;
  /** Inclusive. */
  readonly last: number;
}

const lastPort = 65_535;

/** All ports of a protocol. */
export function allOf(protocol: Protocol): PortRange {
  return { protocol, first: 1, last: lastPort };
}

export const everyPort: readonly PortRange[] = protocols.map(allOf);

/** What is in any of the ranges, without overlaps and in order. */
export function union(ranges: readonly PortRange[]): PortRange[] {
  if (ranges.length === 0) return [];
  return protocols.flatMap((protocol) => {
    const merged: { protocol: Protocol; first: number; last: number }[] = [];
    for (const range of ranges.filter((each) => each.protocol === protocol).sort((a, b) => a.first - b.first)) {
      const before = merged.at(-1);
      if (before !== undefined && range.first <= before.last + 1) before.last = Math.max(before.last, range.last);
      else merged.push({ ...range });
    }
    return merged;
  });
}

/** What is in both sets. */
export function intersection(a: readonly PortRange[], b: readonly PortRange[]): PortRange[] {
  return union(
    a.flatMap((one) =>
      b
        .filter(({ protocol }) => protocol === one.protocol)
        .map((other) => ({
          protocol: one.protocol,
          first: Math.max(one.first, other.first),
          last: Math.min(one.last, other.last),
        }))
        .filter(({ first, last }) => first <= last),
    ),
  );
}

/** `TCP 80, UDP 53`, `TCP 1-1023`, or `every port`. */
export function describePorts(ranges: readonly PortRange[]): string {
  const text = union(ranges).map(
    ({ protocol, first, last }) => `${protocol} ${first === last ? first : `${first}-${last}`}`,
  );
  return text.join() === everyPortText ? 'every port' : text.join(', ');
}

const everyPortText = everyPort.map(({ protocol, first, last }) => `${protocol} ${first}-${last}`).join();

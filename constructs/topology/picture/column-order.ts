import type { Flow } from './flows';

/**
 * Services from left to right, so that arrows are short and requests and commands point to the right. Begins with the
 * names in order of how deep they stand below those who ask, then swaps neighbours as long as that helps.
 */
export function columnOrder(services: readonly string[], flows: readonly Flow[]): string[] {
  const links = flows.flatMap(({ kind, from, to }) => (to === undefined ? [] : [{ from, to, asks: kind !== 'event' }]));
  const depths = depthsOf(services, links);
  const order = [...services].sort((a, b) => depths.get(a)! - depths.get(b)! || (a < b ? -1 : 1));
  const position = new Map(order.map((name, index) => [name, index]));
  const cost = (): number =>
    links.reduce((sum, { from, to, asks }) => {
      const span = position.get(to)! - position.get(from)!;
      return sum + (asks && span < 0 ? 4 * -span : Math.abs(span));
    }, 0);

  const swap = (left: number): void => {
    const [a, b] = [order[left] as string, order[left + 1] as string];
    order.splice(left, 2, b, a);
    position.set(b, left).set(a, left + 1);
  };
  for (let best = cost(), improved = true; improved; ) {
    improved = false;
    for (let left = 0; left + 1 < order.length; left += 1) {
      swap(left);
      const now = cost();
      if (now < best) {
        best = now;
        improved = true;
      } else {
        swap(left);
      }
    }
  }
  return order;
}

/** Longest way from a service that nobody asks; commands may lead in a circle, so the length is bounded. */
function depthsOf(
  services: readonly string[],
  links: readonly { from: string; to: string; asks: boolean }[],
): Map<string, number> {
  const depths = new Map(services.map((name) => [name, 0]));
  for (let round = 1; round < services.length; round += 1) {
    let changed = false;
    for (const { from, to, asks } of links) {
      const depth = Math.min(depths.get(from)! + 1, services.length - 1);
      if (asks && depth > depths.get(to)!) {
        depths.set(to, depth);
        changed = true;
      }
    }
    if (!changed) {
      break;
    }
  }
  return depths;
}

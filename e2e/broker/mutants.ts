import type { BrokerUser, Grant } from '@flotilla/constructs/topology';

/** A user whose permissions differ from another's in one grant. */
export interface Mutant {
  readonly user: BrokerUser;
  /** Name of the user it is made from. */
  readonly of: string;
  readonly change: string;
}

/** For every grant of a user one mutant that has it wider and one that lacks it. */
export function mutantsOf(user: BrokerUser): Mutant[] {
  return (['publish', 'subscribe'] as const).flatMap((direction) =>
    user[direction].flatMap((grant, index) => {
      const wider = widened(grant);
      const mutant = (kind: string, grants: readonly Grant[], change: string): Mutant => ({
        user: { ...user, name: `${user.name}-${direction}-${kind}-${index}`, [direction]: grants },
        of: user.name,
        change: `${direction} ${change}`,
      });
      return [
        mutant('wider', user[direction].with(index, wider), `${grant.subject} widened to ${wider.subject}`),
        mutant('less', user[direction].toSpliced(index, 1), `without ${grant.subject}`),
      ];
    }),
  );
}

/** `orders.v1.order.placed` → `orders.v1.order.>`, `dlq.orders.>` → `dlq.>`, `_INBOX_orders.>` → `>`. */
function widened({ subject, reason }: Grant): Grant {
  const tokens = subject.split('.').filter((token) => token !== '>');
  return { subject: [...tokens.slice(0, -1), '>'].join('.'), reason };
}

import { z } from 'zod';
import { integerText } from './integer-text';

/** A part of a list. */
export interface Page<Item> {
  readonly items: Item[];
  /** Asks for the part after this one; `null`: there is no more. */
  readonly nextCursor: string | null;
}

/** Longest cursor, in characters: it travels in a URL. */
const cursorLength = 1_024;

export interface PageQueryOptions {
  /** @default 20 */
  readonly defaultLimit?: number;
  /** @default 100 */
  readonly maxLimit?: number;
}

/**
 * Query parameters of a list: `limit` and `cursor`. The cursor holds the sort key of the last item that was given. It
 * is opaque, not secret and not signed: whoever makes one up sees no other items than by asking without.
 *
 * @param position schema of the sort key, e.g. `z.object({ createdAt: z.iso.datetime(), id: z.uuid() })`
 *
 * @example
 * const query = pageQuery(position).extend({ status: z.enum(['active', 'archived']).optional() });
 */
export function pageQuery<Position extends z.ZodType>(
  position: Position,
  { defaultLimit = 20, maxLimit = 100 }: PageQueryOptions = {},
) {
  return z.object({
    limit: integerText(z.int().min(1).max(maxLimit)).default(defaultLimit),
    cursor: z.string().max(cursorLength).transform(decode).pipe(position).optional(),
  });
}

/** Schema of a page, for the contract. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/**
 * @param rows up to `limit + 1` rows: the one too many tells that there are more
 * @param positionOf sort key of a row, as the schema of the cursor has it
 */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  positionOf: (row: Row) => unknown,
  itemOf: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? encode(positionOf(last)) : null;
  return { items: shown.map(itemOf), nextCursor };
}

function encode(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

function decode(cursor: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    context.addIssue({ code: 'custom', message: 'must be the nextCursor of an earlier answer' });
    return z.NEVER;
  }
}

/** Pages of a list that is made anew for each call and held in memory, as Relay connections. */

import { type CursorValue, decodeCursor, encodeCursor } from "../kit/cursors.ts";
import { badCursor } from "../kit/errors.ts";
import { type Connection, pageSize } from "../kit/pagination.ts";

/** What to page through. Entries are in descending order of their rank, and then in ascending order of their key. */
export interface MemoryPageRequest<T> {
  readonly entries: readonly T[];
  readonly positionOf: (entry: T) => readonly [rank: number, key: string];
  /** How many, from 1 to 1000. */
  readonly first: number | null | undefined;
  readonly after: string | null | undefined;
  readonly scope: string;
  readonly cursorSecret: string;
}

/** @throws GraphQLError BAD_USER_INPUT when `first` is out of range, BAD_CURSOR when `after` is not of this list */
export function memoryPage<T>(request: MemoryPageRequest<T>): Connection<T> {
  const { entries, positionOf, first, after, scope, cursorSecret } = request;
  const size = pageSize(first);
  const position = after == null ? null : read(decodeCursor(after, 2, scope, cursorSecret));
  const following = position === null ? entries : entries.filter((entry) => isBeyond(positionOf(entry), position));
  const nodes = following.slice(0, size);
  const edges = nodes.map((node) => ({ node, cursor: encodeCursor(positionOf(node), scope, cursorSecret) }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: following.length > size,
      hasPreviousPage: () => Promise.resolve(following.length < entries.length),
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: () => Promise.resolve(entries.length),
  };
}

function read([rank, key]: readonly CursorValue[]): readonly [number, string] {
  if (typeof rank !== "number" || typeof key !== "string") throw badCursor();
  return [rank, key];
}

function isBeyond([rank, key]: readonly [number, string], [afterRank, afterKey]: readonly [number, string]): boolean {
  return rank < afterRank || (rank === afterRank && key > afterKey);
}

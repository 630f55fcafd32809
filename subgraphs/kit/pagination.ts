/** Pages of a collection by keyset, as Relay connections (GraphQL Cursor Connections Specification). */

import type { Model, QueryFilter } from "mongoose";
import { type CursorValue, decodeCursor, encodeCursor } from "./cursors.ts";
import { badUserInput, invariant } from "./errors.ts";

/** The most that one page may hold. */
const MAX_PAGE_SIZE = 1000;

/** Fields of a record, in the order of the sort; the last one must be unique. 1 is ascending, -1 descending. */
export type Sort<T> = readonly (readonly [field: Extract<keyof T, string>, direction: 1 | -1])[];

/** What to page through, and where. */
export interface PageRequest<T> {
  readonly model: Model<T>;
  /** What the list holds, the viewer's filter included. */
  readonly filter: QueryFilter<T>;
  readonly sort: Sort<T>;
  /** How many, from 1 to 1000; 50 when not given. */
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly cursorSecret: string;
  /** What the list's cursors are bound to: a `cursorScope`. */
  readonly scope: string;
}

export interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
}

export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: () => Promise<boolean>;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

/** A page. What costs a query of its own is a function, which runs when it is asked for. */
export interface Connection<T> {
  readonly edges: readonly Edge<T>[];
  readonly nodes: readonly T[];
  readonly pageInfo: PageInfo;
  readonly totalCount: () => Promise<number>;
}

/**
 * Reads one page.
 * @throws GraphQLError BAD_USER_INPUT when `first` is out of range, BAD_CURSOR when `after` is not of this list
 */
export async function connection<T>(request: PageRequest<T>): Promise<Connection<T>> {
  const { model, filter, sort, cursorSecret, scope } = request;
  const size = pageSize(request.first);
  const after =
    request.after === null || request.after === undefined
      ? null
      : decodeCursor(request.after, sort.length, scope, cursorSecret);
  const found = await model
    .find(after === null ? filter : and(filter, beyond(sort, after)))
    .sort(Object.fromEntries(sort))
    .limit(size + 1)
    .lean<T[]>();
  const nodes = found.slice(0, size);
  const edges = nodes.map((node) => ({ node, cursor: encodeCursor(sortValues(node, sort), scope, cursorSecret) }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: found.length > size,
      hasPreviousPage: async () => after !== null && (await model.exists(and(filter, upTo(sort, after)))) !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: () => {
      const count = model.countDocuments(filter);
      // Of everything there is, the keys are counted: without a hint every document would be read.
      return (keepsAll(filter) ? count.hint({ _id: 1 }) : count).exec();
    },
  };
}

/** A page of nothing, for a list that the arguments leave empty. */
export function emptyConnection<T>(): Connection<T> {
  return {
    edges: [],
    nodes: [],
    pageInfo: {
      hasNextPage: false,
      hasPreviousPage: () => Promise.resolve(false),
      startCursor: null,
      endCursor: null,
    },
    totalCount: () => Promise.resolve(0),
  };
}

/** The size of a page. @throws GraphQLError BAD_USER_INPUT outside of 1 to 1000 */
export function pageSize(first: number | null | undefined): number {
  const size = first ?? 50;
  if (!Number.isInteger(size) || size < 1 || size > MAX_PAGE_SIZE) {
    throw badUserInput(`\`first\` must be from 1 to ${MAX_PAGE_SIZE}: it is ${size}.`);
  }
  return size;
}

function and<T>(filter: QueryFilter<T>, keyset: Record<string, unknown>): QueryFilter<T> {
  return { $and: [filter, keyset] };
}

/** Whether a filter, or each part of it, says nothing. */
export function keepsAll(filter: object): boolean {
  return Object.entries(filter).every(
    ([key, value]) => key === "$and" && Array.isArray(value) && value.every((part: object) => keepsAll(part)),
  );
}

/** What comes after these values: for (a, b), `a > A or (a = A and b > B)`, with a bound on `a` that an index can use. */
function beyond<T>(sort: Sort<T>, values: readonly CursorValue[]): Record<string, unknown> {
  return keyset(sort, values, { 1: "$gt", [-1]: "$lt" });
}

/** What comes before these values, or has them. */
function upTo<T>(sort: Sort<T>, values: readonly CursorValue[]): Record<string, unknown> {
  const before = keyset(sort, values, { 1: "$lt", [-1]: "$gt" });
  return { $or: [before, Object.fromEntries(sort.map(([field], index) => [field, values[index]]))] };
}

function keyset<T>(
  sort: Sort<T>,
  values: readonly CursorValue[],
  operators: Readonly<Record<1 | -1, "$gt" | "$lt">>,
): Record<string, unknown> {
  const branches = sort.map(([field, direction], index) => ({
    ...Object.fromEntries(sort.slice(0, index).map(([earlier], position) => [earlier, values[position]])),
    [field]: { [operators[direction]]: values[index] },
  }));
  const [leading] = sort;
  invariant(leading !== undefined, "a list has a sort");
  const bound = { [leading[0]]: { [`${operators[leading[1]]}e`]: values[0] } };
  return branches.length === 1 ? (branches[0] ?? {}) : { $and: [bound, { $or: branches }] };
}

function sortValues<T>(node: T, sort: Sort<T>): CursorValue[] {
  return sort.map(([field]) => {
    const value: unknown = node[field];
    if (typeof value === "string" || typeof value === "number" || value instanceof Date) return value;
    throw new TypeError(`connection: expected a text, a number or a Date in ${field}, got ${typeof value}`);
  });
}

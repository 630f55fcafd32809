/** The custom scalars of the graph. */

import { GraphQLScalarType, Kind, type ValueNode } from "graphql";
import { badUserInput } from "./errors.ts";

const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
const DURATION = /^(\d{1,9})(ms|s|m|h|d)$/;
const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const MAX_CURSOR_LENGTH = 4096;

/** An instant: a `Date` inside, ISO 8601 in UTC with milliseconds outside. */
export const DateTime = scalar<Date, string>("DateTime", {
  parse: (text) => {
    const date = INSTANT.exec(text)?.[1];
    const at = new Date(text);
    if (date === undefined || !isCalendarDate(date) || Number.isNaN(at.getTime())) {
      throw badUserInput("A DateTime is an ISO 8601 instant with a zone, such as 2026-11-23T09:30:00.000Z.");
    }
    return at;
  },
  serialize: (value) => {
    if (value instanceof Date) return value.toISOString();
    throw new TypeError(`DateTime: expected a Date, got ${typeof value}`);
  },
});

/** A calendar date in Korea: `YYYY-MM-DD` inside and outside. */
export const CalendarDate = scalar<string, string>("Date", {
  parse: (text) => {
    if (!isCalendarDate(text)) throw badUserInput("A Date is a calendar date, such as 2026-11-23.");
    return text;
  },
  serialize: (value) => {
    if (typeof value === "string" && isCalendarDate(value)) return value;
    throw new TypeError(`Date: expected YYYY-MM-DD, got ${typeof value}`);
  },
});

/** A length of time: milliseconds inside, a number and a unit outside, such as `15m`. */
export const Duration = scalar<number, string>("Duration", {
  parse: (text) => {
    const [, count, unit] = DURATION.exec(text) ?? [];
    if (count === undefined || unit === undefined) {
      throw badUserInput("A Duration is a number and a unit, such as 500ms, 5s, 15m, 1h or 7d.");
    }
    return Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
  },
  serialize: (value) => {
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return `${value}ms`;
    throw new TypeError(`Duration: expected whole milliseconds, got ${typeof value}`);
  },
});

/** An opaque position. Its content is checked by the list or stream that it is handed to. */
const Cursor = scalar<string, string>("Cursor", {
  parse: (text) => {
    if (text.length === 0 || text.length > MAX_CURSOR_LENGTH) throw badUserInput("This is no cursor.");
    return text;
  },
  serialize: (value) => {
    if (typeof value === "string") return value;
    throw new TypeError(`Cursor: expected a string, got ${typeof value}`);
  },
});

/** The scalars of every subgraph, for its resolver map. */
export const scalars = { DateTime, Date: CalendarDate, Cursor };

/** Whether a text is `YYYY-MM-DD` and that day exists. */
function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00.000Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

function scalar<Internal, External>(
  name: string,
  of: { readonly parse: (text: string) => Internal; readonly serialize: (value: unknown) => External },
): GraphQLScalarType<Internal, External> {
  const parseValue = (value: unknown): Internal => {
    if (typeof value !== "string") throw badUserInput(`A ${name} is written as a string.`);
    return of.parse(value);
  };
  return new GraphQLScalarType({
    name,
    parseValue,
    parseLiteral: (node: ValueNode) => parseValue(node.kind === Kind.STRING ? node.value : undefined),
    serialize: of.serialize,
  });
}

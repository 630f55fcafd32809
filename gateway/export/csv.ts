/** Rows as lines of CSV (RFC 4180), in UTF-8. */

import type { Column } from "./columns.ts";

/** How values are written. */
export interface CsvStyle {
  /** Whether a text that a spreadsheet would take for a formula gets an apostrophe in front. */
  readonly guardsFormulas: boolean;
}

const LINE_END = "\r\n";
/** What RFC 4180 wants in quotes; blanks at the ends besides, which some readers would cut. */
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;
/** How a cell begins that spreadsheets compute (OWASP, "CSV Injection"). */
const FORMULA = /^[=+\-@\t\r]/;

/** The line of the columns' names. */
export function headerLine(columns: readonly Column[]): string {
  return columns.map(({ name }) => quoted(name)).join(",") + LINE_END;
}

/**
 * A row as a line. Null is an empty cell and an empty text is `""`; numbers and booleans are as in JSON; a list, or an object that a
 * scalar holds, is its JSON.
 */
export function lineOf(row: unknown, columns: readonly Column[], style: CsvStyle): string {
  let line = "";
  for (const [index, { keys }] of columns.entries()) {
    if (index > 0) line += ",";
    line += cellOf(valueAt(row, keys), style);
  }
  return line + LINE_END;
}

/** The value at the end of keys; null where an object on the way is null, or is of a type that has it not. */
export function valueAt(from: unknown, keys: readonly string[]): unknown {
  let value = from;
  for (const key of keys) {
    if (typeof value !== "object" || value === null) return null;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value ?? null;
}

function cellOf(value: unknown, { guardsFormulas }: CsvStyle): string {
  switch (typeof value) {
    case "string":
      if (value === "") return '""';
      return quoted(guardsFormulas && FORMULA.test(value) ? `'${value}` : value);
    case "number":
    case "boolean":
      return String(value);
    default:
      return value === null || value === undefined ? "" : quoted(JSON.stringify(value));
  }
}

function quoted(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

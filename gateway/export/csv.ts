/** Rows as lines of CSV (RFC 4180), in UTF-8. */

import type { Column } from "./columns.ts";
import { type RowFile, valueAt } from "./row-file.ts";

/** How values are written. */
export interface CsvStyle {
  /** Whether a text that a spreadsheet would take for a formula gets an apostrophe in front. */
  readonly guardsFormulas: boolean;
  /** Whether the file begins with the mark by which some spreadsheets know UTF-8. */
  readonly hasByteOrderMark: boolean;
}

const BYTE_ORDER_MARK = "\u{feff}";
/** Characters that are written at once. */
const CHUNK_CHARACTERS = 64 * 1024;
const LINE_END = "\r\n";
/** What RFC 4180 wants in quotes; blanks at the ends besides, which some readers would cut. */
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;
/** How a cell begins that spreadsheets compute (OWASP, "CSV Injection"). */
const FORMULA = /^[=+\-@\t\r]/;

/** A file of lines. */
export function csvFile(columns: readonly Column[], style: CsvStyle): RowFile {
  return {
    extension: "csv",
    mediaType: "text/csv; charset=utf-8; header=present",
    begin: () => (style.hasByteOrderMark ? BYTE_ORDER_MARK : "") + headerLine(columns),
    *rows(rows) {
      let chunk = "";
      for (const row of rows) {
        chunk += lineOf(row, columns, style);
        if (chunk.length < CHUNK_CHARACTERS) continue;
        yield chunk;
        chunk = "";
      }
      if (chunk !== "") yield chunk;
    },
    *end() {
      // A file of lines ends where its last line does.
    },
  };
}

/** The line of the columns' names. */
function headerLine(columns: readonly Column[]): string {
  return columns.map(({ name }) => quoted(name)).join(",") + LINE_END;
}

/**
 * A row as a line. Null is an empty cell and an empty text is `""`; numbers and booleans are as in JSON; a list, or an object that a
 * scalar holds, is its JSON.
 */
function lineOf(row: unknown, columns: readonly Column[], style: CsvStyle): string {
  let line = "";
  for (const [index, { keys }] of columns.entries()) {
    if (index > 0) line += ",";
    line += cellOf(valueAt(row, keys), style);
  }
  return line + LINE_END;
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

/** Rows as Apache Parquet: columns with types, compressed, for data frames and databases. */

import { ByteWriter, ParquetWriter, schemaFromColumnData } from "hyparquet-writer";
import type { Column, ColumnKind } from "./columns.ts";
import { type RowFile, valueAt } from "./row-file.ts";

/** Rows that are compressed together; so many are held, and hold the process for some milliseconds. */
const GROUP_ROWS = 5_000;
/** Rows of long texts are fewer. */
const GROUP_CHARACTERS = 4 * 1024 * 1024;

const TYPES = {
  integer: "INT32",
  number: "DOUBLE",
  boolean: "BOOLEAN",
  text: "STRING",
  json: "STRING",
} as const satisfies Readonly<Record<ColumnKind, string>>;

/** A file of groups of rows, with an index at its end. Every column may hold nulls. */
export function parquetFile(columns: readonly Column[]): RowFile {
  const bytes = new ByteWriter();
  const typed = columns.map(({ name, kind }) => ({ name, data: [] as unknown[], type: TYPES[kind], nullable: true }));
  const writer = new ParquetWriter({ writer: bytes, schema: schemaFromColumnData({ columnData: typed }) });
  let group = columns.map((): unknown[] => []);
  let rowCount = 0;
  let characters = 0;

  const add = (row: unknown): void => {
    for (const [index, { keys, kind }] of columns.entries()) {
      const value = cellOf(valueAt(row, keys), kind);
      if (typeof value === "string") characters += value.length;
      group[index]?.push(value);
    }
    rowCount += 1;
  };
  const finishGroup = (): void => {
    if (rowCount === 0) return;
    const columnData = columns.map(({ name }, index) => ({ name, data: group[index] ?? [] }));
    void writer.write({ columnData, rowGroupSize: rowCount });
    group = columns.map((): unknown[] => []);
    rowCount = 0;
    characters = 0;
  };
  /** What was written and not taken yet. The writer counts on from where the file is. */
  const taken = (): Uint8Array => {
    const copy = Uint8Array.from(bytes.getBytes());
    bytes.index = 0;
    return copy;
  };

  return {
    extension: "parquet",
    mediaType: "application/vnd.apache.parquet",
    begin: taken,
    *rows(rows) {
      for (const row of rows) {
        add(row);
        if (rowCount < GROUP_ROWS && characters < GROUP_CHARACTERS) continue;
        finishGroup();
        yield taken();
      }
    },
    *end() {
      finishGroup();
      void writer.finish();
      yield taken();
    },
  };
}

/** A list, or what a scalar of the graph's own holds besides text, is its JSON. */
function cellOf(value: unknown, kind: ColumnKind): unknown {
  if (value === null || kind !== "json" || typeof value === "string") return value;
  return JSON.stringify(value);
}

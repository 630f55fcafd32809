/** A file of rows while it is written: each piece is made when the one before has gone. */

/** A form that a file may have. */
export interface RowFile {
  /** Of its name, without the dot. */
  readonly extension: string;
  readonly mediaType: string;
  /** What stands before all rows. */
  begin(): string | Uint8Array;
  /** What may be written once these rows are there too. Some of them may be kept for later. */
  rows(rows: readonly unknown[]): Iterable<string | Uint8Array>;
  /** What is left, and what stands behind all rows. */
  end(): Iterable<string | Uint8Array>;
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

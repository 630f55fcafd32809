/** Columns of 16-bit integers, little-endian, as documents hold them. */

import { mongo } from "mongoose";
import { MISSING } from "./metrics.ts";

/** `delays` of a node that brought no page. */
export const NO_PAGE = 0xffff;

/** One 16-bit integer of a column; 65,535 where the column ends before it. */
export function readPacked(column: mongo.Binary | undefined, index: number): number {
  const bytes = column?.buffer;
  const low = bytes?.[2 * index];
  const high = bytes?.[2 * index + 1];
  return low === undefined || high === undefined ? MISSING : low + 256 * high;
}

/** The 16-bit integers of a column. */
export function readColumn(column: mongo.Binary): Uint16Array {
  const bytes = column.buffer.subarray(0, column.position);
  // A view needs an even offset, which a document's bytes do not have to have.
  return new Uint16Array(Uint8Array.from(bytes).buffer);
}

/** A column of 16-bit integers. */
export function writeColumn(values: Uint16Array): mongo.Binary {
  return new mongo.Binary(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
}

/** Reads single GPUs and nodes out of chunks. */

import { METRICS, MISSING } from "../metrics.ts";
import { NO_PAGE, readPacked } from "../columns.ts";
import { read32 } from "./batch-period.ts";
import type { ChunkDocument } from "./tier-collections.ts";

/** One GPU in one round. */
export interface ChunkSample {
  /** `at` of the sample document that it was made from, in ms since the epoch. */
  readonly roundMs: number;
  /** When the node's page was received. */
  readonly at: Date;
  /** Packed values by metric. */
  readonly packed: readonly number[];
}

/** What a slot's GPU reported since an instant, oldest first; rounds that did not bring it are left out. */
export function samplesOfSlot(chunk: ChunkDocument, slot: number, sinceMs: number): ChunkSample[] {
  return [...read32(chunk.times)].flatMap((offset, round) => {
    const roundMs = chunk.at.getTime() + offset;
    if (roundMs < sinceMs) return [];
    const index = slot * chunk.rounds + round;
    const packed = METRICS.map(({ column }) => readPacked(chunk.columns[column], index));
    if (packed.every((value) => value === MISSING)) return [];
    const delayMs = readPacked(chunk.delays, round);
    return [{ roundMs, at: new Date(roundMs + (delayMs === NO_PAGE ? 0 : delayMs)), packed }];
  });
}

/** When the last page in a chunk was received, or null. */
export function lastPageIn(chunk: Pick<ChunkDocument, "at" | "times" | "delays">): Date | null {
  const times = read32(chunk.times);
  for (let round = times.length - 1; round >= 0; round--) {
    const delayMs = readPacked(chunk.delays, round);
    if (delayMs !== NO_PAGE) return new Date(chunk.at.getTime() + (times[round] ?? 0) + delayMs);
  }
  return null;
}

/**
 * What questions have added up of past days, kept for the next one who asks the same of them. A day's roll-ups say by `rev`
 * whether they are still those that were read; so a day that is made anew, by whichever process, is read anew.
 */

import type { Tally } from "../tiers/tally.ts";
import type { GroupKey } from "./group-key.ts";

/** Groups of one partner over one day, added up by what is asked to be told apart. */
export interface DayTable {
  readonly keys: readonly GroupKey[];
  /** Stretches of the day, of the same length: its coarse periods, or 1. */
  readonly slots: number;
  /** The row of key k in slot s is `k × slots + s`. COVERED is the most that any of its groups has. */
  readonly tally: Tally;
  /** What WASTED of each row would have cost, in won. */
  readonly wastedWon: readonly number[];
}

/** Day tables in memory, those that were asked for longest ago are let go of first. */
export class DayMemo {
  readonly #maxBytes: number;
  readonly #entries = new Map<string, { readonly rev: string; readonly table: DayTable; readonly bytes: number }>();
  #bytes = 0;

  constructor(maxBytes = MAX_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** By estimate. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The table that was put here of the same revision, or null. */
  get(name: string, rev: string): DayTable | null {
    const entry = this.#entries.get(name);
    if (entry === undefined || entry.rev !== rev) return null;
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    return entry.table;
  }

  put(name: string, rev: string, table: DayTable): void {
    this.#drop(name);
    const bytes = ENTRY_BYTES + 2 * name.length + table.tally.bytes + table.keys.length * KEY_BYTES;
    if (bytes > this.#maxBytes) return;
    this.#entries.set(name, { rev, table, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#drop(oldest);
    }
  }

  #drop(name: string): void {
    this.#bytes -= this.#entries.get(name)?.bytes ?? 0;
    this.#entries.delete(name);
  }
}

const MAX_BYTES = 32 * 2 ** 20;
const ENTRY_BYTES = 300;
const KEY_BYTES = 250;

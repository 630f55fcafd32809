/**
 * Remembers up to where each GPU's energy counter was counted, so that a successor counts on: what was used while nobody
 * collected is not lost, and what stands in samples is not counted again.
 */

import { mongo } from "mongoose";
import type { TelemetryCollections } from "./collections.ts";
import { STEP_MILLIJOULES } from "./energy-counter.ts";
import type { BatchState } from "./fleet-state.ts";
import { ENERGY, METRICS, MISSING } from "./metrics.ts";
import { readColumn } from "./columns.ts";

/** Rounds between two notes of a batch. What came since the last note is added up from its samples. */
const EVERY_ROUNDS = 6;

type Collections = Pick<TelemetryCollections, "energyAnchors" | "samples">;

/** Up to where the counters of a batch are counted, as of a sample document. */
interface AnchorNote {
  readonly batch: string;
  readonly at: Date;
  readonly anchors: Float64Array;
}

export class EnergyAnchors {
  readonly #collections: Collections;
  readonly #rounds = new Map<string, number>();
  readonly #unsaved = new Map<string, AnchorNote>();

  constructor(collections: Collections) {
    this.#collections = collections;
  }

  /** A round of a batch was packed into a sample document of this time. */
  note(batch: BatchState, at: Date): void {
    const rounds = this.#rounds.get(batch.id) ?? EVERY_ROUNDS;
    this.#rounds.set(batch.id, rounds >= EVERY_ROUNDS ? 1 : rounds + 1);
    if (rounds >= EVERY_ROUNDS) {
      this.#unsaved.set(batch.id, { batch: batch.id, at, anchors: batch.energyAnchors.slice() });
    }
  }

  /** What was noted and is not saved. */
  get unsaved(): readonly AnchorNote[] {
    return [...this.#unsaved.values()];
  }

  /** Writes notes, with the samples of their times. Call what it resolves to when that has taken effect. */
  async save(notes: readonly AnchorNote[], session: mongo.ClientSession): Promise<() => void> {
    const writes = notes.map(({ batch, at, anchors }) => {
      const replacement = { at, anchors: new mongo.Binary(Buffer.from(anchors.buffer)) };
      return { replaceOne: { filter: { _id: batch }, replacement, upsert: true } };
    });
    if (writes.length > 0) await this.#collections.energyAnchors.bulkWrite(writes, { ordered: false, session });
    return () => {
      for (const note of notes) if (this.#unsaved.get(note.batch) === note) this.#unsaved.delete(note.batch);
    };
  }

  /** Puts the anchors back as they were at the last sample. */
  async restore(batches: ReadonlyMap<string, BatchState>): Promise<void> {
    const column = METRICS[ENERGY]?.column ?? "";
    for await (const { _id, at, anchors } of this.#collections.energyAnchors.find()) {
      const batch = batches.get(_id);
      if (batch === undefined) continue;
      const bytes = Uint8Array.from(anchors.buffer.subarray(0, anchors.position));
      batch.energyAnchors.set(new Float64Array(bytes.buffer).subarray(0, batch.energyAnchors.length));
      const later = { batch: _id, at: { $gt: at } };
      const projection = { [`columns.${column}`]: 1 };
      for await (const document of this.#collections.samples.find(later, { sort: { at: 1 }, projection })) {
        const packed = document.columns[column];
        if (packed === undefined) continue;
        for (const [row, value] of readColumn(packed).entries()) {
          const anchor = batch.energyAnchors[row];
          if (value !== MISSING && anchor !== undefined) batch.energyAnchors[row] = anchor + value * STEP_MILLIJOULES;
        }
      }
    }
  }
}

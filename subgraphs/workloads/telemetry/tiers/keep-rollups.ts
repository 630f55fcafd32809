/** Makes roll-ups for as long as a turn of leading lasts. */

import { setTimeout as delay } from "node:timers/promises";
import type { Connection } from "mongoose";
import type { Logger } from "../../../kit/log.ts";
import { telemetryCollections } from "../collections.ts";
import { FencedError } from "../fence.ts";
import type { Turn } from "../lease.ts";
import { RollupKeeper } from "./rollup-keeper.ts";
import { tierCollections } from "./tier-collections.ts";
import type { TierWidths } from "./tiers.ts";

export interface KeepRollupsOptions {
  /** A connection to the database of workloads. */
  readonly workloads: Connection;
  readonly widths: TierWidths;
  /** How long after a period's end its last samples may still be written. */
  readonly graceMs: number;
  readonly rawRetentionMs: number;
  readonly log: Pick<Logger, "error">;
  readonly turn: Turn;
}

const EVERY_MS = 5000;

/** Goes on where the last one stopped, until the turn ends. @throws FencedError when another makes roll-ups */
export async function keepRollups(options: KeepRollupsOptions): Promise<void> {
  const { workloads, widths, graceMs, rawRetentionMs, log, turn } = options;
  const collections = { ...telemetryCollections(workloads), ...tierCollections(workloads) };
  const keeper = await RollupKeeper.load({ collections, widths, graceMs, rawRetentionMs, term: turn.term });
  while (!turn.signal.aborted) {
    await delay(EVERY_MS, undefined, { signal: turn.signal }).catch(() => undefined);
    if (turn.signal.aborted || !turn.held()) return;
    try {
      await keeper.catchUp(Date.now(), turn.signal);
    } catch (error) {
      if (error instanceof FencedError) throw error;
      log.error({ err: error }, "roll-ups could not be made");
    }
  }
}

/** Keeps each GPU's last XID and health, from the XID events that workloads publishes. */

import type { AnyBulkWriteOperation, Model } from "mongoose";
import type { Databases } from "../kit/database.ts";
import { follow } from "../kit/events.ts";
import type { Logger } from "../kit/log.ts";
import { type XidEventDocument, xidEventModel } from "../kit/published/xid-event.ts";
import type { GpuDocument, GpuHealth, InventoryModels } from "./models.ts";

/** XIDs after which a GPU does not work until it is serviced: 48 is a double bit error, 79 the GPU off its bus. */
const FAILING: ReadonlySet<number> = new Set([48, 79]);

/** XIDs that NVIDIA attributes to hardware or its firmware, and after which a GPU may work on. */
const DEGRADING: ReadonlySet<number> = new Set([46, 61, 62, 63, 64, 74, 92, 94, 95, 119, 120, 140]);

/** Healths that an XID may worsen, by the health it worsens to. */
const WORSENED: Readonly<Record<"FAILED" | "DEGRADED", readonly GpuHealth[]>> = {
  FAILED: ["OK", "PREDICTED_FAILURE", "DEGRADED"],
  DEGRADED: ["OK", "PREDICTED_FAILURE"],
};

const RESCAN_BATCH = 1000;

/** Follows XID events until the signal aborts. Each event is applied once, in order of time for each GPU. */
export async function followXidEvents(
  databases: Pick<Databases, "workloads">,
  models: Pick<InventoryModels, "gpus" | "resumeTokens">,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const events = xidEventModel(databases.workloads);
  await follow(
    {
      model: events,
      resumeTokens: models.resumeTokens,
      name: "xid-events",
      onBatch: (batch) => applyXidEvents(models.gpus, batch),
      onHistoryLost: (signal) => applyAll(events, models.gpus, signal),
      log,
    },
    signal,
  );
}

/**
 * Applies events to the GPUs that they name; GPUs that are not known are left out.
 * An event that is not newer than a GPU's last XID changes nothing, so that events can be applied again.
 */
async function applyXidEvents(
  gpus: Model<GpuDocument>,
  events: readonly Pick<XidEventDocument, "gpu" | "code" | "at">[],
): Promise<void> {
  if (events.length === 0) return;
  await gpus.bulkWrite(events.flatMap(updatesOf), { ordered: true });
}

async function applyAll(events: Model<XidEventDocument>, gpus: Model<GpuDocument>, signal: AbortSignal): Promise<void> {
  let batch: XidEventDocument[] = [];
  for await (const event of events.find().sort({ at: 1 }).lean<XidEventDocument>().cursor()) {
    signal.throwIfAborted();
    batch.push(event);
    if (batch.length < RESCAN_BATCH) continue;
    await applyXidEvents(gpus, batch);
    batch = [];
  }
  await applyXidEvents(gpus, batch);
}

/** The first update that matches sets `lastXid`, so that the second one does not match any more. */
function updatesOf({
  gpu,
  code,
  at,
}: Pick<XidEventDocument, "gpu" | "code" | "at">): AnyBulkWriteOperation<GpuDocument>[] {
  const older = { _id: gpu, $or: [{ lastXid: null }, { "lastXid.at": { $lt: at } }] };
  const lastXid = { code, at };
  const health = healthAfter(code);
  const record = { updateOne: { filter: older, update: { $set: { lastXid } } } };
  if (health === null) return [record];
  const worsen = {
    updateOne: {
      filter: { ...older, health: { $in: [...WORSENED[health]] } },
      update: { $set: { lastXid, health } },
    },
  };
  return [worsen, record];
}

function healthAfter(code: number): "FAILED" | "DEGRADED" | null {
  if (FAILING.has(code)) return "FAILED";
  return DEGRADING.has(code) ? "DEGRADED" : null;
}

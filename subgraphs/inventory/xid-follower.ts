/** Keeps each GPU's last XID and health, from the XID events that workloads publishes, and drains the node of one that fails. */

import type { AnyBulkWriteOperation, ClientSession, Model } from "mongoose";
import { appendAudit, type AuditDocument, type Change } from "../kit/audit/entries.ts";
import type { Databases } from "../kit/database.ts";
import { follow } from "../kit/events.ts";
import type { Logger } from "../kit/log.ts";
import type { NodeDocument } from "../kit/published/node.ts";
import { NODE_MACHINE } from "../kit/published/node-states.ts";
import { type XidEventDocument, xidEventModel } from "../kit/published/xid-event.ts";
import { type GpuDocument, type GpuHealth, type InventoryModels, MAX_XIDS } from "./models.ts";

/** XIDs after which a GPU does not work until it is serviced: 48 is a double bit error, 79 the GPU off its bus. */
const FAILING: ReadonlySet<number> = new Set([48, 79]);

/** XIDs that NVIDIA attributes to hardware or its firmware, and after which a GPU may work on. */
const DEGRADING: ReadonlySet<number> = new Set([46, 61, 62, 63, 64, 74, 92, 94, 95, 119, 120, 140]);

/** Healths that such an XID worsens. */
const DEGRADABLE: readonly GpuHealth[] = ["OK", "PREDICTED_FAILURE"];

const RESCAN_BATCH = 1000;

/** What the follower works on. */
interface Follower {
  readonly models: Pick<InventoryModels, "gpus" | "nodes" | "resumeTokens">;
  readonly audit: Model<AuditDocument>;
  readonly transaction: Databases["transaction"];
}

/** Follows XID events until the signal aborts. Each event is applied once, in order of time for each GPU. */
export async function followXidEvents(
  databases: Pick<Databases, "workloads">,
  follower: Follower,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const events = xidEventModel(databases.workloads);
  await follow(
    {
      model: events,
      resumeTokens: follower.models.resumeTokens,
      name: "xid-events",
      onBatch: (batch) => applyXidEvents(follower, batch),
      onHistoryLost: (signal) => applyAll(events, follower, signal),
      log,
    },
    signal,
  );
}

type XidEvent = Pick<XidEventDocument, "gpu" | "code" | "at">;

/**
 * Applies events to the GPUs that they name; GPUs that are not known are left out.
 * An event that is not newer than a GPU's last XID changes nothing, so that events can be applied again.
 */
async function applyXidEvents(follower: Follower, events: readonly XidEvent[]): Promise<void> {
  let pending: XidEvent[] = [];
  const flush = async (): Promise<void> => {
    const updates = pending.flatMap(updatesOf);
    pending = [];
    if (updates.length > 0) await follower.models.gpus.bulkWrite(updates, { ordered: true });
  };
  for (const event of events) {
    if (FAILING.has(event.code)) {
      // What came before must be applied before: a GPU takes no event that is older than its last.
      await flush();
      await follower.transaction((session) => applyFailure(follower, session, event));
    } else {
      pending.push(event);
    }
  }
  await flush();
}

/**
 * A GPU that does not work any more: its node takes no new work from the same instant (invariant 6). The node is written in
 * any case, so that a mutation which reads the GPU's health and moves the node conflicts.
 */
async function applyFailure(
  { models, audit }: Follower,
  session: ClientSession,
  { gpu: uuid, code, at }: XidEvent,
): Promise<void> {
  const gpu = await models.gpus.findById(uuid, null, { session }).lean<GpuDocument>();
  if (gpu === null || (gpu.lastXid !== null && gpu.lastXid.at >= at)) return;
  const xids = [...gpu.xids, { code, at }].slice(-MAX_XIDS);
  const set = { lastXid: { code, at }, xids, health: "FAILED" } as const;
  await models.gpus.updateOne({ _id: uuid }, { $set: set }, { session });
  const changes: Change[] = [{ type: "Gpu", key: uuid, partner: gpu.partner, before: gpu, after: { ...gpu, ...set } }];
  const node = await models.nodes.findById(gpu.node, null, { session }).lean<NodeDocument>();
  if (node !== null) {
    const drained = NODE_MACHINE.edges.find(({ on, from }) => on === "drain" && from === node.status);
    const after = { ...node, status: drained?.to ?? node.status, statusReason: `XID ${code} on ${uuid}` };
    const { status, statusReason } = after;
    await models.nodes.updateOne({ _id: node._id }, { $set: { status, statusReason } }, { session });
    if (drained !== undefined) {
      changes.push({ type: "Node", key: node._id, partner: node.partner, before: node, after });
    }
  }
  const origin = { actor: "telemetry", action: "gpuFailed", requestId: null, key: null, at: new Date() };
  await appendAudit(audit, session, origin, changes);
}

async function applyAll(events: Model<XidEventDocument>, follower: Follower, signal: AbortSignal): Promise<void> {
  let batch: XidEventDocument[] = [];
  for await (const event of events.find().sort({ at: 1 }).lean<XidEventDocument>().cursor()) {
    signal.throwIfAborted();
    batch.push(event);
    if (batch.length < RESCAN_BATCH) continue;
    await applyXidEvents(follower, batch);
    batch = [];
  }
  await applyXidEvents(follower, batch);
}

/** The first update that matches sets `lastXid`, so that the second one does not match any more. */
function updatesOf({ gpu, code, at }: XidEvent): AnyBulkWriteOperation<GpuDocument>[] {
  const older = { _id: gpu, $or: [{ lastXid: null }, { "lastXid.at": { $lt: at } }] };
  const lastXid = { code, at };
  const $push = { xids: { $each: [lastXid], $slice: -MAX_XIDS } };
  const record = { updateOne: { filter: older, update: { $set: { lastXid }, $push } } };
  if (!DEGRADING.has(code)) return [record];
  const worsen = {
    updateOne: {
      filter: { ...older, health: { $in: [...DEGRADABLE] } },
      update: { $set: { lastXid, health: "DEGRADED" as const }, $push },
    },
  };
  return [worsen, record];
}

/** Lets workloads go: what they hold is free again in the transaction that ends them. */

import type { ClientSession } from "mongoose";
import { invariant } from "../kit/errors.ts";
import type { Effect } from "../kit/mutation.ts";
import type { ProjectDocument } from "../kit/published/project.ts";
import { stockId } from "../kit/published/stock.ts";
import { giveBackQuota } from "../kit/quota.ts";
import type { WorkloadDocument } from "./models.ts";
import { vacate } from "./node-claims.ts";
import { WORKLOAD_MACHINE, type WorkloadState } from "./states.ts";
import type { Stores } from "./stores.ts";

/** A step that ends a workload's hold on its GPUs, or its place in the queue. */
export type ReleasingStep = "cancel" | "complete" | "fail" | "preempt" | "lose a node" | "suspend";

/**
 * Lets a workload go, inside the caller's transaction, and frees what it holds: a node that it leaves empty becomes IDLE, or
 * DRAINED where it was draining.
 * @param before the workload as the transaction's snapshot has it
 * @returns the workload as it is now; null when its state does not allow the step, and then nothing has changed
 */
export async function release(
  stores: Stores,
  effect: Effect,
  before: WorkloadDocument,
  on: ReleasingStep,
): Promise<WorkloadDocument | null> {
  const { session, now } = effect;
  if (stateAfterStep(before.state, on) === null) return null;
  const ended =
    on === "suspend" ? { startedAt: null, site: null, earlierGpuHours: gpuHours(before, now) } : { endedAt: now };
  const after = await step(stores, effect, before, on, { ...ended, reason: null, explanation: null });
  const placements = await stores.placements.find({ workload: before._id }, null, { session }).lean();
  if (placements.length === 0) return after;
  await stores.placements.deleteMany({ workload: before._id }, { session });
  await vacate(stores, session, placements);
  await giveBackQuota(stores, session, await projectOf(stores, session, before), before.gpuCount);
  await giveBackStock(stores, session, before);
  return after;
}

/** Puts a workload that was suspended, preempted or lost a node back into the queue. Null when its state does not allow it. */
export async function requeue(
  stores: Stores,
  effect: Effect,
  before: WorkloadDocument,
): Promise<WorkloadDocument | null> {
  if (stateAfterStep(before.state, "resume") === null) return null;
  const earlierGpuHours = gpuHours(before, effect.now);
  const none = { startedAt: null, endedAt: null, site: null, reason: null, explanation: null };
  return await step(stores, effect, before, "resume", { ...none, earlierGpuHours });
}

/** GPUs × hours that a workload has held until `now`. */
export function gpuHours(workload: WorkloadDocument, now: Date): number {
  const { startedAt, endedAt, gpuCount } = workload;
  const heldMs = startedAt === null ? 0 : (endedAt ?? now).getTime() - startedAt.getTime();
  return (workload.earlierGpuHours ?? 0) + (heldMs / 3_600_000) * gpuCount;
}

type WorkloadStep = (typeof WORKLOAD_MACHINE)["edges"][number]["on"];

function stateAfterStep(from: WorkloadState, on: WorkloadStep): WorkloadState | null {
  return WORKLOAD_MACHINE.edges.find((edge) => edge.from === from && edge.on === on)?.to ?? null;
}

/** Follows one edge of the state machine from the state in the snapshot; what came between conflicts. */
export async function step(
  { workloads }: Stores,
  { session, changed }: Effect,
  before: WorkloadDocument,
  on: WorkloadStep,
  set: Partial<WorkloadDocument>,
): Promise<WorkloadDocument> {
  const state = stateAfterStep(before.state, on);
  invariant(state !== null, `${on} leads out of ${before.state}`);
  const after = await workloads
    .findOneAndUpdate(
      { _id: before._id, state: before.state },
      { $set: { ...set, state } },
      { session, returnDocument: "after" },
    )
    .lean<WorkloadDocument>();
  invariant(after !== null, "a workload is as its snapshot shows");
  changed({ type: "Workload", key: after._id, partner: after.partner, before, after });
  return after;
}

/** Counts GPUs of a workload as placed no more. */
export async function giveBackStock(stores: Stores, session: ClientSession, workload: WorkloadDocument): Promise<void> {
  const _id = stockId(workload.partner, workload.model);
  await stores.stock.updateOne({ _id }, { $inc: { placed: -workload.gpuCount } }, { session });
}

/** The project of a workload. */
export async function projectOf(
  stores: Stores,
  session: ClientSession,
  { project }: WorkloadDocument,
): Promise<ProjectDocument> {
  const found = await stores.projects.findById(project, null, { session }).lean<ProjectDocument>();
  invariant(found !== null, `project ${project} of a workload exists`);
  return found;
}

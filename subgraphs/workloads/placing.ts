/** Gives a workload its GPUs: nodes, stock, quota, power, placements and the workload move in one transaction. */

import type { ClientSession } from "mongoose";
import { insertInto } from "../kit/database.ts";
import type { Effect } from "../kit/mutation.ts";
import { sayPowerShortage } from "../kit/power.ts";
import type { ProjectDocument } from "../kit/published/project.ts";
import { stockId } from "../kit/published/stock.ts";
import { giveBackQuota, maxQuota, type Shortage, takeQuota } from "../kit/quota.ts";
import type { WorkloadDocument, WorkloadReason } from "./models.ts";
import { type Claim, claimNodes, placementOf } from "./node-claims.ts";
import { makeRoom } from "./preempting.ts";
import { giveBackStock, projectOf, step } from "./releasing.ts";
import type { Stores } from "./stores.ts";

/** Why a workload waits, with the numbers: watts for POWER_CAP, else GPUs. */
export interface Wait {
  readonly kind: "waits";
  readonly reason: WorkloadReason;
  readonly explanation: string;
  readonly needed: number;
  readonly available: number;
}

/** What became of an attempt to place: it runs, it waits and why, or it was no longer waiting when the transaction looked. */
export type Attempt = { readonly kind: "placed"; readonly site: string } | Wait | { readonly kind: "gone" };

/** Workloads were ended to make room, and it was not enough. The transaction must be aborted, and run without that. */
export class PreemptedInVain extends Error {}

/**
 * Tries to place a QUEUED workload, inside the caller's transaction: all of its GPUs or none.
 *
 * The one transaction spans four databases: it claims nodes and stock of inventory and power of sites under quota of partners,
 * and writes usage, placements and the workload here. One replica set allows that, and nothing less keeps invariants 1, 3, 4,
 * 5, 6 and 8 true at every instant: a saga would show GPUs that are counted but not held. Each counter moves by an update
 * whose filter is its limit; nodes are chosen from the transaction's snapshot, and a node that another transaction touches
 * meanwhile is a write conflict, which aborts this one and has the caller's retry look again.
 *
 * After `waits` the workload is QUEUED with the reason and nothing else has changed; after `gone` nothing has changed.
 * @param preempt whether workloads that borrow may be ended where the project's own quota is lent out
 * @throws MongoServerError with the label TransientTransactionError on a conflict: the caller's transaction must be retried
 * @throws PreemptedInVain only with `preempt`
 */
export async function place(
  stores: Stores,
  effect: Effect,
  workload: WorkloadDocument,
  { preempt }: { readonly preempt: boolean },
): Promise<Attempt> {
  const { session, now } = effect;
  const queued = await stores.workloads
    .findOne({ _id: workload._id, state: "QUEUED" }, null, { session })
    .lean<WorkloadDocument>();
  if (queued === null) return { kind: "gone" };
  const outcome = await claim(stores, effect, queued, preempt);
  if (outcome.kind === "waits") {
    const { reason, explanation } = outcome;
    // Nothing that a snapshot of the same state would not say again is worth a write.
    if (queued.reason !== reason || queued.explanation !== explanation) {
      await stores.workloads.updateOne(
        { _id: queued._id, state: "QUEUED" },
        { $set: { reason, explanation } },
        { session },
      );
    }
    return outcome;
  }
  const { site, claims } = outcome;
  const admitted = await step(stores, effect, queued, "admit", { reason: null, explanation: null });
  await step(stores, effect, admitted, "start", { site, startedAt: now });
  const placements = claims.map(({ node, mask }) => placementOf(workload, node, mask, now));
  await insertInto(stores.placements, session, placements);
  return { kind: "placed", site };
}

type Outcome = { readonly kind: "claimed"; readonly site: string; readonly claims: readonly Claim[] } | Wait;

/** Takes quota, stock, nodes and power, or gives all back and says what was missing. */
async function claim(stores: Stores, effect: Effect, workload: WorkloadDocument, preempt: boolean): Promise<Outcome> {
  const { session } = effect;
  const { gpuCount } = workload;
  const project = await projectOf(stores, session, workload);
  const most = maxQuota(project);
  if (gpuCount > most) {
    return wait("EXCEEDS_MAX_QUOTA", sayBeyondMaxQuota(gpuCount, project), { needed: gpuCount, available: most });
  }
  let preempted = false;
  const shortage = await takeQuota(stores, session, project, gpuCount);
  if (shortage !== null) {
    const room = preempt ? await makeRoom(stores, effect, project, gpuCount) : "none";
    if (room === "too little") throw new PreemptedInVain();
    if (room === "none") return waitForQuota(gpuCount, shortage);
    preempted = true;
  }
  const missing = await claimHardware(stores, session, workload);
  if (missing.kind === "claimed") return missing;
  if (preempted) throw new PreemptedInVain();
  await giveBackQuota(stores, session, project, gpuCount);
  return missing;
}

async function claimHardware(stores: Stores, session: ClientSession, workload: WorkloadDocument): Promise<Outcome> {
  const { gpuCount, model } = workload;
  const unplaced = await takeStock(stores, session, workload);
  if (unplaced !== null) {
    const sentence = `${gpuCount} ${model} GPUs are needed, ${unplaced} are active and free.`;
    return wait("NO_MATCHING_NODES", sentence, { needed: gpuCount, available: unplaced });
  }
  const claimed = await claimNodes(stores, session, workload);
  if (claimed.kind === "claimed") return claimed;
  await giveBackStock(stores, session, workload);
  if (claimed.kind === "no power") {
    const { neededWatts: needed, headroomWatts } = claimed.shortage;
    const available = Math.max(0, headroomWatts);
    return wait("POWER_CAP", sayPowerShortage(gpuCount, claimed.shortage), { needed, available });
  }
  const available = claimed.mostAtOneSite;
  const place = workload.wantedSite === null ? "at most" : `at site ${workload.wantedSite}`;
  const sentence = `${gpuCount} ${model} GPUs are needed at one site, ${place} ${available} are free on nodes that take work.`;
  return wait("NO_MATCHING_NODES", sentence, { needed: gpuCount, available });
}

/** A sentence for a workload that can never run. */
export function sayBeyondMaxQuota(gpuCount: number, project: ProjectDocument): string {
  const { nominalQuota, borrowingLimit } = project;
  const most = maxQuota(project);
  return (
    `The project may use at most ${most} GPUs (its quota of ${nominalQuota}, and ${borrowingLimit} borrowed): ` +
    `${gpuCount} is ${gpuCount - most} too many.`
  );
}

function waitForQuota(gpuCount: number, { limit, available, inUse }: Shortage): Wait {
  const whose = limit === "project" ? "project" : "cohort";
  const sentence = `${gpuCount} GPUs are needed, the quota leaves ${available}: the ${whose} uses ${inUse}.`;
  return wait("WAITING_FOR_QUOTA", sentence, { needed: gpuCount, available });
}

function wait(
  reason: WorkloadReason,
  explanation: string,
  numbers: { readonly needed: number; readonly available: number },
): Wait {
  return { kind: "waits", reason, explanation, ...numbers };
}

/** Counts GPUs as placed where they are active (invariant 1), or changes nothing and answers how many are left. */
async function takeStock(stores: Stores, session: ClientSession, workload: WorkloadDocument): Promise<number | null> {
  const { partner, model, gpuCount } = workload;
  const _id = stockId(partner, model);
  const { matchedCount } = await stores.stock.updateOne(
    { _id, $expr: { $lte: [{ $add: ["$placed", gpuCount] }, "$active"] } },
    { $inc: { placed: gpuCount } },
    { session },
  );
  if (matchedCount === 1) return null;
  const stock = await stores.stock.findById(_id, null, { session }).lean();
  return stock === null ? 0 : stock.active - stock.placed;
}

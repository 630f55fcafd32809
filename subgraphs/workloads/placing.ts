/** Gives a workload its GPUs and takes them back: the two transactions that move nodes, stock, quota, placements and workload together. */

import type { ClientSession, Model } from "mongoose";
import { invariant } from "../kit/errors.ts";
import type { NodeDocument } from "../kit/published/node.ts";
import type { PlacementDocument } from "../kit/published/placement.ts";
import type { ProjectDocument } from "../kit/published/project.ts";
import { type StockDocument, stockId } from "../kit/published/stock.ts";
import type { CohortUsageDocument, ProjectUsageDocument, WorkloadDocument, WorkloadReason } from "./models.ts";
import { type Claim, claimNodes, placementOf, vacate } from "./node-claims.ts";
import { statesBefore, type WorkloadState } from "./states.ts";

/** The collections that a placement touches, of three databases on one replica set. */
export interface Stores {
  readonly workloads: Model<WorkloadDocument>;
  readonly projectUsage: Model<ProjectUsageDocument>;
  readonly cohortUsage: Model<CohortUsageDocument>;
  readonly placements: Model<PlacementDocument>;
  readonly nodes: Model<NodeDocument>;
  readonly stock: Model<StockDocument>;
  readonly projects: Model<ProjectDocument>;
}

/** What became of an attempt to place: it runs, it waits and why, or it was no longer waiting when the transaction looked. */
export type Attempt =
  | { readonly kind: "placed"; readonly site: string }
  | { readonly kind: "waits"; readonly reason: WorkloadReason }
  | { readonly kind: "gone" };

/**
 * Tries to place a QUEUED workload, inside the caller's transaction: all of its GPUs or none.
 *
 * The one transaction spans three databases: it claims nodes and stock of inventory under quota of partners, and writes usage,
 * placements and the workload here. One replica set allows that, and nothing less keeps invariants 1, 3, 4, 6 and 8 true at
 * every instant: a saga would show GPUs that are counted but not held. Each counter moves by an update whose filter is its
 * limit; nodes are chosen from the transaction's snapshot, and a node that another transaction touches meanwhile is a write
 * conflict, which aborts this one and has the caller's retry look again.
 *
 * After `waits` the workload is QUEUED with the reason and nothing else has changed; after `gone` nothing has changed.
 * @throws MongoServerError with the label TransientTransactionError on a conflict: the caller's transaction must be retried
 */
export async function place(
  stores: Stores,
  session: ClientSession,
  workload: WorkloadDocument,
  now: Date,
): Promise<Attempt> {
  if (!(await move(stores, session, workload, "ADMITTED", { reason: null }))) return { kind: "gone" };
  const claimed = await claim(stores, session, workload);
  if (claimed.kind === "waits") {
    await move(stores, session, workload, "QUEUED", { reason: claimed.reason });
    return claimed;
  }
  const { site, claims } = claimed;
  await move(stores, session, workload, "RUNNING", { site, startedAt: now });
  await stores.placements.insertMany(
    claims.map(({ node, mask }) => placementOf(workload, node, mask, now)),
    { session },
  );
  return { kind: "placed", site };
}

/**
 * Ends a workload that waits or runs, inside the caller's transaction, and frees what it holds: a node that it leaves empty
 * becomes IDLE, or DRAINED where it was draining.
 * @param partner the only partner whose workload it may be, or null for any
 * @returns the workload as it is now; null when its state does not allow `to`, and then nothing has changed
 */
export async function release(
  stores: Stores,
  session: ClientSession,
  target: { readonly id: string; readonly to: WorkloadState; readonly partner: string | null },
  now: Date,
): Promise<WorkloadDocument | null> {
  const { id, to, partner } = target;
  const workload = await stores.workloads
    .findOneAndUpdate(
      { _id: id, ...(partner === null ? {} : { partner }), state: { $in: statesBefore(to) } },
      { $set: { state: to, reason: null, endedAt: now } },
      { session, returnDocument: "after" },
    )
    .lean();
  if (workload === null) return null;
  const placements = await stores.placements.find({ workload: id }, null, { session }).lean();
  if (placements.length === 0) return workload;
  await stores.placements.deleteMany({ workload: id }, { session });
  await vacate(stores.nodes, session, placements);
  const project = await stores.projects.findById(workload.project, null, { session }).lean();
  invariant(project !== null, `project ${workload.project} of a running workload exists`);
  await giveBackQuota(stores, session, project, workload.gpuCount);
  await giveBackStock(stores, session, workload);
  return workload;
}

/** The most GPUs that a project may use: its own, and what it may borrow. */
export function maxQuota(project: Pick<ProjectDocument, "nominalQuota" | "borrowingLimit">): number {
  return project.nominalQuota + project.borrowingLimit;
}

/** Follows one edge of the state machine, or answers false when the workload is no longer where the edge begins. */
async function move(
  stores: Stores,
  session: ClientSession,
  workload: WorkloadDocument,
  to: WorkloadState,
  set: Partial<WorkloadDocument>,
): Promise<boolean> {
  const { matchedCount } = await stores.workloads.updateOne(
    { _id: workload._id, state: { $in: statesBefore(to) } },
    { $set: { state: to, ...set } },
    { session },
  );
  return matchedCount === 1;
}

type Claimed =
  | { readonly kind: "claimed"; readonly site: string; readonly claims: readonly Claim[] }
  | { readonly kind: "waits"; readonly reason: WorkloadReason };

/** Takes quota, stock and nodes, or gives all back and says what was missing. */
async function claim(stores: Stores, session: ClientSession, workload: WorkloadDocument): Promise<Claimed> {
  const project = await stores.projects.findById(workload.project, null, { session }).lean();
  if (project === null || workload.gpuCount > maxQuota(project)) return { kind: "waits", reason: "EXCEEDS_MAX_QUOTA" };
  if (!(await takeQuota(stores, session, project, workload.gpuCount))) {
    return { kind: "waits", reason: "WAITING_FOR_QUOTA" };
  }
  if (await takeStock(stores, session, workload)) {
    const claimed = await claimNodes(stores.nodes, session, workload);
    if (claimed !== null) return { kind: "claimed", ...claimed };
    await giveBackStock(stores, session, workload);
  }
  await giveBackQuota(stores, session, project, workload.gpuCount);
  return { kind: "waits", reason: "NO_MATCHING_NODES" };
}

/** Counts GPUs to the project and its cohort (invariant 4), or changes nothing and answers false. */
async function takeQuota(
  stores: Stores,
  session: ClientSession,
  project: ProjectDocument,
  gpuCount: number,
): Promise<boolean> {
  const { _id, partner, cohort } = project;
  const added = { $inc: { gpusInUse: gpuCount } };
  const first = { session, upsert: true };
  const { projectUsage, cohortUsage, projects } = stores;
  const own = { _id, gpusInUse: { $lte: maxQuota(project) - gpuCount } };
  const ownTaken = await counted(
    async () => await projectUsage.updateOne(own, added, { session }),
    async () => await projectUsage.updateOne({ _id }, { $setOnInsert: { partner, gpusInUse: 0 } }, first),
  );
  if (!ownTaken) return false;

  const [sum] = await projects
    .aggregate<{ nominalQuota: number }>([
      { $match: { cohort } },
      { $group: { _id: null, nominalQuota: { $sum: "$nominalQuota" } } },
    ])
    .session(session);
  const shared = { _id: cohort, gpusInUse: { $lte: (sum?.nominalQuota ?? 0) - gpuCount } };
  const sharedTaken = await counted(
    async () => await cohortUsage.updateOne(shared, added, { session }),
    async () => await cohortUsage.updateOne({ _id: cohort }, { $setOnInsert: { gpusInUse: 0 } }, first),
  );
  if (!sharedTaken) await projectUsage.updateOne({ _id }, { $inc: { gpusInUse: -gpuCount } }, { session });
  return sharedTaken;
}

/** Counts up where there is room. A counter that is not there yet is made, as 0, and asked again. */
async function counted(
  count: () => Promise<{ readonly matchedCount: number }>,
  make: () => Promise<{ readonly upsertedCount: number }>,
): Promise<boolean> {
  if ((await count()).matchedCount === 1) return true;
  return (await make()).upsertedCount === 1 && (await count()).matchedCount === 1;
}

async function giveBackQuota(
  stores: Stores,
  session: ClientSession,
  project: ProjectDocument,
  gpuCount: number,
): Promise<void> {
  const back = { $inc: { gpusInUse: -gpuCount } };
  await stores.projectUsage.updateOne({ _id: project._id }, back, { session });
  await stores.cohortUsage.updateOne({ _id: project.cohort }, back, { session });
}

/** Counts GPUs as placed where they are active (invariant 1), or changes nothing and answers false. */
async function takeStock(stores: Stores, session: ClientSession, workload: WorkloadDocument): Promise<boolean> {
  const { partner, model, gpuCount } = workload;
  const { matchedCount } = await stores.stock.updateOne(
    { _id: stockId(partner, model), $expr: { $lte: [{ $add: ["$placed", gpuCount] }, "$active"] } },
    { $inc: { placed: gpuCount } },
    { session },
  );
  return matchedCount === 1;
}

async function giveBackStock(stores: Stores, session: ClientSession, workload: WorkloadDocument): Promise<void> {
  const _id = stockId(workload.partner, workload.model);
  await stores.stock.updateOne({ _id }, { $inc: { placed: -workload.gpuCount } }, { session });
}

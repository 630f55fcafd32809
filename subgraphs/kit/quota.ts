/**
 * Counts GPUs against quotas, in the words and by the rules of Kueue. A project may use its nominal quota and `borrowingLimit`
 * more. Of its nominal quota it lends at most `lendingLimit`; the rest is its own. What the projects of a cohort use beyond
 * what is their own comes out of what all of them lend, so a cohort never uses more than the sum of its nominal quotas.
 */

import type { ClientSession, Model } from "mongoose";
import { insertInto } from "./database.ts";
import { invariant } from "./errors.ts";
import type { ProjectDocument } from "./published/project.ts";
import type { CohortUsageDocument, ProjectUsageDocument } from "./published/usage.ts";

/** The quota of one project. */
export type Quota = Pick<ProjectDocument, "nominalQuota" | "borrowingLimit" | "lendingLimit" | "cohort">;

/** Where quotas and their use are kept. */
export interface QuotaStores {
  readonly projects: Model<ProjectDocument>;
  readonly projectUsage: Model<ProjectUsageDocument>;
  readonly cohortUsage: Model<CohortUsageDocument>;
}

/** A limit that stands against a count: how many GPUs it lets through, and how many are counted already. */
export interface Shortage {
  readonly limit: "project" | "cohort";
  readonly available: number;
  readonly inUse: number;
}

/** The most GPUs that a project may ever use: its own, and what it may borrow. */
export function maxQuota(quota: Pick<Quota, "nominalQuota" | "borrowingLimit">): number {
  return quota.nominalQuota + quota.borrowingLimit;
}

/** GPUs that a project of this quota uses beyond what it keeps to itself, when it uses so many. */
export function sharedUse(quota: Pick<Quota, "nominalQuota" | "lendingLimit">, gpusInUse: number): number {
  return Math.max(0, gpusInUse - (quota.nominalQuota - lendable(quota)));
}

/**
 * Counts GPUs to a project and its cohort, or changes nothing and says what stands against it (invariant 4). The limits are
 * read from the snapshot and the counters written in it: whoever changes a quota writes the counters too, and so conflicts.
 * @throws MongoServerError TransientTransactionError on a conflict
 */
export async function takeQuota(
  stores: QuotaStores,
  session: ClientSession,
  project: ProjectDocument,
  gpuCount: number,
): Promise<Shortage | null> {
  const { usage, cohort } = await openUsage(stores, session, project);
  const ofProject = maxQuota(project) - usage.gpusInUse;
  if (gpuCount > ofProject) return { limit: "project", available: Math.max(0, ofProject), inUse: usage.gpusInUse };
  const more = sharedUse(project, usage.gpusInUse + gpuCount) - sharedUse(project, usage.gpusInUse);
  const shared = (await lentBy(stores, session, project.cohort)) - cohort.sharedInUse;
  if (more > shared) {
    const available = Math.max(0, gpuCount - more + Math.max(0, shared));
    return { limit: "cohort", available, inUse: cohort.gpusInUse };
  }
  await count(stores, session, project, usage.gpusInUse, gpuCount);
  return null;
}

/** Counts GPUs off that a project no longer uses. */
export async function giveBackQuota(
  stores: QuotaStores,
  session: ClientSession,
  project: ProjectDocument,
  gpuCount: number,
): Promise<void> {
  const { usage } = await openUsage(stores, session, project);
  await count(stores, session, project, usage.gpusInUse, -gpuCount);
}

/**
 * Checks that what is in use fits a project's quota that has just been written in this session, and counts it by the new one.
 * @param before the quota until now, of the same cohort; null for a new project
 * @returns what stands against it: then the caller must abort
 */
export async function recountQuota(
  stores: QuotaStores,
  session: ClientSession,
  before: ProjectDocument | null,
  after: ProjectDocument,
): Promise<Shortage | null> {
  const { usage, cohort } = await openUsage(stores, session, after);
  const { gpusInUse } = usage;
  if (gpusInUse > maxQuota(after)) return { limit: "project", available: maxQuota(after), inUse: gpusInUse };
  const more = sharedUse(after, gpusInUse) - (before === null ? 0 : sharedUse(before, gpusInUse));
  const lent = await lentBy(stores, session, after.cohort);
  const inUse = cohort.sharedInUse + more;
  if (inUse > lent) return { limit: "cohort", available: lent, inUse };
  const version = { quotaVersion: 1 };
  await stores.projectUsage.updateOne({ _id: after._id }, { $inc: version }, { session });
  await stores.cohortUsage.updateOne({ _id: after.cohort }, { $inc: { ...version, sharedInUse: more } }, { session });
  return null;
}

/**
 * Checks that a cohort does without what a project lent, which has just left it in this session and uses no GPUs.
 * @returns what stands against it: then the caller must abort
 */
export async function leaveCohort(
  stores: QuotaStores,
  session: ClientSession,
  before: ProjectDocument,
): Promise<Shortage | null> {
  const { cohort } = await openUsage(stores, session, before);
  const lent = await lentBy(stores, session, before.cohort);
  if (cohort.sharedInUse > lent) return { limit: "cohort", available: lent, inUse: cohort.sharedInUse };
  await stores.cohortUsage.updateOne({ _id: before.cohort }, { $inc: { quotaVersion: 1 } }, { session });
  return null;
}

/** The counters of a project and of its cohort, made where they are not there yet. */
export async function openUsage(
  { projectUsage, cohortUsage }: QuotaStores,
  session: ClientSession,
  { _id, partner, cohort }: Pick<ProjectDocument, "_id" | "partner" | "cohort">,
): Promise<{ readonly usage: ProjectUsageDocument; readonly cohort: CohortUsageDocument }> {
  const none = { partner, gpusInUse: 0, quotaVersion: 0 };
  return {
    usage: await opened(projectUsage, session, { _id, ...none }),
    cohort: await opened(cohortUsage, session, { _id: cohort, ...none, sharedInUse: 0, reclaimedQuota: 0 }),
  };
}

async function opened<T extends { readonly _id: string }>(
  model: Model<T>,
  session: ClientSession,
  fresh: T,
): Promise<T> {
  const found = await model.findById(fresh._id, null, { session }).lean<T>();
  if (found !== null) return found;
  await insertInto(model, session, [fresh]);
  return fresh;
}

/** @param gpusInUse how many the project uses, by this session's snapshot */
async function count(
  { projectUsage, cohortUsage }: QuotaStores,
  session: ClientSession,
  project: ProjectDocument,
  gpusInUse: number,
  more: number,
): Promise<void> {
  const shared = sharedUse(project, gpusInUse + more) - sharedUse(project, gpusInUse);
  const added = { gpusInUse: more };
  const own = await projectUsage.updateOne({ _id: project._id, gpusInUse }, { $inc: added }, { session });
  const all = { $inc: { ...added, sharedInUse: shared } };
  const cohort = await cohortUsage.updateOne({ _id: project.cohort }, all, { session });
  invariant(own.matchedCount === 1 && cohort.matchedCount === 1, "the counters of a project are as its snapshot shows");
}

/** GPUs of its nominal quota that a project lends. */
function lendable(quota: Pick<Quota, "nominalQuota" | "lendingLimit">): number {
  return Math.min(quota.lendingLimit, quota.nominalQuota);
}

/** GPUs that the projects of a cohort lend, all together. */
async function lentBy({ projects }: QuotaStores, session: ClientSession, cohort: string): Promise<number> {
  const [sum] = await projects
    .aggregate<{ lent: number }>([
      { $match: { cohort } },
      { $group: { _id: null, lent: { $sum: { $min: ["$lendingLimit", "$nominalQuota"] } } } },
    ])
    .session(session);
  return sum?.lent ?? 0;
}

/** Gets quota back that a project has lent: workloads of those who borrow end as PREEMPTED, the newest first. */

import type { ClientSession } from "mongoose";
import type { Effect } from "../kit/mutation.ts";
import type { ProjectDocument } from "../kit/published/project.ts";
import { openUsage, takeQuota } from "../kit/quota.ts";
import type { WorkloadDocument } from "./models.ts";
import { release } from "./releasing.ts";
import type { Stores } from "./stores.ts";

/** Workloads that one placement ends at most. */
const MAX_PREEMPTED = 64;

/**
 * Ends workloads of projects that use more than their nominal quota until a project gets GPUs of its own one, and takes those.
 * A project that would borrow itself ends nobody's work (Kueue's reclaim within the cohort).
 * @returns `made` when the quota is taken; `none` when there was nothing to end, `too little` when it was not enough
 */
export async function makeRoom(
  stores: Stores,
  effect: Effect,
  project: ProjectDocument,
  gpuCount: number,
): Promise<"made" | "none" | "too little"> {
  const { session } = effect;
  const { usage } = await openUsage(stores, session, project);
  if (usage.gpusInUse + gpuCount > project.nominalQuota) return "none";
  const excess = await borrowed(stores, session, project.cohort);
  const running = await stores.workloads
    .find({ project: { $in: [...excess.keys()] }, state: "RUNNING" }, null, {
      session,
      sort: { startedAt: -1, _id: -1 },
    })
    .limit(MAX_PREEMPTED)
    .lean<WorkloadDocument[]>();
  let ended = 0;
  for (const workload of running) {
    const over = excess.get(workload.project) ?? 0;
    if (over <= 0) continue;
    await release(stores, effect, workload, "preempt");
    excess.set(workload.project, over - workload.gpuCount);
    ended += 1;
    if ((await takeQuota(stores, session, project, gpuCount)) === null) return "made";
  }
  return ended === 0 ? "none" : "too little";
}

/** By how many GPUs the projects of a cohort are over their nominal quotas, those that are. */
async function borrowed(
  { projects, projectUsage }: Stores,
  session: ClientSession,
  cohort: string,
): Promise<Map<string, number>> {
  const members = await projects.find({ cohort }, null, { session }).lean<ProjectDocument[]>();
  const usages = await projectUsage.find({ _id: { $in: members.map(({ _id }) => _id) } }, null, { session }).lean();
  const inUse = new Map(usages.map(({ _id, gpusInUse }) => [_id, gpusInUse]));
  return new Map(
    members
      .map(({ _id, nominalQuota }) => [_id, (inUse.get(_id) ?? 0) - nominalQuota] as const)
      .filter(([, over]) => over > 0),
  );
}

/** What operators do to workloads: nodes that fail under them, and quota that is taken from them and given to others. */

import type { ClientSession } from "mongoose";
import { invariant } from "../kit/errors.ts";
import { viewerFilter } from "../kit/identity.ts";
import { decodeId, reference } from "../kit/ids.ts";
import { type Effect, mutate } from "../kit/mutation.ts";
import type { NodeDocument } from "../kit/published/node.ts";
import { NODE_MACHINE } from "../kit/published/node-states.ts";
import type { ProjectDocument } from "../kit/published/project.ts";
import { recountQuota } from "../kit/quota.ts";
import { refuse, refuseUnknown, requireAtLeast, requireText } from "../kit/refusal.ts";
import { stateAfter, statesBefore } from "../kit/state-machine.ts";
import type { Context } from "./context.ts";
import type { MutationResolvers } from "./generated.ts";
import type { WorkloadDocument } from "./models.ts";
import { mutatePlacing, placeOrWait } from "./placing-mutation.ts";
import { release, requeue } from "./releasing.ts";

const SCOPE = "fleet:write";
const MAX_REASON_LENGTH = 500;
const MAX_SHARES = 50;

/** `Mutation.failNode`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const failNode: NonNullable<MutationResolvers["failNode"]> = async (_parent, { input }, context) => {
  const visible = { $and: [viewerFilter(context.viewer), { _id: decodeId("Node", input.node) }] };
  const { nodes } = context.stores;
  const partner = (await nodes.findOne(visible, { partner: 1 }).lean())?.partner;
  const call = { scope: SCOPE, name: "failNode", input } as const;
  const payload = await mutatePlacing(context, call, partner, async (effect, preempt) => {
    const { session, changed } = effect;
    const statusReason = requireText("The reason", input.reason, MAX_REASON_LENGTH);
    const before = await nodes.findOne(visible, null, { session }).lean<NodeDocument>();
    if (before === null) return refuseUnknown("node");
    const from = statesBefore(NODE_MACHINE, { on: "fail" });
    if (!from.includes(before.status)) return refuse("ILLEGAL_STATE", `The node is ${before.status} already.`);
    const ended = await loseNode(context, effect, before._id);
    const after = await nodes
      .findOneAndUpdate(
        { _id: before._id, status: { $in: from } },
        [{ $set: { status: stateAfter(NODE_MACHINE, "fail", "status"), statusReason } }],
        { session, returnDocument: "after", updatePipeline: true },
      )
      .lean<NodeDocument>();
    invariant(after !== null, "a node is as its snapshot shows");
    changed({ type: "Node", key: after._id, partner: after.partner, before, after });
    const workloads = input.requeue === true ? await goOn(context, effect, ended, preempt) : ended;
    return { node: reference("Node", after._id), workloads };
  });
  if (payload.refusal === null && partner !== undefined) context.queue.wake(partner);
  return payload;
};

/** `Mutation.reclaimGpus`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const reclaimGpus: NonNullable<MutationResolvers["reclaimGpus"]> = async (_parent, { input }, context) => {
  const visible = { $and: [viewerFilter(context.viewer), { _id: decodeId("Project", input.project) }] };
  const { projects, cohortUsage } = context.stores;
  const partner = (await projects.findOne(visible, { partner: 1 }).lean())?.partner ?? "";
  const call = { scope: SCOPE, name: "reclaimGpus", input } as const;
  const payload = await mutate(context.inTurnOf(partner), call, async (effect) => {
    const { session, changed } = effect;
    const { gpuCount } = input;
    requireAtLeast("gpuCount", gpuCount, 1);
    const before = await projects.findOne(visible, null, { session }).lean<ProjectDocument>();
    if (before === null) return refuseUnknown("project");
    const nominalQuota = before.nominalQuota - gpuCount;
    if (nominalQuota < 0) {
      const numbers = { needed: gpuCount, available: before.nominalQuota };
      return refuse(
        "EXCEEDS_MAX_QUOTA",
        `The project's quota is ${before.nominalQuota} GPUs, not ${gpuCount}.`,
        numbers,
      );
    }
    const after = { ...before, nominalQuota, lendingLimit: Math.min(before.lendingLimit, nominalQuota) };
    const preempted = await shrink(context, effect, before, after, input.preempt === true);
    const more = { $inc: { reclaimedQuota: gpuCount } };
    await cohortUsage.updateOne({ _id: before.cohort }, more, { session });
    changed({ type: "Project", key: before._id, partner: before.partner, before, after });
    return { project: reference("Project", before._id), preempted };
  });
  if (payload.refusal === null) context.queue.wake(partner);
  return payload;
};

/** `Mutation.redistributeGpus`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const redistributeGpus: NonNullable<MutationResolvers["redistributeGpus"]> = async (
  _parent,
  { input },
  context,
) => {
  const { cohortUsage, projects } = context.stores;
  const visible = { $and: [viewerFilter(context.viewer), { _id: input.cohort }] };
  const partner = (await cohortUsage.findOne(visible, { partner: 1 }).lean())?.partner ?? "";
  const call = { scope: SCOPE, name: "redistributeGpus", input } as const;
  const payload = await mutate(context.inTurnOf(partner), call, async (effect) => {
    const { session, changed } = effect;
    const { shares } = input;
    const ids = shares.map(({ project }) => decodeId("Project", project));
    if (shares.length < 1 || shares.length > MAX_SHARES || new Set(ids).size !== ids.length) {
      refuse("INVALID_INPUT", `Give shares to 1 to ${MAX_SHARES} projects, each once.`);
    }
    for (const { gpuCount } of shares) requireAtLeast("gpuCount", gpuCount, 1);
    const needed = shares.reduce((sum, { gpuCount }) => sum + gpuCount, 0);
    const cohort = await cohortUsage.findOne(visible, null, { session }).lean();
    if (cohort === null) return refuseUnknown("cohort");
    const { matchedCount } = await cohortUsage.updateOne(
      { _id: cohort._id, reclaimedQuota: { $gte: needed } },
      { $inc: { reclaimedQuota: -needed } },
      { session },
    );
    if (matchedCount === 0) {
      const available = cohort.reclaimedQuota;
      return refuse("EXCEEDS_RECLAIMED", `${available} GPUs were reclaimed in the cohort, not ${needed}.`, {
        needed,
        available,
      });
    }
    for (const [index, { gpuCount }] of shares.entries()) {
      const of = { _id: ids[index] ?? null, cohort: cohort._id };
      const before = await projects.findOne(of, null, { session }).lean<ProjectDocument>();
      if (before === null) return refuseUnknown("project in the cohort");
      const after = { ...before, nominalQuota: before.nominalQuota + gpuCount };
      const shortage = await writeQuota(context, session, before, after);
      invariant(shortage === null, "more quota is enough for what is in use");
      changed({ type: "Project", key: before._id, partner: before.partner, before, after });
    }
    return { projects: shares.map(({ project }) => ({ __typename: "Project" as const, id: project })) };
  });
  if (payload.refusal === null) context.queue.wake(partner);
  return payload;
};

/** Puts workloads back into the queue and tries each at once, those first that were submitted first. */
async function goOn(
  { stores }: Context,
  effect: Effect,
  ended: readonly WorkloadDocument[],
  preempt: boolean,
): Promise<WorkloadDocument[]> {
  const inOrder = ended.toSorted((one, other) => one.submittedAt.getTime() - other.submittedAt.getTime());
  const now: WorkloadDocument[] = [];
  for (const before of inOrder) {
    const queued = await requeue(stores, effect, before);
    invariant(queued !== null, "what lost a node can be resumed");
    now.push(await placeOrWait(stores, effect, queued, { preempt, placeNow: false }));
  }
  return now;
}

/** Ends every workload that holds GPUs of a node. */
async function loseNode({ stores }: Context, effect: Effect, node: string): Promise<WorkloadDocument[]> {
  const { session } = effect;
  const placements = await stores.placements.find({ node }, { workload: 1 }, { session }).lean();
  const ids = placements.map(({ workload }) => workload).sort();
  const ended: WorkloadDocument[] = [];
  for (const before of await stores.workloads
    .find({ _id: { $in: ids } }, null, { session, sort: { _id: 1 } })
    .lean<WorkloadDocument[]>()) {
    const after = await release(stores, effect, before, "lose a node");
    invariant(after !== null, "what holds GPUs is running");
    ended.push(after);
  }
  return ended;
}

/** Writes a smaller quota, and ends the project's newest workloads where they hold what is taken. @throws Refused QUOTA_IN_USE */
async function shrink(
  context: Context,
  effect: Effect,
  before: ProjectDocument,
  after: ProjectDocument,
  preempt: boolean,
): Promise<WorkloadDocument[]> {
  const { session } = effect;
  const preempted: WorkloadDocument[] = [];
  for (;;) {
    const shortage = await writeQuota(context, session, before, after);
    if (shortage === null) return preempted;
    const { inUse, available } = shortage;
    const newest = await context.stores.workloads
      .findOne({ project: before._id, state: "RUNNING" }, null, { session, sort: { startedAt: -1, _id: -1 } })
      .lean<WorkloadDocument>();
    if (!preempt || newest === null) {
      return refuse("QUOTA_IN_USE", `${inUse} GPUs are in use: ${inUse - available} more than the ${available} left.`, {
        needed: inUse,
        available,
      });
    }
    // What it gives back is counted by the quota that it was taken under.
    await writeOnly(context, session, before);
    const ended = await release(context.stores, effect, newest, "preempt");
    if (ended !== null) preempted.push(ended);
  }
}

async function writeQuota(
  context: Context,
  session: ClientSession,
  before: ProjectDocument,
  after: ProjectDocument,
): ReturnType<typeof recountQuota> {
  await writeOnly(context, session, after);
  return await recountQuota(context.stores, session, before, after);
}

async function writeOnly(
  { stores }: Context,
  session: ClientSession,
  { _id, nominalQuota, lendingLimit }: ProjectDocument,
): Promise<void> {
  await stores.projects.updateOne({ _id }, { $set: { nominalQuota, lendingLimit } }, { session });
}

/** The mutations of workloads. */

import { mongo } from "mongoose";
import type { ClientSession } from "mongoose";
import { insertInto } from "../kit/database.ts";
import { viewerFilter } from "../kit/identity.ts";
import { decodeId } from "../kit/ids.ts";
import type { Effect, MutationInput, Payload } from "../kit/mutation.ts";
import { entered } from "../kit/published/provenance.ts";
import type { ProjectDocument } from "../kit/published/project.ts";
import { maxQuota } from "../kit/quota.ts";
import { refuse, refuseUnknown, requireAtLeast, requireText } from "../kit/refusal.ts";
import type { Context } from "./context.ts";
import type { MutationResolvers, SubmitWorkloadInput } from "./generated.ts";
import type { WorkloadDocument } from "./models.ts";
import { mutatePlacing, placeOrWait } from "./placing-mutation.ts";
import { sayBeyondMaxQuota } from "./placing.ts";
import { release, type ReleasingStep, requeue } from "./releasing.ts";

const MAX_NAME_LENGTH = 200;

/** What the mutations of one workload answer. */
interface Answer {
  readonly workload: WorkloadDocument;
}

/** `Mutation.submitWorkload`. @throws GraphQLError FORBIDDEN without the scope `workloads:write` */
export const submitWorkload: NonNullable<MutationResolvers["submitWorkload"]> = async (_parent, { input }, context) => {
  const { projects } = context.stores;
  const visible = { $and: [{ _id: decodeId("Project", input.project) }, viewerFilter(context.viewer)] };
  const partner = (await projects.findOne(visible, { partner: 1 }).lean())?.partner;
  return await mutateWorkload(context, "submitWorkload", input, partner, async (effect, preempt) => {
    const { session, now, changed } = effect;
    requireAtLeast("gpuCount", input.gpuCount, 1);
    const name = requireText("`name`", input.name, MAX_NAME_LENGTH);
    const project = await projects.findOne(visible, null, { session }).lean<ProjectDocument>();
    if (project === null) return refuseUnknown("project");
    await requireSite(context, session, project.partner, input.site ?? null);
    const available = maxQuota(project);
    if (input.gpuCount > available) {
      const numbers = { needed: input.gpuCount, available };
      refuse("EXCEEDS_MAX_QUOTA", sayBeyondMaxQuota(input.gpuCount, project), numbers);
    }
    const workload = newWorkload({ ...input, name }, project, now);
    await insertInto(context.stores.workloads, session, [workload]);
    changed({ type: "Workload", key: workload._id, partner: workload.partner, before: null, after: workload });
    return {
      workload: await placeOrWait(context.stores, effect, workload, { preempt, placeNow: input.placeNow === true }),
    };
  });
};

/** `Mutation.resumeWorkload`. @throws GraphQLError FORBIDDEN without the scope `workloads:write` */
export const resumeWorkload: NonNullable<MutationResolvers["resumeWorkload"]> = async (_parent, { input }, context) => {
  const partner = await partnerOf(context, input.workload);
  return await mutateWorkload(context, "resumeWorkload", input, partner, async (effect, preempt) => {
    const before = await findWorkload(context, effect.session, input.workload);
    const queued = await requeue(context.stores, effect, before);
    if (queued === null) return refuse("ILLEGAL_STATE", `The workload is ${before.state}: there is nothing to resume.`);
    return { workload: await placeOrWait(context.stores, effect, queued, { preempt, placeNow: false }) };
  });
};

/** `Mutation.cancelWorkload`. @throws GraphQLError FORBIDDEN without the scope `workloads:write` */
export const cancelWorkload: NonNullable<MutationResolvers["cancelWorkload"]> = async (_parent, { input }, context) =>
  await end(context, "cancelWorkload", input, "cancel", "it has ended already");

/** `Mutation.suspendWorkload`. @throws GraphQLError FORBIDDEN without the scope `workloads:write` */
export const suspendWorkload: NonNullable<MutationResolvers["suspendWorkload"]> = async (_parent, { input }, context) =>
  await end(context, "suspendWorkload", input, "suspend", "only one that waits or runs can be suspended");

/** `Mutation.finishWorkload`. @throws GraphQLError FORBIDDEN without the scope `workloads:write` */
export const finishWorkload: NonNullable<MutationResolvers["finishWorkload"]> = async (_parent, { input }, context) => {
  const step = input.outcome === "COMPLETED" ? "complete" : "fail";
  return await end(context, "finishWorkload", input, step, "only a running one ends by itself");
};

async function end(
  context: Context,
  name: string,
  input: MutationInput & { readonly workload: string },
  step: ReleasingStep,
  sentence: string,
): Promise<Payload<Answer>> {
  const partner = await partnerOf(context, input.workload);
  const payload = await mutateWorkload(context, name, input, partner, async (effect) => {
    const before = await findWorkload(context, effect.session, input.workload);
    const workload = await release(context.stores, effect, before, step);
    return workload === null ? refuse("ILLEGAL_STATE", `The workload is ${before.state}: ${sentence}.`) : { workload };
  });
  if ("workload" in payload) context.queue.wake(payload.workload.partner);
  return payload;
}

/** Runs a mutation of one workload. @param partner whose turn it takes; undefined where it will be refused */
async function mutateWorkload(
  context: Context,
  name: string,
  input: MutationInput,
  partner: string | undefined,
  work: (effect: Effect, preempt: boolean) => Promise<Answer>,
): Promise<Payload<Answer>> {
  return await mutatePlacing(context, { scope: "workloads:write", name, input }, partner, work);
}

async function partnerOf({ stores, viewer }: Context, id: string): Promise<string | undefined> {
  const visible = { $and: [{ _id: decodeId("Workload", id) }, viewerFilter(viewer)] };
  return (await stores.workloads.findOne(visible, { partner: 1 }).lean())?.partner;
}

async function findWorkload(
  { stores, viewer }: Context,
  session: ClientSession,
  id: string,
): Promise<WorkloadDocument> {
  const visible = { $and: [{ _id: decodeId("Workload", id) }, viewerFilter(viewer)] };
  const workload = await stores.workloads.findOne(visible, null, { session }).lean<WorkloadDocument>();
  return workload ?? refuseUnknown("workload");
}

/** A site at which the partner has, or will have, GPUs. */
async function requireSite(
  { stores }: Context,
  session: ClientSession,
  partner: string,
  site: string | null,
): Promise<void> {
  if (site === null) return;
  const found = await stores.sites.findOne({ _id: site, tenants: partner }, { _id: 1 }, { session }).lean();
  if (found === null) refuseUnknown("site");
}

function newWorkload(
  { name, kind, model, gpuCount, site }: SubmitWorkloadInput,
  project: ProjectDocument,
  now: Date,
): WorkloadDocument {
  return {
    _id: new mongo.ObjectId().toHexString(),
    name,
    kind,
    state: "QUEUED",
    reason: null,
    explanation: null,
    project: project._id,
    partner: project.partner,
    model,
    gpuCount,
    submittedAt: now,
    startedAt: null,
    endedAt: null,
    earlierGpuHours: 0,
    wantedSite: site ?? null,
    site: null,
    provenance: entered(now),
  };
}

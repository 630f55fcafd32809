/** The mutations: each one transaction, which holds its effect and its answer under the idempotency key. */

import { mongo } from "mongoose";
import { type IdempotentCall, idempotent } from "../kit/idempotency.ts";
import { requireScope } from "../kit/identity.ts";
import { decodeId } from "../kit/ids.ts";
import { koreanDate } from "../kit/korean-date.ts";
import type { Context } from "./context.ts";
import type { MutationResolvers, RefusalCode, SubmitWorkloadInput } from "./generated.ts";
import type { WorkloadDocument } from "./models.ts";
import { maxQuota, place, release } from "./placing.ts";

const MAX_NAME_LENGTH = 200;

/** What both mutations answer. */
interface Answer {
  readonly workload: WorkloadDocument | null;
  readonly refusal: { readonly code: RefusalCode; readonly message: string } | null;
}

/** `Mutation.submitWorkload`. @throws GraphQLError FORBIDDEN without the scope workloads:write */
export const submitWorkload: NonNullable<MutationResolvers["submitWorkload"]> = async (_parent, { input }, context) => {
  requireScope(context.viewer, "workloads:write");
  const { projects } = context.stores;
  const visible = { $and: [{ _id: decodeId("Project", input.project) }, context.filter()] };
  const partner = context.viewerPartner() ?? (await projects.findOne(visible, { partner: 1 }).lean())?.partner;
  return await once(context, "submitWorkload", input, partner, async (session) => {
    const invalid = invalidity(input);
    if (invalid !== null) return refuse("INVALID_INPUT", invalid);
    const project = await projects.findOne(visible, null, { session }).lean();
    if (project === null) return refuse("NOT_FOUND", "There is no such project.");
    const most = maxQuota(project);
    if (input.gpuCount > most) {
      const { nominalQuota, borrowingLimit } = project;
      return refuse(
        "EXCEEDS_MAX_QUOTA",
        `The project may use at most ${most} GPUs (its quota of ${nominalQuota}, and ${borrowingLimit} borrowed): ` +
          `${input.gpuCount} is ${input.gpuCount - most} too many.`,
      );
    }
    const now = new Date();
    const workload = newWorkload(input, project, now);
    await context.stores.workloads.insertMany([workload], { session });
    await place(context.stores, session, workload, now);
    return { workload: await context.stores.workloads.findById(workload._id, null, { session }).lean(), refusal: null };
  });
};

/** `Mutation.cancelWorkload`. @throws GraphQLError FORBIDDEN without the scope workloads:write */
export const cancelWorkload: NonNullable<MutationResolvers["cancelWorkload"]> = async (_parent, { input }, context) => {
  requireScope(context.viewer, "workloads:write");
  const { workloads } = context.stores;
  const id = decodeId("Workload", input.workload);
  const visible = { $and: [{ _id: id }, context.filter()] };
  const partner = context.viewerPartner() ?? (await workloads.findOne(visible, { partner: 1 }).lean())?.partner;
  const answer = await once(context, "cancelWorkload", input, partner, async (session) => {
    const workload = await workloads.findOne(visible, null, { session }).lean();
    if (id === null || workload === null) return refuse("NOT_FOUND", "There is no such workload.");
    const target = { id, to: "CANCELLED", partner: context.viewerPartner() } as const;
    const cancelled = await release(context.stores, session, target, new Date());
    if (cancelled !== null) return { workload: cancelled, refusal: null };
    return refuse("ILLEGAL_STATE", `The workload is ${workload.state}: it has ended already.`);
  });
  if (answer.workload !== null) context.queue.wake(answer.workload.partner);
  return answer;
};

/** @param partner whose turn the mutation takes; undefined where it will be refused */
async function once(
  context: Context,
  mutation: string,
  { idempotencyKey: key, ...input }: { readonly idempotencyKey: string },
  partner: string | undefined,
  work: (session: mongo.ClientSession) => Promise<Answer>,
): Promise<Answer> {
  const call: IdempotentCall = { viewer: context.viewer, mutation, key, input };
  const answer = await context.transaction(
    partner ?? "",
    async (session) => await idempotent(session, context.idempotency, call, async () => await work(session)),
  );
  return { workload: null, ...answer };
}

/** What is wrong with the input, or null. */
function invalidity({ name, gpuCount }: SubmitWorkloadInput): string | null {
  if (gpuCount < 1) return `A workload needs at least 1 GPU: \`gpuCount\` is ${gpuCount}.`;
  if (name.trim() === "" || name.length > MAX_NAME_LENGTH)
    return `\`name\` must have 1 to ${MAX_NAME_LENGTH} characters.`;
  return null;
}

function newWorkload(
  { name, kind, model, gpuCount }: SubmitWorkloadInput,
  project: { readonly _id: string; readonly partner: string },
  now: Date,
): WorkloadDocument {
  return {
    _id: new mongo.ObjectId().toHexString(),
    name,
    kind,
    state: "QUEUED",
    reason: null,
    project: project._id,
    partner: project.partner,
    model,
    gpuCount,
    submittedAt: now,
    startedAt: null,
    endedAt: null,
    site: null,
    provenance: { kind: "MEASURED", source: "Submitted through the graph", date: koreanDate(now) },
  };
}

function refuse(code: RefusalCode, message: string): Answer {
  return { workload: null, refusal: { code, message } };
}

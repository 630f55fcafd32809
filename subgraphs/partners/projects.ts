/** Opens projects and changes their quotas. What is in use is checked and counted anew in the same transaction. */

import type { ClientSession } from "mongoose";
import { insertInto } from "../kit/database.ts";
import { viewerFilter } from "../kit/identity.ts";
import { decodeId } from "../kit/ids.ts";
import { mutate } from "../kit/mutation.ts";
import type { ProjectDocument } from "../kit/published/project.ts";
import { entered } from "../kit/published/provenance.ts";
import { leaveCohort, openUsage, recountQuota, type Shortage } from "../kit/quota.ts";
import { refuse, refuseUnknown, requireSlug, requireText } from "../kit/refusal.ts";
import type { Context } from "./context.ts";
import type { MutationResolvers } from "./generated.ts";

const SCOPE = "fleet:write";
const MAX_NAME_LENGTH = 200;
const MAX_GPUS = 1_000_000;

/** `Mutation.createProject`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const createProject: NonNullable<MutationResolvers["createProject"]> = async (_parent, { input }, context) =>
  await mutate(context, { scope: SCOPE, name: "createProject", input }, async ({ session, now, changed }) => {
    const { partners, projects } = context.models;
    const { partner, sector, nominalQuota, borrowingLimit, lendingLimit } = input;
    const _id = requireSlug("`slug`", input.slug);
    const name = requireText("`name`", input.name, MAX_NAME_LENGTH);
    const cohort = requireSlug("`cohort`", input.cohort);
    requireQuota(input);
    const visible = { $and: [viewerFilter(context.viewer, "_id"), { _id: partner }] };
    if ((await partners.findOne(visible, null, { session })) === null) refuseUnknown("partner");
    if ((await projects.findById(_id, null, { session })) !== null) {
      refuse("ALREADY_EXISTS", `There is a project ${_id} already.`);
    }
    const quota = { nominalQuota, borrowingLimit, lendingLimit, cohort };
    const project: ProjectDocument = { _id, partner, name, sector, ...quota, provenance: entered(now) };
    await requireCohortOf(context, session, project);
    await insertInto(projects, session, [project]);
    refuseShortage(await recountQuota(context.quotas, session, null, project));
    changed({ type: "Project", key: _id, partner, before: null, after: project });
    return { project };
  });

/** `Mutation.setQuota`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const setQuota: NonNullable<MutationResolvers["setQuota"]> = async (_parent, { input }, context) =>
  await mutate(context, { scope: SCOPE, name: "setQuota", input }, async ({ session, changed }) => {
    const { projects } = context.models;
    const { nominalQuota, borrowingLimit, lendingLimit } = input;
    requireQuota(input);
    const visible = { $and: [viewerFilter(context.viewer), { _id: decodeId("Project", input.project) }] };
    const before = await projects.findOne(visible, null, { session }).lean<ProjectDocument>();
    if (before === null) return refuseUnknown("project");
    const cohort = input.cohort == null ? before.cohort : requireSlug("`cohort`", input.cohort);
    const project: ProjectDocument = { ...before, nominalQuota, borrowingLimit, lendingLimit, cohort };
    const moves = cohort !== before.cohort;
    if (moves) {
      await requireCohortOf(context, session, project);
      const { usage } = await openUsage(context.quotas, session, before);
      if (usage.gpusInUse > 0) {
        refuse(
          "QUOTA_IN_USE",
          `The project uses ${usage.gpusInUse} GPUs: it changes its cohort only when it uses none.`,
        );
      }
    }
    await projects.updateOne(
      { _id: before._id },
      { $set: { nominalQuota, borrowingLimit, lendingLimit, cohort } },
      { session },
    );
    if (moves) refuseShortage(await leaveCohort(context.quotas, session, before));
    refuseShortage(await recountQuota(context.quotas, session, moves ? null : before, project));
    changed({ type: "Project", key: before._id, partner: before.partner, before, after: project });
    return { project };
  });

function requireQuota(quota: {
  readonly nominalQuota: number;
  readonly borrowingLimit: number;
  readonly lendingLimit: number;
}): void {
  const { nominalQuota, borrowingLimit, lendingLimit } = quota;
  for (const [name, value] of Object.entries({ nominalQuota, borrowingLimit, lendingLimit })) {
    if (value < 0 || value > MAX_GPUS)
      refuse("INVALID_INPUT", `${name} must be from 0 to ${MAX_GPUS}: it is ${value}.`);
  }
  if (lendingLimit > nominalQuota) {
    refuse("INVALID_INPUT", `A project cannot lend ${lendingLimit} GPUs of the ${nominalQuota} that it has.`);
  }
}

/** A cohort's projects share nodes, so they are of one partner. Two that open one at once meet in its counters. */
async function requireCohortOf(
  { quotas }: Context,
  session: ClientSession,
  { cohort, partner }: ProjectDocument,
): Promise<void> {
  const usage = await quotas.cohortUsage.findById(cohort, null, { session }).lean();
  if (usage !== null && usage.partner !== partner) {
    refuse("INVALID_INPUT", `The name ${cohort} is taken: choose another cohort.`);
  }
}

function refuseShortage(shortage: Shortage | null): void {
  if (shortage === null) return;
  const { limit, available, inUse } = shortage;
  const what = limit === "project" ? "the project's workloads hold" : "the cohort's workloads share";
  refuse(
    "QUOTA_IN_USE",
    `Now ${what} ${inUse} GPUs: ${inUse - available} more than the ${available} that it would leave.`,
    {
      needed: inUse,
      available,
    },
  );
}

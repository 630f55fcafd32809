/** Resolvers of partners: what a viewer does not see is as if it were not there. */

import { invariant } from "../kit/errors.ts";
import { viewerFilter } from "../kit/identity.ts";
import { encodeId, FLEET_KEY, reference } from "../kit/ids.ts";
import { PLANNED_GPUS } from "../kit/plan.ts";
import { loadEntity } from "../kit/references.ts";
import { scalars } from "../kit/scalars.ts";
import { allot, createProgramme } from "./allotting.ts";
import { AuditEntry, auditLog, verifyAudit } from "./audit-log.ts";
import type { Resolvers } from "./generated.ts";
import { projectsOfPartner } from "./lists.ts";
import { allottedInAll } from "./loaders.ts";
import type { PartnerDocument } from "./models.ts";
import { createProject, setQuota } from "./projects.ts";

/** The resolver map of `schema/partners.graphql`. */
export const resolvers: Resolvers = {
  ...scalars,
  Query: {
    partners: (_, __, { models, viewer }) =>
      models.partners.find(viewerFilter(viewer, "_id")).sort({ name: 1, _id: 1 }).lean<PartnerDocument[]>().exec(),
    partner: (_, { slug }, context) => context.loaders().partner.load(slug),
    project: (_, entity, context) => loadEntity("Project", entity, context.loaders().project),
    fleet: (_, __, { viewer }) => {
      viewerFilter(viewer);
      return reference("Fleet", FLEET_KEY);
    },
    auditLog,
    verifyAudit,
  },
  Mutation: { createProgramme, allot, createProject, setQuota },
  AuditEntry,
  Partner: {
    __resolveReference: (entity, context) => loadEntity("Partner", entity, context.loaders().partner),
    id: ({ _id }) => encodeId("Partner", _id),
    slug: ({ _id }) => _id,
    allotted: ({ _id }, _, context) => context.loaders().allottedOfPartner.load(_id),
    allotments: ({ _id }, _, context) => context.loaders().allotmentsOfPartner.load(_id),
    projects: ({ _id }, args, context) => projectsOfPartner(context, _id, args),
  },
  Allotment: {
    __resolveReference: (entity, context) => loadEntity("Allotment", entity, context.loaders().allotment),
    id: ({ _id }) => encodeId("Allotment", _id),
    programme: async ({ programme }, _, context) => present(await context.loaders().programme.load(programme)),
    partner: async ({ partner }, _, context) => present(await context.loaders().partner.load(partner)),
    model: ({ model }) => (model === null ? null : reference("GpuModel", model)),
  },
  Programme: {
    slug: ({ _id }) => _id,
  },
  Project: {
    __resolveReference: (entity, context) => loadEntity("Project", entity, context.loaders().project),
    id: ({ _id }) => encodeId("Project", _id),
    partner: async ({ partner }, _, context) => present(await context.loaders().partner.load(partner)),
    quota: ({ nominalQuota, borrowingLimit, lendingLimit, cohort }) => ({
      nominalQuota,
      borrowingLimit,
      lendingLimit,
      cohort,
    }),
  },
  Fleet: {
    __resolveReference: ({ id }) => (id === encodeId("Fleet", FLEET_KEY) ? reference("Fleet", FLEET_KEY) : null),
    planned: () => PLANNED_GPUS,
    allotted: (_, __, { models, viewer }) => allottedInAll(models, viewer),
  },
};

/** Who may see an allotment or a project may see what it belongs to: it is the viewer's own partner, or a fact of the plan. */
function present<T>(document: T | null): T {
  invariant(document !== null, "what a record belongs to is there");
  return document;
}

/** Partners' part of a fleet plan, as documents: partners, programmes, allotments and projects. */

import type { Databases } from "../kit/database.ts";
import { type GrantDocument, grantId } from "../kit/published/grant.ts";
import type { ProjectDocument } from "../kit/published/project.ts";
import { type Load, load } from "../seed/bulk.ts";
import type { FleetPlan } from "../seed/plan.ts";
import type { ProjectPlan } from "../seed/projects.ts";
import { type AllotmentDocument, type PartnerDocument, partnersModels, type ProgrammeDocument } from "./models.ts";

/** What partners stores of a plan. */
export function partnersLoads(databases: Pick<Databases, "partners">, plan: FleetPlan): readonly Load[] {
  const models = partnersModels(databases);
  return [
    load(models.partners, plan.partners, ({ slug, ...facts }): PartnerDocument[] => [{ _id: slug, ...facts }]),
    load(models.programmes, plan.programmes, ({ slug, name, total }): ProgrammeDocument[] => [
      { _id: slug, name, total, allotted: sum(plan.allotments, ({ programme }) => programme === slug) },
    ]),
    load(models.grants, grants(plan), (grant) => [grant]),
    load(models.allotments, plan.allotments, ({ slug, ...facts }): AllotmentDocument[] => [{ _id: slug, ...facts }]),
    load(models.projects, plan.projects, (project) => [projectDocument(project)]),
  ];
}

/** One for each programme and partner that have an allotment. */
function grants({ allotments, deliveries }: FleetPlan): GrantDocument[] {
  const ordered = deliveries.filter(({ status }) => status !== "CANCELLED");
  const pairs = new Map(allotments.map((entry) => [grantId(entry.programme, entry.partner), entry]));
  return [...pairs].map(([_id, { programme, partner }]) => {
    const isOf = (entry: { readonly programme: string; readonly partner: string }): boolean =>
      entry.programme === programme && entry.partner === partner;
    return { _id, programme, partner, allotted: sum(allotments, isOf), ordered: sum(ordered, isOf) };
  });
}

function sum<T extends { readonly quantity: number }>(entries: readonly T[], counts: (entry: T) => boolean): number {
  return entries.filter(counts).reduce((total, { quantity }) => total + quantity, 0);
}

function projectDocument({ id, kinds: _kinds, ...facts }: ProjectPlan): ProjectDocument {
  return { _id: id, ...facts };
}

/** Partners' part of a fleet plan, as documents: partners, programmes, allotments and projects. */

import type { Databases } from "../kit/database.ts";
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
      { _id: slug, name, total },
    ]),
    load(models.allotments, plan.allotments, ({ slug, ...facts }): AllotmentDocument[] => [{ _id: slug, ...facts }]),
    load(models.projects, plan.projects, (project) => [projectDocument(project)]),
  ];
}

function projectDocument({ id, kinds: _kinds, ...facts }: ProjectPlan): ProjectDocument {
  return { _id: id, ...facts };
}

/** Batched reads of partners, for one call. */

import DataLoader from "dataloader";
import { type Viewer, type ViewerFilter, viewerFilter } from "../kit/identity.ts";
import { byId, byParent } from "../kit/loaders.ts";
import type { ProjectDocument } from "../kit/published/project.ts";
import type { AllotmentDocument, PartnerDocument, PartnersModels, ProgrammeDocument } from "./models.ts";

/** The loaders of one call: they see what its viewer may see. */
export interface Loaders {
  readonly partner: DataLoader<string, PartnerDocument | null>;
  readonly allotment: DataLoader<string, AllotmentDocument | null>;
  /** Programmes are facts of the plan, which every viewer may see. */
  readonly programme: DataLoader<string, ProgrammeDocument | null>;
  readonly project: DataLoader<string, ProjectDocument | null>;
  readonly allotmentsOfPartner: DataLoader<string, AllotmentDocument[]>;
  /** GPUs allotted, by partner. */
  readonly allottedOfPartner: DataLoader<string, number>;
}

/** @throws GraphQLError FORBIDDEN for a viewer that sees nothing */
export function createLoaders(models: PartnersModels, viewer: Viewer): Loaders {
  const own = viewerFilter(viewer);
  return {
    partner: byId(models.partners, viewerFilter(viewer, "_id")),
    allotment: byId(models.allotments, own),
    programme: byId(models.programmes, {}),
    project: byId(models.projects, own),
    allotmentsOfPartner: byParent(models.allotments, own, "partner", { programme: 1, model: 1, _id: 1 }),
    allottedOfPartner: new DataLoader(async (partners) => {
      const sums = await allotted(models, { $and: [own, { partner: { $in: [...partners] } }] });
      return partners.map((partner) => sums.get(partner) ?? 0);
    }),
  };
}

/** GPUs allotted to all partners that the viewer may see. @throws GraphQLError FORBIDDEN as above */
export async function allottedInAll(models: PartnersModels, viewer: Viewer): Promise<number> {
  const sums = await allotted(models, viewerFilter(viewer));
  return [...sums.values()].reduce((total, quantity) => total + quantity, 0);
}

async function allotted(
  models: PartnersModels,
  match: ViewerFilter | { readonly $and: object[] },
): Promise<Map<string, number>> {
  const rows = await models.allotments.aggregate<{ readonly _id: string; readonly quantity: number }>([
    { $match: match },
    // Lets the index answer alone.
    { $sort: { partner: 1, quantity: 1 } },
    { $group: { _id: "$partner", quantity: { $sum: "$quantity" } } },
  ]);
  return new Map(rows.map(({ _id, quantity }) => [_id, quantity]));
}

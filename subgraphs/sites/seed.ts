/** Sites' part of a fleet plan, as documents: sites, halls, feeds, racks and maintenance windows. */

import type { Databases } from "../kit/database.ts";
import { type Load, load } from "../seed/bulk.ts";
import { LAYOUT_PROVENANCE } from "../seed/layout.ts";
import type { FleetPlan } from "../seed/plan.ts";
import {
  type HallDocument,
  type MaintenanceWindowDocument,
  type PowerFeedDocument,
  type RackDocument,
  type SiteDocument,
  sitesModels,
} from "./models.ts";

/** What sites stores of a plan. A hall's tenants are those with racks in it. */
export function sitesLoads(databases: Pick<Databases, "sites">, plan: FleetPlan): readonly Load[] {
  const models = sitesModels(databases);
  const hallTenants = new Map<string, Set<string>>();
  for (const { hall, partner } of plan.racks) {
    const known = hallTenants.get(hall) ?? new Set();
    hallTenants.set(hall, known.add(partner));
  }
  const tenantsOfHall = (hall: string): string[] => [...(hallTenants.get(hall) ?? [])].sort();
  return [
    load(models.sites, plan.sites, ({ slug, rackLimitWatts: _limit, ...facts }): SiteDocument[] => [
      { _id: slug, ...facts, tenants: plan.tenants.get(slug) ?? [] },
    ]),
    load(models.halls, plan.halls, ({ id, site, name }): HallDocument[] => [
      { _id: id, site, name, tenants: tenantsOfHall(id), provenance: LAYOUT_PROVENANCE },
    ]),
    load(models.powerFeeds, plan.halls, (hall): PowerFeedDocument[] =>
      hall.feeds.map(({ id, ...facts }) => ({
        _id: id,
        hall: hall.id,
        ...facts,
        tenants: tenantsOfHall(hall.id),
        provenance: LAYOUT_PROVENANCE,
      })),
    ),
    load(models.racks, plan.racks, ({ id, ...facts }): RackDocument[] => [
      { _id: id, ...facts, provenance: LAYOUT_PROVENANCE },
    ]),
    load(models.maintenanceWindows, plan.windows, ({ id, site, ...facts }): MaintenanceWindowDocument[] => [
      { _id: id, site, ...facts, tenants: plan.tenants.get(site) ?? [], provenance: LAYOUT_PROVENANCE },
    ]),
  ];
}

/** Sites' part of a fleet plan, as documents: sites, halls, feeds, racks and maintenance windows. */

import type { Databases } from "../kit/database.ts";
import { GPUS_PER_NODE } from "../kit/published/node.ts";
import type { MaintenanceWindowDocument } from "../kit/published/maintenance-window.ts";
import type { RackDocument } from "../kit/published/rack.ts";
import type { SiteDocument } from "../kit/published/site.ts";
import { type Load, load } from "../seed/bulk.ts";
import { LAYOUT_PROVENANCE, type NodePlan } from "../seed/layout.ts";
import type { FleetPlan } from "../seed/plan.ts";
import { type HallDocument, type PowerFeedDocument, sitesModels } from "./models.ts";

/** Rated power of what is switched on, and of what workloads hold, in watts. */
type Power = Pick<SiteDocument, "activePowerWatts" | "busyPowerWatts" | "powerLimitWatts">;

const NO_POWER: Power = { activePowerWatts: 0, busyPowerWatts: 0, powerLimitWatts: null };

/** What sites stores of a plan. A hall's tenants are those with racks in it. */
export function sitesLoads(databases: Pick<Databases, "sites">, plan: FleetPlan): readonly Load[] {
  const models = sitesModels(databases);
  const hallTenants = new Map<string, Set<string>>();
  for (const { hall, partner } of plan.racks) {
    const known = hallTenants.get(hall) ?? new Set();
    hallTenants.set(hall, known.add(partner));
  }
  const tenantsOfHall = (hall: string): string[] => [...(hallTenants.get(hall) ?? [])].sort();
  const sitePower = powerBy(plan, ({ site }) => site);
  const rackPower = powerBy(plan, ({ rack }) => rack);
  return [
    load(models.sites, plan.sites, ({ slug, rackLimitWatts: _limit, ...facts }): SiteDocument[] => [
      { _id: slug, ...facts, ...(sitePower.get(slug) ?? NO_POWER), tenants: plan.tenants.get(slug) ?? [] },
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
      { _id: id, ...facts, ...(rackPower.get(id) ?? NO_POWER), provenance: LAYOUT_PROVENANCE },
    ]),
    load(models.maintenanceWindows, plan.windows, ({ id, site, ...facts }): MaintenanceWindowDocument[] => [
      {
        _id: id,
        site,
        ...facts,
        racks: [],
        tenants: plan.tenants.get(site) ?? [],
        provenance: LAYOUT_PROVENANCE,
      },
    ]),
    load(models.idempotency, [], () => []),
  ];
}

/** Power of nodes and of the placements on them, by what a node belongs to. */
function powerBy(plan: FleetPlan, keyOf: (node: NodePlan) => string): ReadonlyMap<string, Power> {
  const power = new Map<string, Power>();
  const add = (node: NodePlan, activeWatts: number, busyWatts: number): void => {
    const known = power.get(keyOf(node)) ?? NO_POWER;
    power.set(keyOf(node), {
      ...known,
      activePowerWatts: known.activePowerWatts + activeWatts,
      busyPowerWatts: known.busyPowerWatts + busyWatts,
    });
  };
  for (const node of plan.nodes) add(node, node.ratedPowerWatts, 0);
  for (const { node, mask } of plan.placements) add(node, 0, (node.ratedPowerWatts / GPUS_PER_NODE) * bits(mask));
  return power;
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

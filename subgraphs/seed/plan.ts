/** A whole fleet as data: everything that is seeded, the same in every run, without touching a database. */

import { createHash } from "node:crypto";
import type { GpuModelName } from "../kit/gpu-models.ts";
import { GPUS_PER_NODE } from "../kit/published/node.ts";
import { type Block, blocksOf, type Fleet } from "./blocks.ts";
import { type DeliveryPlan, planDeliveries } from "./deliveries.ts";
import { type HallPlan, layOut, type NodePlan, type RackPlan } from "./layout.ts";
import {
  ALLOTMENTS,
  type AllotmentFact,
  type PartnerFact,
  PARTNERS,
  type PartnerSlug,
  type ProgrammeFact,
  PROGRAMMES,
} from "./partners.ts";
import { planProjects, type ProjectPlan } from "./projects.ts";
import { type OutOfScheduling, planOutOfScheduling, planWindows, type WindowPlan } from "./scheduling.ts";
import { type SiteFact, SITES, type SiteSlug } from "./sites.ts";
import { type PlacementPlan, planWorkloads, type WorkloadPlan } from "./workloads.ts";

/** Changes whenever a plan, or the documents that are made of it, would come out differently. */
export const PLAN_VERSION = 4;

/** GPUs of a model that a partner has, at each step. */
export interface StockPlan {
  readonly partner: PartnerSlug;
  readonly model: GpuModelName;
  readonly ordered: number;
  readonly received: number;
  readonly active: number;
  readonly placed: number;
}

/** Everything that is seeded. */
export interface FleetPlan {
  readonly fleet: Fleet;
  readonly partners: readonly PartnerFact[];
  readonly programmes: readonly ProgrammeFact[];
  readonly allotments: readonly AllotmentFact[];
  readonly projects: readonly ProjectPlan[];
  readonly sites: readonly SiteFact[];
  /** Partners that have, or will have, GPUs at a site. */
  readonly tenants: ReadonlyMap<SiteSlug, readonly PartnerSlug[]>;
  readonly halls: readonly HallPlan[];
  readonly racks: readonly RackPlan[];
  readonly windows: readonly WindowPlan[];
  readonly nodes: readonly NodePlan[];
  /** Nodes that take no new work, by host name. */
  readonly out: ReadonlyMap<string, OutOfScheduling>;
  readonly deliveries: readonly DeliveryPlan[];
  readonly stock: readonly StockPlan[];
  readonly workloads: readonly WorkloadPlan[];
  readonly placements: readonly PlacementPlan[];
}

/** Plans a fleet. */
export function planFleet(fleet: Fleet): FleetPlan {
  const blocks = blocksOf(fleet);
  const { halls, racks, nodes } = layOut(blocks, SITES);
  const out = planOutOfScheduling(nodes);
  const projects: ProjectPlan[] = [];
  const workloads: WorkloadPlan[] = [];
  const placements: PlacementPlan[] = [];
  for (const { slug } of PARTNERS) {
    const own = nodes.filter((node) => node.partner === slug);
    const ownProjects = planProjects(slug, own.length * GPUS_PER_NODE);
    const planned = planWorkloads(slug, ownProjects, own, out);
    for (const project of ownProjects) projects.push(project);
    for (const workload of planned.workloads) workloads.push(workload);
    for (const placement of planned.placements) placements.push(placement);
  }
  return {
    fleet,
    partners: PARTNERS,
    programmes: PROGRAMMES,
    allotments: ALLOTMENTS,
    projects,
    sites: SITES,
    tenants: tenantsOf(blocks),
    halls,
    racks,
    windows: planWindows(nodes, out),
    nodes,
    out,
    deliveries: planDeliveries(fleet),
    stock: stockOf(blocks, workloads),
    workloads,
    placements,
  };
}

/** A hash of everything in a plan: equal for equal plans. */
export function hashPlan(plan: FleetPlan): string {
  const hash = createHash("sha256");
  const { tenants, out, placements, ...lists } = plan;
  for (const list of Object.values(lists)) {
    if (typeof list === "string") hash.update(list);
    else for (const entry of list) hash.update(JSON.stringify(entry));
  }
  hash.update(JSON.stringify([[...tenants], [...out]]));
  for (const { workload, node, mask } of placements) hash.update(`${workload.id} ${node.hostname} ${mask}\n`);
  return hash.digest("hex");
}

function tenantsOf(blocks: readonly Block[]): ReadonlyMap<SiteSlug, readonly PartnerSlug[]> {
  const tenants = new Map<SiteSlug, PartnerSlug[]>();
  for (const { site, partner } of blocks) {
    const known = tenants.get(site) ?? [];
    if (!known.includes(partner)) tenants.set(site, [...known, partner].sort());
  }
  return tenants;
}

function stockOf(blocks: readonly Block[], workloads: readonly WorkloadPlan[]): readonly StockPlan[] {
  const stock = new Map<string, StockPlan>();
  for (const { partner, model, ordered, received, active } of blocks) {
    const key = `${partner}:${model}`;
    const known = stock.get(key) ?? { partner, model, ordered: 0, received: 0, active: 0, placed: 0 };
    stock.set(key, {
      ...known,
      ordered: known.ordered + ordered,
      received: known.received + received,
      active: known.active + active,
    });
  }
  for (const { partner, model, state, gpuCount } of workloads) {
    const known = stock.get(`${partner}:${model}`);
    if (state !== "RUNNING" || known === undefined) continue;
    stock.set(`${partner}:${model}`, { ...known, placed: known.placed + gpuCount });
  }
  return [...stock.values()];
}

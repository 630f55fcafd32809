/** What runs, waits and has ended on the day of the seed. All of it is illustrative; it obeys every limit that the graph enforces. */

import type { GpuModelName } from "../kit/gpu-models.ts";
import { GPUS_PER_NODE } from "../kit/published/node.ts";
import type { WorkloadKind } from "../kit/published/placement.ts";
import type { NodePlan } from "./layout.ts";
import { placedShareOf } from "./occupancy.ts";
import type { PartnerSlug } from "./partners.ts";
import type { ProjectPlan } from "./projects.ts";
import { SEED_INSTANT } from "./provenance.ts";
import { createRandom, type Random } from "./random.ts";
import type { OutOfScheduling } from "./scheduling.ts";
import type { SiteSlug } from "./sites.ts";
import { KIND_PROFILES } from "./workload-kinds.ts";

/** A job. Those that run have placements; those that ended held their GPUs from `startedAt` to `endedAt`. */
export interface WorkloadPlan {
  readonly id: string;
  readonly name: string;
  readonly kind: WorkloadKind;
  readonly state: "QUEUED" | "RUNNING" | "COMPLETED" | "FAILED" | "CANCELLED" | "NODE_FAILED";
  readonly reason: "WAITING_FOR_QUOTA" | "EXCEEDS_MAX_QUOTA" | "NO_MATCHING_NODES" | null;
  readonly project: string;
  readonly partner: PartnerSlug;
  readonly model: GpuModelName;
  readonly gpuCount: number;
  readonly submittedAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly site: SiteSlug | null;
}

/** GPUs of one node that a running workload holds: bit i of the mask is slot i. */
export interface PlacementPlan {
  readonly workload: WorkloadPlan;
  readonly node: NodePlan;
  readonly mask: number;
}

export interface WorkloadsPlan {
  readonly workloads: readonly WorkloadPlan[];
  readonly placements: readonly PlacementPlan[];
}

const FULL_MASK = 2 ** GPUS_PER_NODE - 1;
const HOUR_MS = 3_600_000;
const TRIES = 60;
/** Ended workloads, one for so many nodes. */
const NODES_PER_ENDED = 8;
const FEWEST_ENDED = 40;
const ENDED_WITHIN_HOURS = 7 * 24;
/** GPU-time by outcome, as in AcmeTrace's Kalos cluster (Hu et al., NSDI 2024, CC BY 4.0): 31 % completed, 61 % cancelled, 8 % failed. */
export const OUTCOME_SHARES = { COMPLETED: 0.31, CANCELLED: 0.61, FAILED: 0.08 } as const;

/** Nodes of one model of one partner at one site: a gang fits into one of these or not at all. */
interface Pool {
  readonly site: SiteSlug;
  readonly model: GpuModelName;
  readonly activeGpus: number;
  /** Nodes with all GPUs free that take work, in order. */
  readonly free: NodePlan[];
  /** The node that gangs smaller than a node share, and which of its slots are taken. */
  shared: { readonly node: NodePlan; mask: number } | null;
  /** Free GPUs of nodes that were shared before. */
  scattered: number;
}

/** Plans the workloads of one partner. `out` are nodes that take no new work; those DRAINING still have some. */
export function planWorkloads(
  partner: PartnerSlug,
  projects: readonly ProjectPlan[],
  nodes: readonly NodePlan[],
  out: ReadonlyMap<string, OutOfScheduling>,
): WorkloadsPlan {
  const random = createRandom(`workloads of ${partner}, ${nodes.length} nodes`);
  const pools = poolsOf(nodes, out);
  const used = new Map<string, number>(projects.map((project) => [project.id, 0]));
  const numbers = new Map<string, number>();
  const plan = { workloads: [] as WorkloadPlan[], placements: [] as PlacementPlan[] };
  const context: Context = { partner, projects, random, used, numbers, plan };
  for (const pool of pools) fillPool(context, pool);
  queueSome(context, pools);
  endSome(context, pools, Math.max(FEWEST_ENDED / 4, Math.round(nodes.length / NODES_PER_ENDED)));
  return plan;
}

interface Context {
  readonly partner: PartnerSlug;
  readonly projects: readonly ProjectPlan[];
  readonly random: Random;
  /** GPUs in use by project. */
  readonly used: Map<string, number>;
  /** How many workloads each project has so far. */
  readonly numbers: Map<string, number>;
  readonly plan: { readonly workloads: WorkloadPlan[]; readonly placements: PlacementPlan[] };
}

function poolsOf(nodes: readonly NodePlan[], out: ReadonlyMap<string, OutOfScheduling>): readonly Pool[] {
  const pools = new Map<string, { pool: Pool; activeGpus: number }>();
  for (const node of nodes) {
    const key = `${node.site}:${node.model}`;
    const entry = pools.get(key) ?? {
      pool: { site: node.site, model: node.model, activeGpus: 0, free: [], shared: null, scattered: 0 },
      activeGpus: 0,
    };
    pools.set(key, entry);
    entry.activeGpus += GPUS_PER_NODE;
    const status = out.get(node.hostname)?.status;
    if (status === undefined || status === "DRAINING") entry.pool.free.push(node);
  }
  return [...pools.values()].map(({ pool, activeGpus }) => ({ ...pool, activeGpus }));
}

/** Starts workloads in a pool until their GPUs make up the share, or nothing fits any more. */
function fillPool(context: Context, pool: Pool): void {
  const { random, used } = context;
  let budget = Math.round(pool.activeGpus * placedShareOf(context.partner, pool.site, pool.model));
  let misses = 0;
  while (budget > 0 && misses < TRIES) {
    const open = context.projects.filter((project) => remaining(context, project) > 0);
    if (open.length === 0) return;
    const project = random.pick(open, (candidate) => remaining(context, candidate));
    const kind = random.pick(project.kinds, (candidate) => KIND_PROFILES[candidate].weight);
    const gpuCount = sizeOf(
      random,
      kind,
      Math.min(budget, remaining(context, project), pool.free.length * GPUS_PER_NODE),
    );
    if (gpuCount === null) {
      misses += 1;
      continue;
    }
    const workload = start(context, pool, { project, kind, gpuCount });
    context.plan.workloads.push(workload);
    for (const [node, mask] of take(pool, gpuCount)) context.plan.placements.push({ workload, node, mask });
    used.set(project.id, (used.get(project.id) ?? 0) + gpuCount);
    budget -= gpuCount;
    misses = 0;
  }
}

function remaining({ used }: Pick<Context, "used">, project: ProjectPlan): number {
  return project.nominalQuota - (used.get(project.id) ?? 0);
}

/** A size of the kind that fits; whole nodes or less where none does; null where not even that. */
function sizeOf(random: Random, kind: WorkloadKind, most: number): number | null {
  const fitting = KIND_PROFILES[kind].sizes.filter(([gpus]) => gpus <= most);
  if (fitting.length > 0) return random.pick(fitting, ([, weight]) => weight)[0];
  return most >= GPUS_PER_NODE ? GPUS_PER_NODE * random.integer(1, Math.floor(most / GPUS_PER_NODE)) : null;
}

/** Takes GPUs of a pool: whole nodes, or slots of the shared one. The caller has checked that there are enough. */
function take(pool: Pool, gpuCount: number): (readonly [NodePlan, number])[] {
  if (gpuCount >= GPUS_PER_NODE) {
    return pool.free.splice(0, gpuCount / GPUS_PER_NODE).map((node) => [node, FULL_MASK] as const);
  }
  const open = pool.shared;
  const mask = open === null ? null : slotsIn(open.mask, gpuCount);
  if (open !== null && mask !== null) {
    open.mask |= mask;
    return [[open.node, mask]];
  }
  const node = pool.free.shift();
  if (node === undefined) throw new TypeError("expected a free node, got none");
  if (open !== null) pool.scattered += clearSlots(open.mask);
  pool.shared = { node, mask: 2 ** gpuCount - 1 };
  return [[node, pool.shared.mask]];
}

/** The lowest clear slots of a mask, or null when too few are clear. */
function slotsIn(taken: number, count: number): number | null {
  let mask = 0;
  let found = 0;
  for (let slot = 0; slot < GPUS_PER_NODE && found < count; slot += 1) {
    if ((taken & (1 << slot)) !== 0) continue;
    mask |= 1 << slot;
    found += 1;
  }
  return found === count ? mask : null;
}

function clearSlots(mask: number): number {
  let clear = GPUS_PER_NODE;
  for (let rest = mask; rest !== 0; rest &= rest - 1) clear -= 1;
  return clear;
}

/** Free GPUs of a pool on nodes that may take work. */
function freeGpus(pool: Pool): number {
  const shared = pool.shared === null ? 0 : clearSlots(pool.shared.mask);
  return pool.free.length * GPUS_PER_NODE + shared + pool.scattered;
}

interface Wish {
  readonly project: ProjectPlan;
  readonly kind: WorkloadKind;
  readonly gpuCount: number;
}

function start(context: Context, pool: Pool, wish: Wish): WorkloadPlan {
  const { random } = context;
  const ranHours = KIND_PROFILES[wish.kind].longestHours * (0.02 + 0.93 * random.next());
  const startedAt = hoursAgo(ranHours);
  const submittedAt = new Date(startedAt.getTime() - random.integer(2, 5400) * 1000);
  return {
    ...named(context, wish, pool.model),
    state: "RUNNING",
    reason: null,
    submittedAt,
    startedAt,
    endedAt: null,
    site: pool.site,
  };
}

/** One workload that waits, for each reason that this partner's quotas and nodes give. */
function queueSome(context: Context, pools: readonly Pool[]): void {
  const { plan, projects, used } = context;
  const most = (project: ProjectPlan): number => project.nominalQuota + project.borrowingLimit;
  const inUse = (project: ProjectPlan): number => used.get(project.id) ?? 0;
  const largest = pools.toSorted((a, b) => b.activeGpus - a.activeGpus)[0];
  if (largest === undefined) return;
  const wait = (project: ProjectPlan, gpuCount: number, reason: WorkloadPlan["reason"], hours: number): void => {
    const kind = project.kinds[0];
    if (kind === undefined || gpuCount < 1) return;
    plan.workloads.push({
      ...named(context, { project, kind, gpuCount }, largest.model),
      state: "QUEUED",
      reason,
      submittedAt: hoursAgo(hours),
      startedAt: null,
      endedAt: null,
      site: null,
    });
  };
  for (const project of projects.filter((entry) => inUse(entry) >= GPUS_PER_NODE).slice(0, 3)) {
    wait(project, wholeNodes(most(project)), "WAITING_FOR_QUOTA", 2 + (inUse(project) % 11));
  }
  const roomy = projects.toSorted((a, b) => most(b) - inUse(b) - (most(a) - inUse(a)))[0];
  const freeAtOneSite = Math.max(...pools.filter((pool) => pool.model === largest.model).map(freeGpus));
  if (roomy !== undefined && wholeNodes(freeAtOneSite) + GPUS_PER_NODE <= cohortRoom(context, roomy)) {
    wait(roomy, wholeNodes(freeAtOneSite) + GPUS_PER_NODE, "NO_MATCHING_NODES", 5);
  }
  const smallest = projects.toSorted((a, b) => a.nominalQuota - b.nominalQuota)[0];
  if (smallest !== undefined && context.partner === "government") {
    wait(smallest, wholeNodes(most(smallest)) + 2 * GPUS_PER_NODE, "EXCEEDS_MAX_QUOTA", 30);
  }
}

/** GPUs that a project could still get, by its own quota and by its cohort's. */
function cohortRoom({ projects, used }: Context, project: ProjectPlan): number {
  const nominal = projects.reduce((sum, entry) => sum + entry.nominalQuota, 0);
  const inUse = [...used.values()].reduce((sum, gpus) => sum + gpus, 0);
  const own = project.nominalQuota + project.borrowingLimit - (used.get(project.id) ?? 0);
  return Math.min(own, nominal - inUse);
}

/** Workloads that ended in the last week, their GPU-time shared out by outcome. */
function endSome(context: Context, pools: readonly Pool[], count: number): void {
  const { random, projects, plan } = context;
  const gpuHours = { COMPLETED: 0, CANCELLED: 0, FAILED: 0 };
  for (let index = 0; index < count; index += 1) {
    const pool = random.pick(pools, (candidate) => candidate.activeGpus);
    const project = random.pick(projects, (candidate) => candidate.nominalQuota);
    const kind = random.pick(project.kinds, (candidate) => KIND_PROFILES[candidate].weight);
    const gpuCount = sizeOf(random, kind, Math.min(project.nominalQuota, pool.activeGpus, 256));
    if (gpuCount === null) continue;
    const endedAt = hoursAgo(random.next() * ENDED_WITHIN_HOURS);
    const ranHours = Math.min(KIND_PROFILES[kind].longestHours, 48) * (0.02 + 0.98 * random.next());
    const startedAt = new Date(endedAt.getTime() - ranHours * HOUR_MS);
    const outcome = mostOwed(gpuHours);
    gpuHours[outcome] += gpuCount * ranHours;
    plan.workloads.push({
      ...named(context, { project, kind, gpuCount }, pool.model),
      state: outcome === "FAILED" && random.next() < 0.3 ? "NODE_FAILED" : outcome,
      reason: null,
      submittedAt: new Date(startedAt.getTime() - random.integer(2, 3600) * 1000),
      startedAt,
      endedAt,
      site: pool.site,
    });
  }
}

/** The outcome whose part of the GPU-time is furthest behind its share. */
function mostOwed(gpuHours: Readonly<Record<keyof typeof OUTCOME_SHARES, number>>): keyof typeof OUTCOME_SHARES {
  const total = gpuHours.COMPLETED + gpuHours.CANCELLED + gpuHours.FAILED;
  const owed = (outcome: keyof typeof OUTCOME_SHARES): number =>
    OUTCOME_SHARES[outcome] * (total + 1) - gpuHours[outcome];
  const outcomes = ["CANCELLED", "COMPLETED", "FAILED"] as const;
  return outcomes.reduce((best, outcome) => (owed(outcome) > owed(best) ? outcome : best));
}

function named(
  { partner, numbers }: Context,
  { project, kind, gpuCount }: Wish,
  model: GpuModelName,
): Pick<WorkloadPlan, "id" | "name" | "kind" | "project" | "partner" | "model" | "gpuCount"> {
  const number = (numbers.get(project.id) ?? 0) + 1;
  numbers.set(project.id, number);
  const label = `${kind.toLowerCase().replaceAll("_", "-")}-${String(number).padStart(4, "0")}`;
  // "0" sorts before the id of anything that is submitted later.
  return { id: `0-${project.id}-${label}`, name: label, kind, project: project.id, partner, model, gpuCount };
}

function wholeNodes(gpus: number): number {
  return Math.floor(gpus / GPUS_PER_NODE) * GPUS_PER_NODE;
}

function hoursAgo(hours: number): Date {
  return new Date(SEED_INSTANT.getTime() - Math.round(hours * 3600) * 1000);
}

/** Which nodes are out of scheduling on the day of the seed, and which GPUs are the cause. Illustrative. */

import type { NodeStatus } from "../kit/published/node.ts";
import type { NodePlan } from "./layout.ts";
import { SEED_INSTANT } from "./provenance.ts";
import type { SiteSlug } from "./sites.ts";

/** Statuses of nodes that take no new work. */
export type OutStatus = Exclude<NodeStatus, "IDLE" | "ALLOCATED">;

/** A node that takes no new work, and the GPU in it that is not well, where there is one. */
export interface OutOfScheduling {
  readonly hostname: string;
  readonly status: OutStatus;
  readonly reason: string;
  readonly fault: GpuFault | null;
}

/** A GPU that is not well, and the last XID that it reported. */
export interface GpuFault {
  readonly uuid: string;
  readonly health: "DEGRADED" | "FAILED" | "PREDICTED_FAILURE";
  readonly xid: { readonly code: number; readonly at: Date } | null;
}

/** A planned work at a site. */
export interface WindowPlan {
  readonly id: string;
  readonly site: SiteSlug;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly reason: string;
}

interface Cause {
  readonly status: OutStatus;
  readonly reason: string;
  readonly health: GpuFault["health"] | null;
  readonly xidCode: number | null;
}

/** In turn. XID 79: the GPU fell off the bus; 48: double-bit ECC error, drain and reset; 119: the GPU's system processor timed out. */
const CAUSES: readonly Cause[] = [
  { status: "DOWN", reason: "XID 79: a GPU fell off the bus", health: "FAILED", xidCode: 79 },
  { status: "DRAINING", reason: "XID 48: drain, then reset the GPU", health: "DEGRADED", xidCode: 48 },
  { status: "DRAINED", reason: "XID 119: waits for a part", health: "PREDICTED_FAILURE", xidCode: 119 },
  { status: "MAINTENANCE", reason: "Planned maintenance", health: null, xidCode: null },
];

const EVERY = 62;
/** Small fleets have each status too. */
const EVERY_IN_SMALL = 25;
const SMALL_FLEET_NODES = 1000;
const HOUR_MS = 3_600_000;

/** About 1.6 % of the nodes, spread evenly, by host name. */
export function planOutOfScheduling(nodes: readonly NodePlan[]): ReadonlyMap<string, OutOfScheduling> {
  const every = nodes.length < SMALL_FLEET_NODES ? EVERY_IN_SMALL : EVERY;
  const out = new Map<string, OutOfScheduling>();
  for (let turn = 0; turn * every + 11 < nodes.length; turn += 1) {
    const node = nodes[turn * every + 11];
    const cause = CAUSES[turn % CAUSES.length];
    if (node === undefined || cause === undefined) break;
    const { status, reason } = cause;
    out.set(node.hostname, { hostname: node.hostname, status, reason, fault: faultOf(node, cause, turn) });
  }
  return out;
}

/** A window for each site that has nodes in maintenance, around the day of the seed; and one to come at each of them. */
export function planWindows(
  nodes: readonly NodePlan[],
  out: ReadonlyMap<string, OutOfScheduling>,
): readonly WindowPlan[] {
  const sites = new Set<SiteSlug>();
  for (const node of nodes) if (out.get(node.hostname)?.status === "MAINTENANCE") sites.add(node.site);
  const at = (hours: number): Date => new Date(SEED_INSTANT.getTime() + hours * HOUR_MS);
  return [...sites].sort().flatMap((site, index) => [
    { id: `${site}:window-1`, site, startsAt: at(-6), endsAt: at(30), reason: "Change of coolant pumps" },
    {
      id: `${site}:window-2`,
      site,
      startsAt: at(24 * (14 + index)),
      endsAt: at(24 * (14 + index) + 8),
      reason: "Test of the redundant feeds",
    },
  ]);
}

function faultOf(node: NodePlan, cause: Cause, turn: number): GpuFault | null {
  const uuid = node.gpus[turn % node.gpus.length];
  if (cause.health === null || cause.xidCode === null || uuid === undefined) return null;
  const at = new Date(SEED_INSTANT.getTime() - (1 + ((turn * 5) % 40)) * HOUR_MS);
  return { uuid, health: cause.health, xid: { code: cause.xidCode, at } };
}

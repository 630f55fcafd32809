/** Who held how many GPUs of a fleet in the past: the workloads that it knows, and before them others like them. */

import type { Connection } from "mongoose";
import { nodeModel } from "../../subgraphs/kit/published/node.ts";
import { WORKLOAD_KINDS, type WorkloadKind } from "../../subgraphs/kit/published/placement.ts";
import { workloadModel } from "../../subgraphs/workloads/models.ts";
import { hashText, unit } from "../hash.ts";
import published from "../published/utilisation.json" with { type: "json" };

/** GPUs of one model of one partner at one site. */
export interface Pool {
  readonly partner: string;
  readonly site: string;
  readonly model: string;
  readonly gpus: number;
  readonly occupants: readonly Occupant[];
}

/** A workload that held some of a pool's GPUs. */
export interface Occupant {
  /** Names its course; for those before a known workload, nobody's id. */
  readonly course: string;
  /** The known workload, or null. */
  readonly workload: string | null;
  readonly project: string;
  readonly kind: WorkloadKind;
  readonly gpus: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Reads the pools of a fleet with all that held their GPUs since an instant. */
export async function readPools(
  { inventory, workloads }: { readonly inventory: Connection; readonly workloads: Connection },
  sinceMs: number,
  untilMs: number,
): Promise<readonly Pool[]> {
  interface Row {
    readonly _id: { readonly partner: string; readonly site: string; readonly model: string };
    readonly gpus: number;
  }
  const rows = await nodeModel(inventory).aggregate<Row>([
    { $group: { _id: { partner: "$partner", site: "$site", model: "$model" }, gpus: { $sum: { $size: "$gpus" } } } },
    { $sort: { _id: 1 } },
  ]);
  const found = await workloadModel(workloads)
    .find({ startedAt: { $ne: null }, $or: [{ endedAt: null }, { endedAt: { $gt: new Date(sinceMs) } }] })
    .sort({ _id: 1 })
    .lean();
  const occupants = new Map<string, Occupant[]>();
  for (const { _id, partner, site, model, project, kind, gpuCount, startedAt, endedAt } of found) {
    if (site === null || startedAt === null) continue;
    const key = `${partner}/${site}/${model}`;
    const list = occupants.get(key) ?? [];
    occupants.set(key, list);
    const facts = { project, kind: kindOf(kind), gpus: gpuCount };
    const fromMs = startedAt.getTime();
    const toMs = Math.min(endedAt?.getTime() ?? untilMs, untilMs);
    list.push({ ...facts, course: _id, workload: _id, fromMs, toMs });
    if (endedAt === null && fromMs > sinceMs) {
      list.push({ ...facts, course: `before ${_id}`, workload: null, fromMs: sinceMs, toMs: fromMs });
    }
  }
  return rows.map(({ _id: { partner, site, model }, gpus }) => {
    const key = `${partner}/${site}/${model}`;
    return { partner, site, model, gpus, occupants: occupants.get(key) ?? [] };
  });
}

const HOUR_MS = 3_600_000;
const { allocationByHour, allocationByWeekday } = published.heliosEarth;
const MEAN_ALLOCATION = allocationByHour.reduce((sum, share) => sum + share, 0) / 24;
const PRESENT = 201;

/**
 * Whether an occupant held its GPUs in an hour. Known workloads did; of those before them as many as in Helios' cluster
 * Earth (SC 2021), by the hour of the day and the day of the week in Korea.
 */
export function isPresent({ course, workload, fromMs, toMs }: Occupant, hourMs: number): boolean {
  if (hourMs + HOUR_MS <= fromMs || hourMs >= toMs) return false;
  if (workload !== null) return true;
  return unit(hashText(course), Math.floor(hourMs / (6 * HOUR_MS)), PRESENT) < allocationAt(hourMs);
}

/** The share of GPUs that is allocated in an hour. */
function allocationAt(hourMs: number): number {
  const local = new Date(hourMs + 9 * HOUR_MS);
  const weekday = (local.getUTCDay() + 6) % 7;
  return ((allocationByHour[local.getUTCHours()] ?? 0) * (allocationByWeekday[weekday] ?? 0)) / MEAN_ALLOCATION;
}

function kindOf(kind: string): WorkloadKind {
  const known = WORKLOAD_KINDS.find((candidate) => candidate === kind);
  if (known === undefined) throw new TypeError(`expected a kind of workload, got ${kind}`);
  return known;
}

/**
 * Roll-ups of a coarse period of groups and of workloads, and of the day around it, from the roll-ups of batches. Each
 * document is replaced by what follows from those: made again, it is the same.
 */

import { createHash } from "node:crypto";
import { DUTY_CYCLE, ENERGY, METRICS, SM_ACTIVE, TENSOR_ACTIVE } from "../metrics.ts";
import { EXPECTED, REPORTED, Tally, WASTED } from "./tally.ts";
import type {
  BatchRollupDocument,
  GroupDayDocument,
  PartnerDayDocument,
  TallyKey,
  TierCollections,
  WorkloadDayDocument,
  WorkloadSums,
} from "./tier-collections.ts";
import { DAY_MS, floorTo, type TierWidths } from "./tiers.ts";
import { replaceTermed } from "./write-termed.ts";

/**
 * Makes the roll-ups of the coarse period that begins at `atMs`.
 * @throws FencedError when those of its day were written in a later term
 */
export async function rollUpCoarse(
  collections: TierCollections,
  atMs: number,
  { coarseMs }: Pick<TierWidths, "coarseMs">,
  term: number,
): Promise<void> {
  const dayMs = floorTo(atMs, DAY_MS);
  const groups = await groupsOf(collections, atMs);
  const workloads = new Set<string>();
  for (const { workloads: own } of groups.values()) for (const workload of own) workloads.add(workload);
  for (const [partner, { tally, rowOf }] of groups) {
    const days = await readGroupDays(collections, partner, dayMs, coarseMs);
    const slot = (atMs - dayMs) / coarseMs;
    for (const { tally: day } of days.values()) day.clear(slot);
    for (const [id, { key, row }] of rowOf) {
      const day = days.get(id) ?? { key, tally: new Tally(DAY_MS / coarseMs) };
      days.set(id, day);
      day.tally.clear(slot);
      day.tally.merge(slot, tally, row, "alongside");
    }
    const { groups: documents, whole } = documentsOfDay(partner, dayMs, days);
    await replaceTermed(collections.coarseRollups, documents, term);
    await replaceTermed(collections.dayRollups, [whole], term);
  }
  await rollUpWorkloads(collections, dayMs, workloads, term);
}

/** Identifies a group among those of its partner. */
export function keyText({ site, model, project, kind }: TallyKey): string {
  return [site, model, project ?? "", kind ?? ""].join("/");
}

/** The group-day documents of a partner, and the document of its whole day, from tables by group. */
export function documentsOfDay(
  partner: string,
  dayMs: number,
  days: ReadonlyMap<string, GroupDay>,
): { readonly groups: readonly GroupDayDocument[]; readonly whole: PartnerDayDocument } {
  const at = new Date(dayMs);
  const sorted = [...days].sort(([left], [right]) => (left < right ? -1 : 1));
  const total = new Tally(sorted.length);
  const groups = sorted.map(([id, { key, tally }], row): GroupDayDocument => {
    for (let slot = 0; slot < tally.rows; slot++) total.merge(row, tally, slot, "after");
    const { site, model, project, kind } = key;
    return { _id: `${partner}/${id}/${dayMs}`, partner, at, site, model, project, kind, tally: tally.pack() };
  });
  const keys = groups.map(({ site, model, project, kind }) => ({ site, model, project, kind }));
  return {
    groups,
    whole: { _id: `${partner}/${dayMs}`, partner, at, keys, tally: total.pack(), rev: digestOf(groups) },
  };
}

function digestOf(groups: readonly GroupDayDocument[]): string {
  const digest = createHash("sha1");
  for (const { _id, tally } of groups) {
    digest.update(`${_id} ${tally.rows} `).update(tally.times.buffer);
    for (const columns of [tally.moments, tally.bins]) {
      for (const [column, packed] of Object.entries(columns)) digest.update(column).update(packed.buffer);
    }
  }
  return digest.digest("base64url");
}

/** A group over a day, a row for each coarse period. */
export interface GroupDay {
  readonly key: TallyKey;
  readonly tally: Tally;
}

interface PartnerGroups {
  readonly tally: Tally;
  readonly rowOf: Map<string, { readonly key: TallyKey; readonly row: number }>;
  readonly workloads: Set<string>;
}

/** The groups of all partners over a coarse period. */
async function groupsOf(
  { batchRollups }: Pick<TierCollections, "batchRollups">,
  atMs: number,
): Promise<Map<string, PartnerGroups>> {
  const partners = new Map<string, PartnerGroups>();
  for await (const { partner, keys, tally } of batchRollups.find({ at: new Date(atMs) }, { batchSize: 64 })) {
    let groups = partners.get(partner);
    if (groups === undefined) {
      partners.set(partner, (groups = { tally: new Tally(), rowOf: new Map(), workloads: new Set() }));
    }
    const rows = Tally.unpack(tally);
    for (const [row, { workload, site, model, project, kind }] of keys.entries()) {
      const key = { site, model, project, kind };
      const id = keyText(key);
      let known = groups.rowOf.get(id);
      if (known === undefined) groups.rowOf.set(id, (known = { key, row: groups.tally.addRow() }));
      groups.tally.merge(known.row, rows, row, "alongside");
      if (workload !== null) groups.workloads.add(workload);
    }
  }
  return partners;
}

async function readGroupDays(
  { coarseRollups }: Pick<TierCollections, "coarseRollups">,
  partner: string,
  dayMs: number,
  coarseMs: number,
): Promise<Map<string, GroupDay>> {
  const days = new Map<string, GroupDay>();
  for await (const document of coarseRollups.find({ partner, at: new Date(dayMs) })) {
    const { site, model, project, kind, tally } = document;
    if (tally.rows !== DAY_MS / coarseMs) continue;
    days.set(keyText(document), { key: { site, model, project, kind }, tally: Tally.unpack(tally) });
  }
  return days;
}

const WORKLOAD_METRICS = [DUTY_CYCLE, SM_ACTIVE, TENSOR_ACTIVE, ENERGY] as const;

/** Sums of these workloads over the day so far, and over all their days. */
async function rollUpWorkloads(
  collections: TierCollections,
  dayMs: number,
  workloads: ReadonlySet<string>,
  term: number,
): Promise<void> {
  if (workloads.size === 0) return;
  const sums = new Map<string, { readonly partner: string; readonly tally: Tally }>();
  const projection = Object.fromEntries(
    [
      "partner",
      "keys",
      "tally.rows",
      "tally.times",
      ...WORKLOAD_METRICS.map((metric) => `tally.moments.${METRICS[metric]?.column ?? ""}`),
    ].map((field) => [field, 1]),
  );
  const at = { $gte: new Date(dayMs), $lt: new Date(dayMs + DAY_MS) };
  type Row = Pick<BatchRollupDocument, "partner" | "keys" | "tally">;
  for await (const { partner, keys, tally } of collections.batchRollups.find<Row>({ at }, { projection })) {
    const rows = Tally.unpack(tally);
    for (const [row, { workload }] of keys.entries()) {
      if (workload === null || !workloads.has(workload)) continue;
      let sum = sums.get(workload);
      if (sum === undefined) sums.set(workload, (sum = { partner, tally: new Tally(1) }));
      sum.tally.merge(0, rows, row, "alongside");
    }
  }
  const days = [...sums].map(([workload, { partner, tally }]): WorkloadDayDocument => {
    const _id = `${workload}/${dayMs}`;
    return { _id, workload, partner, at: new Date(dayMs), ...workloadSums(tally) };
  });
  await replaceTermed(collections.workloadDays, days, term);
  await totalWorkloads(collections, [...sums.keys()]);
}

/** The sums in the first row of a table. */
export function workloadSums(tally: Tally): WorkloadSums {
  const count = (metric: number): number => tally.moments(0, metric)?.count ?? 0;
  const sum = (metric: number): number => tally.moments(0, metric)?.sum ?? 0;
  return {
    expectedMs: tally.time(0, EXPECTED),
    reportedMs: tally.time(0, REPORTED),
    wastedMs: tally.time(0, WASTED),
    dutyCount: count(DUTY_CYCLE),
    dutySum: sum(DUTY_CYCLE),
    smCount: count(SM_ACTIVE),
    smSum: sum(SM_ACTIVE),
    tensorCount: count(TENSOR_ACTIVE),
    tensorSum: sum(TENSOR_ACTIVE),
    energySum: sum(ENERGY),
  };
}

const SUMMED = [
  "expectedMs",
  "reportedMs",
  "wastedMs",
  "dutyCount",
  "dutySum",
  "smCount",
  "smSum",
  "tensorCount",
  "tensorSum",
  "energySum",
] as const satisfies readonly (keyof WorkloadSums)[];

/** Sums workloads over all their days. */
export async function totalWorkloads(
  { workloadDays }: Pick<TierCollections, "workloadDays">,
  workloads: readonly string[],
): Promise<void> {
  for (let from = 0; from < workloads.length; from += 1000) {
    await workloadDays
      .aggregate([
        { $match: { workload: { $in: workloads.slice(from, from + 1000) } } },
        {
          $group: {
            _id: "$workload",
            partner: { $first: "$partner" },
            ...Object.fromEntries(SUMMED.map((field) => [field, { $sum: `$${field}` }])),
          },
        },
        { $merge: { into: "workloadTotals", whenMatched: "replace" } },
      ])
      .toArray();
  }
}

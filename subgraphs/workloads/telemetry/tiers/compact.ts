/**
 * Compaction of one batch and coarse period: its samples become one chunk a node, and with them the roll-ups of nodes, of
 * GPUs and of the batch's holders are made. Everything written follows from the samples alone and replaces what was there;
 * sample documents go last. So it may be killed at any point, and run again it gives the same.
 */

import type { TelemetryCollections } from "../collections.ts";
import { IDLE_BELOW } from "../cells.ts";
import { DUTY_CYCLE, MISSING } from "../metrics.ts";
import { addSample, type SampleSource } from "./add-sample.ts";
import { ABSENT, type BatchPeriod, chunkOf, firstRows, readBatchPeriod } from "./batch-period.ts";
import { COVERED, IDLE, Tally } from "./tally.ts";
import type { BatchRollupDocument, HolderKey, NodeRollupDocument, TierCollections } from "./tier-collections.ts";
import { DAY_MS, floorTo, type TierWidths } from "./tiers.ts";
import { replaceTermed, setTermed } from "./write-termed.ts";

type Collections = Pick<TelemetryCollections, "samples" | "batches"> & TierCollections;

/**
 * Compacts a batch's period. Returns how many sample documents went into chunks.
 * @throws FencedError when the period was compacted in a later term
 */
export async function compactBatch(
  collections: Collections,
  batch: string,
  atMs: number,
  { coarseMs, nodeMs }: TierWidths,
  term: number,
): Promise<number> {
  const at = { $gte: new Date(atMs), $lt: new Date(atMs + coarseMs) };
  // Sample documents go last: where there are none, all else is written.
  if ((await collections.samples.findOne({ batch, at }, { projection: { _id: 1 } })) === null) return 0;
  const period = await readBatchPeriod(collections, batch, { atMs, widthMs: coarseMs });
  if (period === null) return 0;
  const chunks = period.batch.nodes.flatMap((_, node) => chunkOf(period, node) ?? []);
  await replaceTermed(collections.chunks, chunks, term);
  await replaceTermed(collections.nodeRollups, nodeRollupsOf(period, { coarseMs, nodeMs }), term);
  await setTermed(collections.gpuRollups, gpuRollupsOf(period, coarseMs), term);
  await replaceTermed(collections.batchRollups, [batchRollupOf(period, coarseMs)], term);
  const { documents } = period;
  if (documents.length > 0) await collections.samples.deleteMany({ _id: { $in: [...documents] } });
  return documents.length;
}

/** The roll-ups of a period by what held each GPU. */
function batchRollupOf(period: BatchPeriod, widthMs: number): BatchRollupDocument {
  const { batch, atMs, rows, times } = period;
  const tally = new Tally();
  const keys: HolderKey[] = [];
  const rowOf = new Map<number, number>();
  const rowFor = (holder: number): number => {
    let row = rowOf.get(holder);
    if (row === undefined) {
      rowOf.set(holder, (row = tally.addRow()));
      const { project = null, kind = null, workload = null } = period.groups[holder - 1] ?? {};
      keys.push({ site: batch.site, model: batch.model, project, kind, workload });
    }
    return row;
  };
  const covered = new Map<number, number>();
  for (let round = 0; round < times.length; round++) {
    const seen = new Set<number>();
    for (let row = 0; row < rows; row++) {
      const holder = period.holders[round * rows + row] ?? ABSENT;
      if (holder === ABSENT) continue;
      const into = rowFor(holder);
      seen.add(into);
      addSample(tally, into, sampleAt(period, round, row));
    }
    for (const row of seen) covered.set(row, (covered.get(row) ?? 0) + (period.intervals[round] ?? 0));
  }
  for (const [row, ms] of covered) tally.cover(row, Math.min(ms, widthMs));
  for (let row = 0; row < rows; row++) {
    const idle = idleOf(period, row, widthMs);
    if (idle !== null) tally.addTime(rowFor(idle.holder), IDLE, idle.expectedMs);
  }
  return {
    _id: `${batch._id}/${atMs}`,
    batch: batch._id,
    partner: batch.partner,
    at: new Date(atMs),
    keys,
    tally: tally.pack(),
  };
}

function sampleAt(period: BatchPeriod, round: number, row: number): SampleSource {
  const index = round * period.rows + row;
  const held = period.holders[index] !== 0;
  return { columns: period.columns, index, intervalMs: period.intervals[round] ?? 0, held };
}

/**
 * Says whether a GPU was idle all through: held by one workload in every round, asked for at least half of the period,
 * heard of at least half of the times, and never at 5 % or more.
 */
function idleOf(
  period: BatchPeriod,
  row: number,
  widthMs: number,
): { readonly holder: number; readonly expectedMs: number } | null {
  const { rows, times, holders, columns } = period;
  const holder = holders[row] ?? ABSENT;
  if (holder === ABSENT || holder === 0) return null;
  let expectedMs = 0;
  let reported = 0;
  for (let round = 0; round < times.length; round++) {
    if (holders[round * rows + row] !== holder) return null;
    expectedMs += period.intervals[round] ?? 0;
    const duty = columns[DUTY_CYCLE]?.[round * rows + row] ?? MISSING;
    if (duty === MISSING) continue;
    if (duty >= IDLE_BELOW) return null;
    reported++;
  }
  return expectedMs < widthMs / 2 || reported < times.length / 2 ? null : { holder, expectedMs };
}

function nodeRollupsOf(period: BatchPeriod, { coarseMs, nodeMs }: Omit<TierWidths, "fineMs">): NodeRollupDocument[] {
  const { batch, atMs, rows, times } = period;
  const first = firstRows(batch);
  return batch.nodes.flatMap(({ hostname, gpus }, node) => {
    const tally = new Tally(coarseMs / nodeMs);
    let present = false;
    for (const [round, time] of times.entries()) {
      const into = Math.floor((time - atMs) / nodeMs);
      let asked = false;
      for (let slot = 0; slot < gpus.length; slot++) {
        const row = (first[node] ?? 0) + slot;
        const holder = period.holders[round * rows + row] ?? ABSENT;
        if (holder === ABSENT) continue;
        asked = true;
        addSample(tally, into, sampleAt(period, round, row));
      }
      if (!asked) continue;
      present = true;
      tally.cover(into, Math.min(nodeMs, tally.time(into, COVERED) + (period.intervals[round] ?? 0)));
    }
    const { partner, site, model } = batch;
    const _id = `${batch._id}/${node}/${atMs}`;
    return present ? [{ _id, hostname, partner, site, model, at: new Date(atMs), tally: tally.pack() }] : [];
  });
}

/** The roll-ups of a period's GPUs, as fields of the documents of their day. */
function gpuRollupsOf(period: BatchPeriod, coarseMs: number): { readonly _id: string; readonly fields: object }[] {
  const { batch, atMs, rows, times } = period;
  const day = new Date(floorTo(atMs, DAY_MS));
  const number = (atMs - day.getTime()) / coarseMs;
  const first = firstRows(batch);
  return batch.nodes.flatMap(({ hostname, gpus }, node) => {
    const tally = new Tally(gpus.length);
    let present = false;
    for (let slot = 0; slot < gpus.length; slot++) {
      const row = (first[node] ?? 0) + slot;
      for (let round = 0; round < times.length; round++) {
        const holder = period.holders[round * rows + row] ?? ABSENT;
        if (holder === ABSENT) continue;
        present = true;
        addSample(tally, slot, sampleAt(period, round, row));
        tally.addTime(slot, COVERED, period.intervals[round] ?? 0);
      }
      const idle = idleOf(period, row, coarseMs);
      if (idle !== null) tally.addTime(slot, IDLE, idle.expectedMs);
    }
    if (!present) return [];
    const facts = { hostname, partner: batch.partner, day, gpus };
    const fields = { ...facts, [`periods.${number}`]: tally.pack() };
    return [{ _id: `${batch._id}/${node}/${day.getTime()}`, fields }];
  });
}

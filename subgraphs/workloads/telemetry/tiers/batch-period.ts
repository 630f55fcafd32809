/**
 * What one batch of GPUs reported over a coarse period, whether it stands in sample documents, in chunks, or partly in
 * both: the same samples give the same period, wherever they are. It is what compaction and roll-ups are made from.
 */

import { mongo } from "mongoose";
import {
  type BatchDocument,
  type Holder,
  NO_GPU,
  type SampleDocument,
  type TelemetryCollections,
} from "../collections.ts";
import { METRIC_COUNT, METRICS, MISSING } from "../metrics.ts";
import { NO_PAGE, readColumn, writeColumn } from "../columns.ts";
import type { ChunkDocument, TierCollections } from "./tier-collections.ts";

/** `holders` of a row behind which no GPU of the fleet stood. */
export const ABSENT = 0xffff;

/** Samples of a batch. Everything by round is in the order of `times`. */
export interface BatchPeriod {
  readonly batch: BatchDocument;
  readonly atMs: number;
  /** `at` of each round's document, in ms since the epoch, each once, ascending. */
  readonly times: readonly number[];
  readonly intervals: readonly number[];
  readonly rows: number;
  /** Packed values by metric, at `round × rows + row`. */
  readonly columns: readonly Uint16Array[];
  /** 0 for a GPU that nothing holds, n for `groups[n - 1]`, or `ABSENT`; at `round × rows + row`. */
  readonly holders: Uint16Array;
  readonly groups: readonly Holder[];
  /** At `round × nodes + node`. */
  readonly delays: Uint16Array;
  /** `_id`s of the sample documents in it. */
  readonly documents: readonly mongo.ObjectId[];
}

type Sources = Pick<TelemetryCollections, "samples" | "batches"> & Pick<TierCollections, "chunks">;

/** Reads a batch's period. Null for a batch that is not known. @param widthMs of the period */
export async function readBatchPeriod(
  { samples, batches, chunks }: Sources,
  batchId: string,
  { atMs, widthMs }: { readonly atMs: number; readonly widthMs: number },
): Promise<BatchPeriod | null> {
  const at = { $gte: new Date(atMs), $lt: new Date(atMs + widthMs) };
  // Samples first: what is compacted meanwhile is then read twice, and counted once; the other way round it would be missed.
  const documents = await samples.find({ batch: batchId, at }, { sort: { at: 1, _id: 1 } }).toArray();
  const compacted = await chunks.find({ batch: batchId, at: new Date(atMs) }, { sort: { node: 1 } }).toArray();
  const batch = await batches.findOne({ _id: batchId });
  return batch === null ? null : assemble(batch, atMs, documents, compacted);
}

/** Where each node's rows begin. */
export function firstRows({ nodes }: Pick<BatchDocument, "nodes">): number[] {
  let row = 0;
  return nodes.map(({ gpus }) => {
    row += gpus.length;
    return row - gpus.length;
  });
}

/** A node's part of a period, as its chunk; null when it was not there. */
export function chunkOf(period: BatchPeriod, node: number): ChunkDocument | null {
  const { batch, atMs, times, rows } = period;
  const entry = batch.nodes[node];
  const first = firstRows(batch)[node];
  if (entry === undefined || first === undefined) return null;
  const rounds = times.length;
  const holders = transposed(period.holders, { rounds, rows, first, count: entry.gpus.length });
  if (holders.every((holder) => holder === ABSENT)) return null;
  const { groups, renumbered } = ownGroups(holders, period.groups);
  const columns: Record<string, mongo.Binary> = {};
  for (const [metric, { column }] of METRICS.entries()) {
    const values = period.columns[metric];
    if (values === undefined) continue;
    const own = transposed(values, { rounds, rows, first, count: entry.gpus.length });
    if (own.some((value) => value !== MISSING)) columns[column] = writeColumn(own);
  }
  return {
    _id: chunkId(batch._id, node, atMs),
    batch: batch._id,
    node,
    hostname: entry.hostname,
    partner: batch.partner,
    site: batch.site,
    model: batch.model,
    at: new Date(atMs),
    gpus: entry.gpus,
    rounds,
    times: write32(times.map((time) => time - atMs)),
    intervals: write32(period.intervals),
    delays: writeColumn(
      Uint16Array.from(times, (_, round) => period.delays[round * batch.nodes.length + node] ?? NO_PAGE),
    ),
    columns,
    holders: writeColumn(renumbered),
    groups,
  };
}

/** `_id` of a chunk. */
function chunkId(batch: string, node: number, atMs: number): string {
  return `${batch}/${node}/${atMs}`;
}

/** 32-bit integers of a packed column. */
export function read32(packed: mongo.Binary): Uint32Array {
  return new Uint32Array(Uint8Array.from(packed.buffer.subarray(0, packed.position)).buffer);
}

function write32(values: readonly number[]): mongo.Binary {
  return new mongo.Binary(Buffer.from(Uint32Array.from(values).buffer));
}

function assemble(
  batch: BatchDocument,
  atMs: number,
  documents: readonly SampleDocument[],
  chunks: readonly ChunkDocument[],
): BatchPeriod {
  const intervalAt = new Map<number, number>();
  for (const { at, intervalMs } of documents) intervalAt.set(at.getTime(), intervalMs);
  for (const chunk of chunks) {
    const intervals = read32(chunk.intervals);
    for (const [round, time] of read32(chunk.times).entries()) intervalAt.set(atMs + time, intervals[round] ?? 0);
  }
  const times = [...intervalAt.keys()].sort((left, right) => left - right);
  const rows = batch.nodes.reduce((sum, { gpus }) => sum + gpus.length, 0);
  const building: Building = {
    roundOf: new Map(times.map((time, round) => [time, round])),
    rows,
    nodes: batch.nodes.length,
    columns: METRICS.map(() => new Uint16Array(times.length * rows).fill(MISSING)),
    holders: new Uint16Array(times.length * rows).fill(ABSENT),
    delays: new Uint16Array(times.length * batch.nodes.length).fill(NO_PAGE),
    groups: groupsOf([...documents, ...chunks]),
  };
  const first = firstRows(batch);
  for (const chunk of chunks) putChunk(building, chunk, atMs, first[chunk.node] ?? 0);
  for (const document of documents) putDocument(building, document);
  const { columns, holders, delays } = building;
  return {
    batch,
    atMs,
    times,
    intervals: times.map((time) => intervalAt.get(time) ?? 0),
    rows,
    columns,
    holders,
    groups: building.groups,
    delays,
    documents: documents.flatMap(({ _id }) => (_id === undefined ? [] : [_id])),
  };
}

interface Building {
  readonly roundOf: ReadonlyMap<number, number>;
  readonly rows: number;
  readonly nodes: number;
  readonly columns: readonly Uint16Array[];
  readonly holders: Uint16Array;
  readonly delays: Uint16Array;
  readonly groups: readonly Holder[];
}

/** All holders, each once, in an order that follows from them alone. */
function groupsOf(sources: readonly { readonly groups: readonly Holder[] }[]): Holder[] {
  const byWorkload = new Map<string, Holder>();
  for (const { groups } of sources) for (const group of groups) byWorkload.set(group.workload, group);
  return [...byWorkload.values()].sort((left, right) => (left.workload < right.workload ? -1 : 1));
}

/** What a source's numbers of holders are in the period. */
function renumbering(building: Building, groups: readonly Holder[]): number[] {
  const numbers = new Map(building.groups.map(({ workload }, index) => [workload, index + 1]));
  return groups.map(({ workload }) => numbers.get(workload) ?? 0);
}

function putDocument(building: Building, document: SampleDocument): void {
  const { rows, nodes } = building;
  const round = building.roundOf.get(document.at.getTime()) ?? 0;
  const numbers = renumbering(building, document.groups);
  const count = Math.min(document.gpuCount, rows);
  for (let row = 0; row < count; row++) {
    const holder = document.holders.buffer[row] ?? NO_GPU;
    if (holder === NO_GPU) continue;
    building.holders[round * rows + row] = holder === 0 ? 0 : (numbers[holder - 1] ?? 0);
  }
  for (const [metric, { column }] of METRICS.entries()) {
    const packed = document.columns[column];
    if (packed !== undefined) building.columns[metric]?.set(readColumn(packed).subarray(0, count), round * rows);
  }
  building.delays.set(readColumn(document.delays).subarray(0, nodes), round * nodes);
}

function putChunk(building: Building, chunk: ChunkDocument, atMs: number, first: number): void {
  const { rows, nodes } = building;
  const { rounds } = chunk;
  const numbers = renumbering(building, chunk.groups);
  const holders = readColumn(chunk.holders);
  const delays = readColumn(chunk.delays);
  const columns = METRICS.map(({ column }) => {
    const packed = chunk.columns[column];
    return packed === undefined ? null : readColumn(packed);
  });
  for (const [from, time] of read32(chunk.times).entries()) {
    const round = building.roundOf.get(atMs + time) ?? 0;
    building.delays[round * nodes + chunk.node] = delays[from] ?? NO_PAGE;
    for (let slot = 0; slot < chunk.gpus.length; slot++) {
      const to = round * rows + first + slot;
      const holder = holders[slot * rounds + from] ?? ABSENT;
      building.holders[to] = holder === 0 || holder === ABSENT ? holder : (numbers[holder - 1] ?? 0);
      for (let metric = 0; metric < METRIC_COUNT; metric++) {
        const column = building.columns[metric];
        if (column !== undefined) column[to] = columns[metric]?.[slot * rounds + from] ?? MISSING;
      }
    }
  }
}

/** A node's rows of a column, GPU by GPU. */
function transposed(
  values: Uint16Array,
  of: { readonly rounds: number; readonly rows: number; readonly first: number; readonly count: number },
): Uint16Array {
  const { rounds, rows, first, count } = of;
  const own = new Uint16Array(count * rounds);
  for (let slot = 0; slot < count; slot++) {
    for (let round = 0; round < rounds; round++) own[slot * rounds + round] = values[round * rows + first + slot] ?? 0;
  }
  return own;
}

/** Of all groups those that hold a GPU of the node, and the holders in their numbers. */
function ownGroups(
  holders: Uint16Array,
  groups: readonly Holder[],
): { readonly groups: Holder[]; readonly renumbered: Uint16Array } {
  const used = [...new Set(holders)].filter((holder) => holder !== 0 && holder !== ABSENT).sort((a, b) => a - b);
  const numbers = new Map(used.map((holder, index) => [holder, index + 1]));
  return {
    groups: used.flatMap((holder) => groups[holder - 1] ?? []),
    renumbered: holders.map((holder) => numbers.get(holder) ?? holder),
  };
}

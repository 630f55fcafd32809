/**
 * Samples of a small fleet as a collector would have written them, and what they add up to: computed here from the values
 * themselves, by nothing of what is under test.
 */

import { mongo } from "mongoose";
import {
  type BatchDocument,
  type Holder,
  NO_GPU,
  type SampleDocument,
} from "../../../../../subgraphs/workloads/telemetry/collections.ts";
import { METRICS, MISSING } from "../../../../../subgraphs/workloads/telemetry/metrics.ts";
import { writeColumn } from "../../../../../subgraphs/workloads/telemetry/columns.ts";

/** A batch of nodes of eight GPUs, and what holds each node. */
export interface RawBatch {
  readonly id: string;
  readonly partner: string;
  readonly site: string;
  readonly model: string;
  readonly nodes: readonly (Holder | null)[];
}

/** One GPU in one round. Values are packed, by metric; null for a GPU that did not report. */
export interface RawSample {
  readonly batch: RawBatch;
  readonly node: number;
  readonly slot: number;
  readonly uuid: string;
  readonly holder: Holder | null;
  readonly atMs: number;
  readonly intervalMs: number;
  readonly values: readonly (number | null)[] | null;
}

/** Every sample of a batch between two instants, from a generator that always gives the same. */
export function rawSamples(
  batch: RawBatch,
  { fromMs, toMs, intervalMs }: { readonly fromMs: number; readonly toMs: number; readonly intervalMs: number },
  asleep: (atMs: number) => boolean = () => false,
): RawSample[] {
  const samples: RawSample[] = [];
  for (let atMs = fromMs; atMs < toMs; atMs += intervalMs) {
    if (asleep(atMs)) continue;
    for (const [node, holder] of batch.nodes.entries()) {
      for (let slot = 0; slot < 8; slot++) {
        const seed = noise(`${batch.id} ${node} ${slot} ${atMs}`);
        const values = seed % 53 === 0 ? null : valuesOf(seed, holder, slot);
        samples.push({ batch, node, slot, uuid: uuidIn(batch, node, slot), holder, atMs, intervalMs, values });
      }
    }
  }
  return samples;
}

/** A GPU's uuid. */
export function uuidIn(batch: RawBatch, node: number, slot: number): string {
  return `GPU-${batch.id}-${node}-${slot}`;
}

export function hostIn(batch: RawBatch, node: number): string {
  return `${batch.site}-${batch.model.toLowerCase()}-${node}`;
}

/** The batch as the collector writes it. */
export function batchDocument(batch: RawBatch): BatchDocument {
  const { id, partner, site, model, nodes } = batch;
  const gpus = (node: number): string[] => Array.from({ length: 8 }, (_, slot) => uuidIn(batch, node, slot));
  return {
    _id: id,
    partner,
    site,
    model,
    nodes: nodes.map((_, node) => ({ hostname: hostIn(batch, node), gpus: gpus(node) })),
  };
}

/** Samples of one batch as the documents of its rounds. */
export function sampleDocuments(samples: readonly RawSample[]): SampleDocument[] {
  const rounds = new Map<number, RawSample[]>();
  for (const sample of samples) rounds.set(sample.atMs, [...(rounds.get(sample.atMs) ?? []), sample]);
  return [...rounds].flatMap(([atMs, round]) => {
    const [first] = round;
    return first === undefined ? [] : [roundDocument(atMs, first, round)];
  });
}

function roundDocument(atMs: number, { batch, intervalMs }: RawSample, round: readonly RawSample[]): SampleDocument {
  const groups = [...new Map(round.flatMap(({ holder }) => (holder ? [[holder.workload, holder]] : []))).values()];
  const rows = batch.nodes.length * 8;
  const holders = Buffer.alloc(rows, NO_GPU);
  const columns = METRICS.map(() => new Uint16Array(rows).fill(MISSING));
  const delays = new Uint16Array(batch.nodes.length);
  for (const { node, slot, holder, values } of round) {
    const row = node * 8 + slot;
    holders[row] = holder === null ? 0 : groups.findIndex(({ workload }) => workload === holder.workload) + 1;
    for (const [metric, value] of values?.entries() ?? []) {
      const column = columns[metric];
      if (column !== undefined && value !== null) column[row] = value;
    }
    delays[node] = node * 3;
  }
  return {
    _id: new mongo.ObjectId(),
    batch: batch.id,
    partner: batch.partner,
    site: batch.site,
    model: batch.model,
    at: new Date(atMs),
    intervalMs,
    gpuCount: rows,
    columns: Object.fromEntries(METRICS.map(({ column }, metric) => [column, writeColumn(columns[metric] ?? EMPTY)])),
    holders: new mongo.Binary(holders),
    groups,
    delays: writeColumn(delays),
  };
}

const EMPTY = new Uint16Array(0);

/** Packed: duty cycle, SM, tensor, memory, power, DRAM, temperature, energy. Every seventh GPU of an interactive job idles. */
function valuesOf(seed: number, holder: Holder | null, slot: number): (number | null)[] {
  const idle = holder === null || (holder.kind === "INTERACTIVE" && slot % 2 === 0);
  const duty = idle ? seed % 400 : 500 + (seed % 9400);
  const sm = Math.floor(duty / 2) + (seed % 97);
  return [
    duty,
    seed % 31 === 0 ? null : sm,
    Math.floor(sm / 3),
    700 + (seed % 900),
    1000 + duty,
    sm,
    300 + (seed % 400),
    50 + (duty >> 4),
  ];
}

function noise(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** What samples add up to. */
export interface RawSums {
  expectedMs: number;
  reportedMs: number;
  heldMs: number;
  /** Held and reported time less its duty cycle, in milliseconds. */
  wastedMs: number;
  readonly values: number[][];
}

/** Adds samples up by a key; samples whose key is null are left out. */
export function sumsBy(
  samples: Iterable<RawSample>,
  keyOf: (sample: RawSample) => string | null,
): Map<string, RawSums> {
  const sums = new Map<string, RawSums>();
  for (const sample of samples) {
    const key = keyOf(sample);
    if (key === null) continue;
    let sum = sums.get(key);
    if (sum === undefined) {
      sum = { expectedMs: 0, reportedMs: 0, heldMs: 0, wastedMs: 0, values: METRICS.map(() => []) };
      sums.set(key, sum);
    }
    sum.expectedMs += sample.intervalMs;
    if (sample.holder !== null) sum.heldMs += sample.intervalMs;
    if (sample.values === null) continue;
    sum.reportedMs += sample.intervalMs;
    for (const [metric, value] of sample.values.entries()) if (value !== null) sum.values[metric]?.push(value);
    const duty = sample.values[0] ?? null;
    if (sample.holder !== null && duty !== null) sum.wastedMs += sample.intervalMs * (1 - duty / 10_000);
  }
  return sums;
}

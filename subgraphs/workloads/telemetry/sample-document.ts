/** Packs what a round of scraping brought of one batch into a document of the raw store, and back. */

import { mongo } from "mongoose";
import { type Holder, MAX_BATCH_GPUS, NO_GPU, type SampleDocument } from "./collections.ts";
import type { BatchState, HostState } from "./fleet-state.ts";
import { METRIC_COUNT, METRICS, MISSING } from "./metrics.ts";
import { NO_PAGE, readColumn, readPacked, writeColumn } from "./columns.ts";

/** Who holds the rows of a batch, packed; good until `holdersVersion` of the batch changes. */
export interface PackedHolders {
  readonly version: number;
  readonly holders: mongo.Binary;
  readonly groups: readonly Holder[];
}

/** @param startedAtMs when the round began: what is older stays out. `at` is the first page's time, or this one. */
export function packSample(
  batch: BatchState,
  round: { readonly startedAtMs: number; readonly intervalMs: number },
  packed: PackedHolders,
): SampleDocument {
  const came = (host: HostState | undefined): number =>
    host?.scrapedAtMs != null && host.scrapedAtMs >= round.startedAtMs ? host.scrapedAtMs : Infinity;
  const first = Math.min(...batch.hosts.map(came));
  const atMs = first === Infinity ? round.startedAtMs : first;
  const gpuCount = rowsOf(batch);
  const values = batch.values.slice();
  const delays = new Uint16Array(batch.hosts.length).fill(NO_PAGE);
  for (const [node, host] of batch.hosts.entries()) {
    if (came(host) !== Infinity) delays[node] = Math.min(came(host) - atMs, NO_PAGE - 1);
    else if (host !== undefined) eraseRows(values, host);
  }
  const columns: Record<string, mongo.Binary> = {};
  for (let metric = 0; metric < METRIC_COUNT; metric++) {
    const from = metric * MAX_BATCH_GPUS;
    const name = METRICS[metric]?.column ?? "";
    columns[name] = writeColumn(values.subarray(from, from + gpuCount));
  }
  const { id, partner, site, model } = batch;
  return {
    _id: new mongo.ObjectId(),
    batch: id,
    partner,
    site,
    model,
    at: new Date(atMs),
    intervalMs: round.intervalMs,
    gpuCount,
    columns,
    holders: packed.holders,
    groups: packed.groups,
    delays: writeColumn(delays),
  };
}

/** Packs who holds the rows of a batch now. */
export function packHolders(batch: BatchState): PackedHolders {
  const bytes = Buffer.alloc(rowsOf(batch), NO_GPU);
  const groups: Holder[] = [];
  const indexOf = new Map<string, number>();
  for (const host of batch.hosts) {
    for (const [slot, holder] of host?.holders.entries() ?? []) {
      const row = (host?.place.row ?? 0) + slot;
      if (holder === null) {
        bytes[row] = 0;
        continue;
      }
      let index = indexOf.get(holder.workload);
      if (index === undefined) {
        index = groups.push(holder);
        indexOf.set(holder.workload, index);
      }
      bytes[row] = index;
    }
  }
  return { version: batch.holdersVersion, holders: new mongo.Binary(bytes), groups };
}

/** What a document says of one node, in the form of a page's reading; null when it brought no page of it. */
export function unpackNode(document: SampleDocument, host: HostState): Reading | null {
  const delayMs = readPacked(document.delays, host.place.node);
  if (delayMs === NO_PAGE) return null;
  const count = host.facts.gpus.length;
  const values = new Uint16Array(METRIC_COUNT * count).fill(MISSING);
  for (const [metric, { column }] of METRICS.entries()) {
    const packed = document.columns[column];
    if (packed === undefined) continue;
    values.set(readColumn(packed).subarray(host.place.row, host.place.row + count), metric * count);
  }
  return { values, atMs: document.at.getTime() + delayMs };
}

/** Values as a page gives them, without its counters. */
interface Reading {
  readonly values: Uint16Array;
  readonly atMs: number;
}

function rowsOf(batch: BatchState): number {
  const last = batch.hosts.findLast((host) => host !== undefined);
  return last === undefined ? 0 : last.place.row + last.facts.gpus.length;
}

function eraseRows(values: Uint16Array, { place, facts }: HostState): void {
  for (let metric = 0; metric < METRIC_COUNT; metric++) {
    const from = metric * MAX_BATCH_GPUS + place.row;
    values.fill(MISSING, from, from + facts.gpus.length);
  }
}

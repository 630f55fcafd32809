/** The raw store: what every GPU reported, in documents of one batch of GPUs and one scrape each, and later in chunks. */

import type { Connection } from "mongoose";
import { type BatchDocument, type SampleDocument, telemetryCollections } from "./collections.ts";
import { NO_PAGE, readPacked } from "./columns.ts";
import {
  DRAM_ACTIVE,
  DUTY_CYCLE,
  MEMORY_USED,
  METRICS,
  MISSING,
  POWER,
  SM_ACTIVE,
  TEMPERATURE,
  TENSOR_ACTIVE,
  unpack,
} from "./metrics.ts";
import { samplesOfSlot } from "./tiers/read-chunk.ts";
import { tierCollections } from "./tiers/tier-collections.ts";
import { DAY_MS } from "./tiers/tiers.ts";

/** What one GPU reported in one scrape. A metric that was not reported is null. */
export interface GpuSample {
  /** When the sample was received. */
  readonly at: Date;
  /** From 0 to 1. */
  readonly dutyCycle: number | null;
  /** From 0 to 1. */
  readonly smActive: number | null;
  /** From 0 to 1. */
  readonly tensorActive: number | null;
  /** From 0 to 1. */
  readonly dramActive: number | null;
  readonly memoryUsedBytes: number | null;
  readonly powerWatts: number | null;
  readonly temperatureCelsius: number | null;
}

/** Reads the raw store. GPUs that are asked for together are read together: their batches are, each once. */
export interface SampleReader {
  /**
   * What each GPU reported in the last `sinceMs` milliseconds, oldest first; nothing for a GPU that is unknown or that
   * belongs to another partner. Scrapes that did not bring the GPU are left out.
   * @param partner slug of the only partner whose GPUs may be read, or null for all
   * @param take is told of so many samples before they are unpacked; what it throws ends the reading
   */
  samplesOfGpus(
    uuids: readonly string[],
    sinceMs: number,
    partner: string | null,
    take: (count: number) => void,
  ): Promise<ReadonlyMap<string, readonly GpuSample[]>>;

  /**
   * Where each GPU stands or stood, as `batch/node`; nowhere for a GPU that is unknown or another partner's.
   * @param partner as above
   */
  placesOfGpus(uuids: readonly string[], partner: string | null): Promise<ReadonlyMap<string, readonly string[]>>;
}

/** Where a GPU stands in its batch: its row, and its node with the slot in it. */
interface Place {
  readonly uuid: string;
  readonly row: number;
  readonly node: number;
  readonly slot: number;
}

/** A sample, with `at` of the round that it was taken in. */
interface RoundSample {
  readonly roundMs: number;
  readonly sample: GpuSample;
}

/** @param databases connections; only this subgraph's own is read */
export function createSampleReader(databases: { readonly workloads: Connection }): SampleReader {
  const { batches, samples } = telemetryCollections(databases.workloads);
  const { chunks } = tierCollections(databases.workloads);

  /** The places of GPUs by their batch. */
  const placesByBatch = async (
    uuids: readonly string[],
    scope: { readonly partner?: string },
  ): Promise<ReadonlyMap<string, readonly Place[]>> => {
    const wanted = new Set(uuids);
    const found = await batches.find({ "nodes.gpus": { $in: [...wanted] }, ...scope }).toArray();
    return new Map(found.map((batch) => [batch._id, placesIn(batch, wanted)]));
  };

  return {
    placesOfGpus: async (uuids, partner) => {
      const places = new Map<string, string[]>(uuids.map((uuid) => [uuid, []]));
      for (const [batch, inBatch] of await placesByBatch(uuids, scopeOf(partner))) {
        for (const { uuid, node } of inBatch) places.get(uuid)?.push(`${batch}/${node}`);
      }
      return places;
    },
    samplesOfGpus: async (uuids, sinceMs, partner, take) => {
      const scope = scopeOf(partner);
      const since = new Date(Date.now() - sinceMs);
      const told = new Map<string, GpuSample[]>(uuids.map((uuid) => [uuid, []]));
      // One batch after the other: what is in memory is what one of them reported.
      for (const [batch, places] of await placesByBatch(uuids, scope)) {
        const newer = places.map((): RoundSample[] => []);
        // Documents first: what is compacted in between is then found twice, and told once.
        for await (const document of samples.find({ batch, at: { $gte: since }, ...scope }, { sort: { at: 1 } })) {
          take(places.length);
          for (const [index, { row, node }] of places.entries()) {
            const sample = sampleOf(document, row, node);
            if (sample !== null) newer[index]?.push({ roundMs: document.at.getTime(), sample });
          }
        }
        const compacted = places.map(() => new Set<number>());
        const nodes = [...new Set(places.map(({ node }) => node))];
        const from = new Date(since.getTime() - DAY_MS);
        const filter = { batch, node: { $in: nodes }, at: { $gte: from }, ...scope };
        for await (const chunk of chunks.find(filter, { sort: { at: 1 } })) {
          for (const [index, { uuid, node, slot }] of places.entries()) {
            if (node !== chunk.node) continue;
            take(chunk.rounds);
            for (const { roundMs, at, packed } of samplesOfSlot(chunk, slot, since.getTime())) {
              compacted[index]?.add(roundMs);
              told.get(uuid)?.push(unpacked(at, packed));
            }
          }
        }
        for (const [index, { uuid }] of places.entries()) {
          const fresh = newer[index]?.filter(({ roundMs }) => compacted[index]?.has(roundMs) !== true) ?? [];
          told.get(uuid)?.push(...fresh.map(({ sample }) => sample));
        }
      }
      for (const list of told.values()) list.sort((left, right) => left.at.getTime() - right.at.getTime());
      return told;
    },
  };
}

function scopeOf(partner: string | null): { readonly partner?: string } {
  return partner === null ? {} : { partner };
}

function placesIn({ nodes }: BatchDocument, wanted: ReadonlySet<string>): Place[] {
  const places: Place[] = [];
  let firstRow = 0;
  for (const [node, { gpus }] of nodes.entries()) {
    for (const [slot, uuid] of gpus.entries()) {
      if (wanted.has(uuid)) places.push({ uuid, row: firstRow + slot, node, slot });
    }
    firstRow += gpus.length;
  }
  return places;
}

function sampleOf(document: SampleDocument, row: number, node: number): GpuSample | null {
  const packed = METRICS.map(({ column }) => readPacked(document.columns[column], row));
  if (packed.every((value) => value === MISSING)) return null;
  const delayMs = readPacked(document.delays, node);
  return unpacked(new Date(document.at.getTime() + (delayMs === NO_PAGE ? 0 : delayMs)), packed);
}

function unpacked(at: Date, packed: readonly number[]): GpuSample {
  const value = (metric: number): number | null => unpack(metric, packed[metric] ?? MISSING);
  return {
    at,
    dutyCycle: value(DUTY_CYCLE),
    smActive: value(SM_ACTIVE),
    tensorActive: value(TENSOR_ACTIVE),
    dramActive: value(DRAM_ACTIVE),
    memoryUsedBytes: value(MEMORY_USED),
    powerWatts: value(POWER),
    temperatureCelsius: value(TEMPERATURE),
  };
}

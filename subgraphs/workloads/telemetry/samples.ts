/** The raw store: what every GPU reported, in documents of one batch of GPUs and one scrape each, and later in chunks. */

import type { Connection } from "mongoose";
import { type SampleDocument, telemetryCollections } from "./collections.ts";
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

/** Reads the raw store. */
export interface SampleReader {
  /**
   * What one GPU reported in the last `sinceMs` milliseconds, oldest first; empty for a GPU that is unknown or that
   * belongs to another partner. Scrapes that did not bring the GPU are left out.
   * @param partner slug of the only partner whose GPUs may be read, or null for all
   */
  samplesOfGpu(uuid: string, sinceMs: number, partner: string | null): Promise<readonly GpuSample[]>;

  /** Where a GPU stands or stood, as `batch/node`; nowhere for a GPU that is unknown or another partner's. @param partner as above */
  placesOfGpu(uuid: string, partner: string | null): Promise<readonly string[]>;
}

/** A row of a batch, and the node that it belongs to. */
interface Place {
  readonly batch: string;
  readonly row: number;
  readonly node: number;
  readonly slot: number;
}

/** @param databases connections; only this subgraph's own is read */
export function createSampleReader(databases: { readonly workloads: Connection }): SampleReader {
  const { batches, samples } = telemetryCollections(databases.workloads);
  const { chunks } = tierCollections(databases.workloads);

  const placesOf = async (uuid: string, partner: string | null): Promise<Place[]> => {
    const filter = { "nodes.gpus": uuid, ...(partner === null ? {} : { partner }) };
    const found = await batches.find(filter).toArray();
    return found.flatMap(({ _id: batch, nodes }) => {
      let row = 0;
      return nodes.flatMap(({ gpus }, node) => {
        const slot = gpus.indexOf(uuid);
        row += gpus.length;
        return slot < 0 ? [] : [{ batch, row: row - gpus.length + slot, node, slot }];
      });
    });
  };

  return {
    placesOfGpu: async (uuid, partner) => (await placesOf(uuid, partner)).map(({ batch, node }) => `${batch}/${node}`),
    samplesOfGpu: async (uuid, sinceMs, partner) => {
      const since = new Date(Date.now() - sinceMs);
      const places = await placesOf(uuid, partner);
      const perPlace = await Promise.all(
        places.map(async ({ batch, row, node, slot }) => {
          const scope = partner === null ? {} : { partner };
          // Documents first: what is compacted in between is then found twice, and told once.
          const documents = await samples.find({ batch, at: { $gte: since }, ...scope }, { sort: { at: 1 } }).toArray();
          const from = new Date(since.getTime() - DAY_MS);
          const compacted = chunks.find({ batch, node, at: { $gte: from }, ...scope }, { sort: { at: 1 } });
          const older = (await compacted.toArray()).flatMap((chunk) => samplesOfSlot(chunk, slot, since.getTime()));
          const known = new Set(older.map(({ roundMs }) => roundMs));
          const newer = documents.filter(({ at }) => !known.has(at.getTime()));
          return [
            ...older.map(({ at, packed }) => unpacked(at, packed)),
            ...newer.flatMap((document) => sampleOf(document, row, node)),
          ];
        }),
      );
      return perPlace.flat().sort((left, right) => left.at.getTime() - right.at.getTime());
    },
  };
}

function sampleOf(document: SampleDocument, row: number, node: number): GpuSample[] {
  const packed = METRICS.map(({ column }) => readPacked(document.columns[column], row));
  if (packed.every((value) => value === MISSING)) return [];
  const delayMs = readPacked(document.delays, node);
  return [unpacked(new Date(document.at.getTime() + (delayMs === NO_PAGE ? 0 : delayMs)), packed)];
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

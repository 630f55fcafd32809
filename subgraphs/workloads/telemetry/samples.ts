/** The raw store: what every GPU reported, in documents of one batch of GPUs and one scrape each. */

import { type Connection, mongo } from "mongoose";
import { type SampleDocument, telemetryCollections } from "./collections.ts";
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
}

/** `delays` of a node that brought no page. */
export const NO_PAGE = 0xffff;

/** A row of a batch, and the node that it belongs to. */
interface Place {
  readonly batch: string;
  readonly row: number;
  readonly node: number;
}

/** @param databases connections; only this subgraph's own is read */
export function createSampleReader(databases: { readonly workloads: Connection }): SampleReader {
  const { batches, samples } = telemetryCollections(databases.workloads);

  const placesOf = async (uuid: string, partner: string | null): Promise<Place[]> => {
    const filter = { "nodes.gpus": uuid, ...(partner === null ? {} : { partner }) };
    const found = await batches.find(filter).toArray();
    return found.flatMap(({ _id: batch, nodes }) => {
      let row = 0;
      return nodes.flatMap(({ gpus }, node) => {
        const slot = gpus.indexOf(uuid);
        row += gpus.length;
        return slot < 0 ? [] : [{ batch, row: row - gpus.length + slot, node }];
      });
    });
  };

  return {
    samplesOfGpu: async (uuid, sinceMs, partner) => {
      const since = new Date(Date.now() - sinceMs);
      const places = await placesOf(uuid, partner);
      const perPlace = await Promise.all(
        places.map(async ({ batch, row, node }) => {
          const filter = { batch, at: { $gte: since }, ...(partner === null ? {} : { partner }) };
          const documents = await samples.find(filter, { sort: { at: 1 } }).toArray();
          return documents.flatMap((document) => sampleOf(document, row, node));
        }),
      );
      const found = perPlace.flat();
      return places.length < 2 ? found : found.sort((left, right) => left.at.getTime() - right.at.getTime());
    },
  };
}

/** One 16-bit integer of a column; 65,535 where the column ends before it. */
export function readPacked(column: mongo.Binary | undefined, index: number): number {
  const bytes = column?.buffer;
  const low = bytes?.[2 * index];
  const high = bytes?.[2 * index + 1];
  return low === undefined || high === undefined ? MISSING : low + 256 * high;
}

/** The 16-bit integers of a column. */
export function readColumn(column: mongo.Binary): Uint16Array {
  const bytes = column.buffer.subarray(0, column.position);
  // A view needs an even offset, which a document's bytes do not have to have.
  return new Uint16Array(Uint8Array.from(bytes).buffer);
}

/** A column of 16-bit integers. */
export function writeColumn(values: Uint16Array): mongo.Binary {
  return new mongo.Binary(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
}

function sampleOf(document: SampleDocument, row: number, node: number): GpuSample[] {
  const packed = METRICS.map(({ column }) => readPacked(document.columns[column], row));
  if (packed.every((value) => value === MISSING)) return [];
  const delayMs = readPacked(document.delays, node);
  const value = (metric: number): number | null => unpack(metric, packed[metric] ?? MISSING);
  return [
    {
      at: new Date(document.at.getTime() + (delayMs === NO_PAGE ? 0 : delayMs)),
      dutyCycle: value(DUTY_CYCLE),
      smActive: value(SM_ACTIVE),
      tensorActive: value(TENSOR_ACTIVE),
      dramActive: value(DRAM_ACTIVE),
      memoryUsedBytes: value(MEMORY_USED),
      powerWatts: value(POWER),
      temperatureCelsius: value(TEMPERATURE),
    },
  ];
}

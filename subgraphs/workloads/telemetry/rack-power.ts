/** How much power each rack draws of what it may, as its GPUs report it. Written by the collector when it has changed. */

import { type Connection, type Model, Schema } from "mongoose";
import { GPU_MODELS, type GpuModelName } from "../../kit/gpu-models.ts";
import { rackModel } from "../../kit/published/rack.ts";
import { MAX_BATCH_GPUS } from "./collections.ts";
import type { Fence } from "./fence.ts";
import type { HostState } from "./fleet-state.ts";
import { MISSING, POWER, unpack } from "./metrics.ts";

/** `_id` is the rack's in sites. Partner and site are slugs. */
export interface RackPowerDocument {
  readonly _id: string;
  readonly partner: string;
  readonly site: string;
  /** Of all its GPUs, as reported; those that did not report are left out. */
  readonly gpuPowerWatts: number;
  /** With the servers around them, at the ratio of their rated powers. */
  readonly powerWatts: number;
  readonly capWatts: number;
  /** `powerWatts` over `capWatts`. */
  readonly share: number;
  readonly at: Date;
}

const rackPowerSchema = new Schema<RackPowerDocument>(
  {
    _id: { type: String, required: true },
    partner: { type: String, required: true },
    site: { type: String, required: true },
    gpuPowerWatts: { type: Number, required: true },
    powerWatts: { type: Number, required: true },
    capWatts: { type: Number, required: true },
    share: { type: Number, required: true },
    at: { type: Date, required: true },
  },
  { collection: "rackPower", versionKey: false, autoIndex: false, autoCreate: false },
);
rackPowerSchema.index({ share: -1, _id: 1 });
rackPowerSchema.index({ partner: 1, share: -1, _id: 1 });
rackPowerSchema.index({ site: 1, share: -1, _id: 1 });

/** @param workloads a connection to the database of workloads */
export function rackPowerModel(workloads: Connection): Model<RackPowerDocument> {
  return workloads.model<RackPowerDocument>("RackPower", rackPowerSchema);
}

/** A rack is written again when its share has moved by so much. */
const LEAST_CHANGE = 0.01;
/** Racks written in one transaction. */
const BULK = 1000;

export interface RackPowerOptions {
  readonly databases: { readonly sites: Connection; readonly workloads: Connection };
  readonly fence: Fence;
  /** True for what is of nodes that this collector has. */
  readonly owns: (rack: { readonly partner: string; readonly site: string }) => boolean;
}

/** Keeps `rackPower` as the fleet is. */
export class RackPower {
  readonly #options: RackPowerOptions;
  readonly #model: Model<RackPowerDocument>;
  /** Shares as they were last written, by rack; null until what an earlier process wrote is read. */
  #written: Map<string, number> | null = null;
  #caps: ReadonlyMap<string, number> | null = null;

  constructor(options: RackPowerOptions) {
    this.#options = options;
    this.#model = rackPowerModel(options.databases.workloads);
  }

  /** Adds up what nodes draw now, and writes the racks of which that is news. */
  async update(hosts: Iterable<HostState>, at: Date): Promise<void> {
    const racks = new Map<string, { partner: string; site: string; gpuPowerWatts: number; powerWatts: number }>();
    for (const { facts, batch, place } of hosts) {
      const { rack, partner, site } = facts;
      let sum = racks.get(rack);
      if (sum === undefined) racks.set(rack, (sum = { partner, site, gpuPowerWatts: 0, powerWatts: 0 }));
      let watts = 0;
      for (let slot = 0; slot < facts.gpus.length; slot++) {
        watts += unpack(POWER, batch.values[POWER * MAX_BATCH_GPUS + place.row + slot] ?? MISSING) ?? 0;
      }
      const rated = (GPU_MODELS[facts.model as GpuModelName]?.tdpWatts ?? 0) * facts.gpus.length;
      sum.gpuPowerWatts += watts;
      sum.powerWatts += rated === 0 ? watts : (watts * facts.ratedPowerWatts) / rated;
    }
    const caps = await this.#capsOf(racks.keys());
    const written = (this.#written ??= await this.#readShares());
    const news = [...racks].flatMap(([_id, sum]): RackPowerDocument[] => {
      const capWatts = caps.get(_id);
      if (capWatts === undefined || capWatts <= 0) return [];
      const share = sum.powerWatts / capWatts;
      if (Math.abs(share - (written.get(_id) ?? -1)) < LEAST_CHANGE) return [];
      return [{ _id, ...sum, capWatts, share, at }];
    });
    const gone = [...written.keys()].filter((_id) => !racks.has(_id));
    const writes = [
      ...news.map((rack) => ({ replaceOne: { filter: { _id: rack._id }, replacement: rack, upsert: true } })),
      ...gone.map((_id) => ({ deleteOne: { filter: { _id } } })),
    ];
    for (let from = 0; from < writes.length; from += BULK) {
      const some = writes.slice(from, from + BULK);
      await this.#options.fence(async (session) => await this.#model.bulkWrite(some, { ordered: false, session }));
    }
    for (const { _id, share } of news) written.set(_id, share);
    for (const _id of gone) written.delete(_id);
  }

  async #readShares(): Promise<Map<string, number>> {
    const shares = new Map<string, number>();
    const fields = { share: 1, partner: 1, site: 1 };
    for await (const rack of this.#model.find({}, fields).lean().cursor()) {
      if (this.#options.owns(rack)) shares.set(rack._id, rack.share);
    }
    return shares;
  }

  /** Caps by rack; read anew when a rack turns up that they do not have. */
  async #capsOf(racks: Iterable<string>): Promise<ReadonlyMap<string, number>> {
    const known = this.#caps;
    if (known !== null && [...racks].every((rack) => known.has(rack))) return known;
    const caps = new Map<string, number>();
    for await (const { _id, powerCapWatts } of rackModel(this.#options.databases.sites)
      .find({}, { powerCapWatts: 1 })
      .lean()
      .cursor()) {
      caps.set(_id, powerCapWatts);
    }
    this.#caps = caps;
    return caps;
  }
}

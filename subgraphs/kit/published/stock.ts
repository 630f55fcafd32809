/**
 * How many GPUs a partner has of a model, at each step from ordered to placed. Owned by inventory; workloads moves `placed`.
 * Invariant: placed ≤ active ≤ received ≤ ordered, held by conditional updates of the one document.
 */

import { type Connection, type Model, Schema } from "mongoose";

/** `_id` is `partner:model`. All counts are GPUs. */
export interface StockDocument {
  readonly _id: string;
  readonly partner: string;
  readonly model: string;
  readonly ordered: number;
  readonly received: number;
  /** Built in and not yet switched on. */
  readonly installed: number;
  readonly active: number;
  /** Taken out of service for good. Together with `installed` and `active` at most `received`. */
  readonly decommissioned: number;
  readonly placed: number;
}

const stockSchema = new Schema<StockDocument>(
  {
    _id: { type: String, required: true },
    partner: { type: String, required: true },
    model: { type: String, required: true },
    ordered: { type: Number, required: true },
    received: { type: Number, required: true },
    installed: { type: Number, required: true },
    active: { type: Number, required: true },
    decommissioned: { type: Number, required: true },
    placed: { type: Number, required: true },
  },
  { collection: "stock", versionKey: false, autoIndex: false, autoCreate: false },
);
stockSchema.index({ partner: 1, model: 1 });
// What is summed by partner, so that no document is read for it.
stockSchema.index({ partner: 1, received: 1, active: 1 });

/** The stock of inventory's database. @param inventory a connection to that database */
export function stockModel(inventory: Connection): Model<StockDocument> {
  return inventory.model<StockDocument>("Stock", stockSchema);
}

/** Stock of a partner that has none of a model. */
export function noStock(partner: string, model: string): StockDocument {
  const none = { ordered: 0, received: 0, installed: 0, active: 0, decommissioned: 0, placed: 0 };
  return { _id: stockId(partner, model), partner, model, ...none };
}

/** `_id` of a partner's stock of a model. */
export function stockId(partner: string, model: string): string {
  return `${partner}:${model}`;
}

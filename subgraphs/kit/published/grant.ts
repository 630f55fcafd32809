/** How many GPUs a programme gives a partner, and how many of them are ordered. Owned by partners; inventory counts orders. */

import { type Connection, type Model, Schema } from "mongoose";

/** `_id` is `programme:partner`, both slugs. Counts are GPUs; `ordered` ≤ `allotted`, held by conditional updates. */
export interface GrantDocument {
  readonly _id: string;
  readonly programme: string;
  readonly partner: string;
  /** The sum of the allotments. */
  readonly allotted: number;
  /** The sum of the deliveries; of a cancelled one only what arrived. */
  readonly ordered: number;
}

const grantSchema = new Schema<GrantDocument>(
  {
    _id: { type: String, required: true },
    programme: { type: String, required: true },
    partner: { type: String, required: true },
    allotted: { type: Number, required: true },
    ordered: { type: Number, required: true },
  },
  { collection: "grants", versionKey: false, autoIndex: false, autoCreate: false },
);

/** The grants of partners' database. @param partners a connection to that database */
export function grantModel(partners: Connection): Model<GrantDocument> {
  return partners.model<GrantDocument>("Grant", grantSchema);
}

/** `_id` of a partner's grant from a programme. */
export function grantId(programme: string, partner: string): string {
  return `${programme}:${partner}`;
}

/** Where a record comes from, as every seeded record stores it. */

import { Schema } from "mongoose";
import { koreanDate } from "../korean-date.ts";

export const PROVENANCE_KINDS = ["REPORTED", "ILLUSTRATIVE", "SIMULATED", "MEASURED"] as const;

export interface Provenance {
  readonly kind: (typeof PROVENANCE_KINDS)[number];
  /** The publication, or how the record was made. */
  readonly source: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
}

export const provenanceSchema = new Schema<Provenance>(
  {
    kind: { type: String, enum: PROVENANCE_KINDS, required: true },
    source: { type: String, required: true },
    date: { type: String, required: true },
  },
  { _id: false, versionKey: false },
);

/** Of a record that somebody entered through a mutation. */
export function entered(at: Date): Provenance {
  return { kind: "MEASURED", source: "Entered through the graph", date: koreanDate(at) };
}

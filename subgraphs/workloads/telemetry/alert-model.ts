/** Alerts: what the collector found to be wrong with nodes and GPUs, while it stands and afterwards. */

import { type Connection, type Model, Schema } from "mongoose";

export const ALERT_KINDS = ["UNKNOWN_GPU", "XID", "STALE_NODE"] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** Partner and site are slugs, node is a host name. */
export interface AlertDocument {
  readonly _id: string;
  readonly kind: AlertKind;
  /** Whose node it is about. */
  readonly partner: string;
  readonly site: string;
  readonly node: string;
  /** uuid, or null where it is about the whole node. */
  readonly gpu: string | null;
  /** The XID, or null. */
  readonly code: number | null;
  readonly message: string;
  readonly raisedAt: Date;
  /** When what it tells of was over; null while it stands. */
  readonly clearedAt: Date | null;
  /** Counts the changes of all alerts; that of the last change of this one. */
  readonly seq: number;
}

/** How long an alert is kept after it was cleared. */
const RETENTION_S = 90 * 86_400;

const alertSchema = new Schema<AlertDocument>(
  {
    _id: { type: String, required: true },
    kind: { type: String, enum: ALERT_KINDS, required: true },
    partner: { type: String, required: true },
    site: { type: String, required: true },
    node: { type: String, required: true },
    gpu: { type: String, default: null },
    code: { type: Number, default: null },
    message: { type: String, required: true },
    raisedAt: { type: Date, required: true },
    clearedAt: { type: Date, default: null },
    seq: { type: Number, required: true },
  },
  { collection: "alerts", versionKey: false, autoIndex: false, autoCreate: false },
);
// Of two collectors that would give a change the same number one has to try again.
alertSchema.index({ seq: 1 }, { unique: true });
alertSchema.index({ raisedAt: -1, _id: 1 });
alertSchema.index({ partner: 1, raisedAt: -1, _id: 1 });
alertSchema.index({ clearedAt: 1, raisedAt: -1, _id: 1 });
alertSchema.index({ clearedAt: 1 }, { expireAfterSeconds: RETENTION_S });

/** @param workloads a connection to the database of workloads */
export function alertModel(workloads: Connection): Model<AlertDocument> {
  return workloads.model<AlertDocument>("Alert", alertSchema);
}

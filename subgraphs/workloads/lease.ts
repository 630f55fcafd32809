/** Which process of several does a job: the one that holds its lease, by the clock of MongoDB. */

import { type Connection, type Model, mongo, Schema } from "mongoose";

/** `_id` is the job. */
export interface LeaseDocument {
  readonly _id: string;
  /** Names the process that holds it. */
  readonly holder: string;
  readonly expiresAt: Date;
}

const DUPLICATE_KEY = 11_000;

const leaseSchema = new Schema<LeaseDocument>(
  {
    _id: { type: String, required: true },
    holder: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: "queueLeases", versionKey: false, autoIndex: false, autoCreate: false },
);

/** The leases. @param workloads a connection to the database of workloads */
export function leaseModel(workloads: Connection): Model<LeaseDocument> {
  return workloads.model<LeaseDocument>("Lease", leaseSchema);
}

/**
 * Takes a lease that is free or has run out, or extends one's own.
 * @param ttlMs how long it holds from now
 * @returns whether the holder has it now
 */
export async function holdLease(
  leases: Model<LeaseDocument>,
  lease: { readonly name: string; readonly holder: string; readonly ttlMs: number },
): Promise<boolean> {
  const { name, holder, ttlMs } = lease;
  await introduce(leases, name);
  const { matchedCount } = await leases.updateOne(
    { _id: name, $expr: { $or: [{ $eq: ["$holder", holder] }, { $lt: ["$expiresAt", "$$NOW"] }] } },
    [{ $set: { holder, expiresAt: { $add: ["$$NOW", ttlMs] } } }],
    { updatePipeline: true },
  );
  return matchedCount === 1;
}

/** Gives a lease back, so that another process need not wait until it runs out. */
export async function dropLease(leases: Model<LeaseDocument>, name: string, holder: string): Promise<void> {
  await leases.updateOne({ _id: name, holder }, { $set: { expiresAt: new Date(0) } });
}

/** Makes the document of a lease that nobody has held yet, as one that has run out: an upsert cannot compare with `$$NOW`. */
async function introduce(leases: Model<LeaseDocument>, name: string): Promise<void> {
  try {
    await leases.updateOne(
      { _id: name },
      { $setOnInsert: { holder: "nobody", expiresAt: new Date(0) } },
      { upsert: true },
    );
  } catch (error) {
    if (!(error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY)) throw error;
  }
}

/**
 * Seals of the audit log: one chain over all entries, in the order in which they were committed. A seal fixes the hashes of a
 * few entries and the seal before it, so that an entry which is missing at the end of its record's chain is missed here.
 *
 * Seals follow the log by its change stream, a moment after the commit, so that no writer waits for a chain that all share.
 */

import { createHash } from "node:crypto";
import { type Connection, type Model, mongo, Schema } from "mongoose";
import { canonical } from "../cursors.ts";
import { follow, type ResumeTokenDocument } from "../events.ts";
import type { Logger } from "../log.ts";
import type { AuditDocument } from "./entries.ts";

/** Entries that were committed one after the other. `_id` counts from 1, without a gap. */
export interface SealDocument {
  readonly _id: number;
  readonly at: Date;
  readonly entries: readonly SealedEntry[];
  /** Hash of the seal before it, or null for the first. */
  readonly previous: string | null;
  /** Of everything else in the seal. */
  readonly hash: string;
}

/** An entry by its `_id` and its hash. */
export interface SealedEntry {
  readonly id: string;
  readonly hash: string;
}

const DUPLICATE_KEY = 11_000;
const BATCH = 1000;

const sealSchema = new Schema<SealDocument>(
  {
    _id: { type: Number, required: true },
    at: { type: Date, required: true },
    entries: {
      type: [
        new Schema<SealedEntry>(
          { id: { type: String, required: true }, hash: { type: String, required: true } },
          { _id: false },
        ),
      ],
      required: true,
    },
    previous: { type: String, default: null },
    hash: { type: String, required: true },
  },
  { collection: "auditSeals", versionKey: false, autoIndex: false, autoCreate: false },
);
// An entry is sealed once, although a batch of changes can come again, and several processes follow.
sealSchema.index({ "entries.id": 1 }, { unique: true });

/** The seals. @param partners a connection to partners' database */
export function sealModel(partners: Connection): Model<SealDocument> {
  return partners.model<SealDocument>("AuditSeal", sealSchema);
}

/** What is sealed, and where. */
export interface SealOptions {
  readonly audit: Model<AuditDocument>;
  readonly seals: Model<SealDocument>;
  readonly resumeTokens: Model<ResumeTokenDocument>;
  readonly log: Logger;
}

/** Seals what is appended, until the signal aborts. The hash of each seal is logged too: outside of the database. */
export async function followAudit(options: SealOptions, signal: AbortSignal): Promise<void> {
  const { audit, resumeTokens, log } = options;
  await follow(
    {
      model: audit,
      resumeTokens,
      name: "audit-seals",
      onBatch: async (entries) => await seal(options, entries),
      onHistoryLost: async (signal) => await sealAll(options, signal),
      log,
    },
    signal,
  );
}

/** The hash of a seal: of all of its fields but the hash itself. */
export function hashSeal({ hash: _hash, ...seal }: Omit<SealDocument, "hash"> & { readonly hash?: string }): string {
  return createHash("sha256").update(canonical(seal)).digest("base64url");
}

type Sealable = Pick<AuditDocument, "_id" | "hash">;

/** Appends one seal over the entries that no seal holds yet. Two that do so at once meet in its number, and one begins again. */
async function seal({ seals, log }: SealOptions, entries: readonly Sealable[]): Promise<void> {
  for (;;) {
    const ids = entries.map(({ _id }) => _id);
    const sealed = new Set((await seals.distinct("entries.id", { "entries.id": { $in: ids } })).map(String));
    const fresh = entries.filter(({ _id }) => !sealed.has(_id)).map(({ _id, hash }) => ({ id: _id, hash }));
    if (fresh.length === 0) return;
    const last = await seals.findOne().sort({ _id: -1 }).lean<SealDocument>();
    const next = {
      _id: (last?._id ?? 0) + 1,
      at: new Date(),
      entries: fresh,
      previous: last?.hash ?? null,
    };
    const hash = hashSeal(next);
    try {
      await seals.collection.insertOne({ ...next, hash } as never, { writeConcern: { w: "majority" } });
      log.info({ seal: next._id, entries: fresh.length, hash }, "the audit log is sealed");
      return;
    } catch (error) {
      if (!(error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY)) throw error;
    }
  }
}

async function sealAll(options: SealOptions, signal: AbortSignal): Promise<void> {
  let batch: Sealable[] = [];
  const fields = { _id: 1, hash: 1 } as const;
  for await (const entry of options.audit.find({}, fields).sort({ at: 1, _id: 1 }).lean<Sealable>().cursor()) {
    signal.throwIfAborted();
    batch.push(entry);
    if (batch.length < BATCH) continue;
    await seal(options, batch);
    batch = [];
  }
  await seal(options, batch);
}

/**
 * The audit log: who changed what, written in the transaction that changes it, by every subgraph into one collection.
 *
 * Each record has a chain of its own: an entry carries the hash of the record's entry before it. Two transactions meet in the
 * log only when they change the same record, and then they conflict anyway; one chain for all would make every writer wait
 * for every other. What a chain cannot show by itself, that its end is missing, the seals show: `seals.ts`.
 */

import { createHash } from "node:crypto";
import { type ClientSession, type Connection, type Model, Schema } from "mongoose";
import { canonical } from "../cursors.ts";
import { insertInto } from "../database.ts";
import type { EntityType } from "../ids.ts";

/** One change of one record. Append-only: nothing in the program updates or deletes an entry. */
export interface AuditDocument {
  /** `chain#sequence`. */
  readonly _id: string;
  /** The record: its type and key, such as `Node:samsung-hwaseong-b200-0001`. */
  readonly chain: string;
  /** From 1, without a gap within a chain. */
  readonly sequence: number;
  readonly at: Date;
  /** The token's subject; `scheduler` or `telemetry` for what the system does by itself. */
  readonly actor: string;
  /** The mutation's name, or the step that the system took. */
  readonly action: string;
  /** Slug of the partner whose record it is, or null for what partners share. */
  readonly partner: string | null;
  readonly requestId: string | null;
  /** The client's idempotency key, or null for what the system does by itself. */
  readonly key: string | null;
  /** The record before and after, as JSON; null where it did not exist. */
  readonly before: string | null;
  readonly after: string | null;
  /** Hash of the entry before it in its chain, or null for the first. */
  readonly previous: string | null;
  /** Of everything else in the entry. */
  readonly hash: string;
}

/** What changed, as the mutation's work tells it. */
export interface Change {
  readonly type: EntityType;
  readonly key: string;
  readonly partner: string | null;
  readonly before: object | null;
  readonly after: object | null;
}

/** Who made changes, when and by what. */
export interface Origin {
  readonly actor: string;
  readonly action: string;
  readonly requestId: string | null;
  readonly key: string | null;
  readonly at: Date;
}

const text = { type: String, required: true } as const;
const optionalText = { type: String, default: null } as const;

const auditSchema = new Schema<AuditDocument>(
  {
    _id: text,
    chain: text,
    sequence: { type: Number, required: true },
    at: { type: Date, required: true },
    actor: text,
    action: text,
    partner: optionalText,
    requestId: optionalText,
    key: optionalText,
    before: optionalText,
    after: optionalText,
    previous: optionalText,
    hash: text,
  },
  { collection: "audit", versionKey: false, autoIndex: false, autoCreate: false },
);
auditSchema.index({ chain: 1, sequence: 1 }, { unique: true });
auditSchema.index({ at: -1, _id: -1 });
auditSchema.index({ actor: 1, at: -1, _id: -1 });
auditSchema.index({ action: 1, at: -1, _id: -1 });

/** The audit log. @param partners a connection to partners' database, which keeps it for all */
export function auditModel(partners: Connection): Model<AuditDocument> {
  return partners.model<AuditDocument>("Audit", auditSchema);
}

/**
 * Appends changes to their records' chains.
 * @throws MongoServerError TransientTransactionError when another transaction appends to one of the chains meanwhile
 */
export async function appendAudit(
  model: Model<AuditDocument>,
  session: ClientSession,
  origin: Origin,
  changes: readonly Change[],
): Promise<void> {
  if (changes.length === 0) return;
  const heads = await readHeads(model, session, [...new Set(changes.map(chainOf))]);
  const entries = changes.map((change): AuditDocument => {
    const chain = chainOf(change);
    const head = heads.get(chain);
    const sequence = (head?.sequence ?? 0) + 1;
    const entry = {
      _id: `${chain}#${sequence}`,
      chain,
      sequence,
      ...origin,
      partner: change.partner,
      before: change.before === null ? null : canonical(change.before),
      after: change.after === null ? null : canonical(change.after),
      previous: head?.hash ?? null,
    };
    const hash = hashEntry(entry);
    heads.set(chain, { sequence, hash });
    return { ...entry, hash };
  });
  await insertInto(model, session, entries);
}

/** The hash of an entry: of all of its fields but the hash itself. */
export function hashEntry({ hash: _hash, ...entry }: Omit<AuditDocument, "hash"> & { readonly hash?: string }): string {
  return createHash("sha256").update(canonical(entry)).digest("base64url");
}

interface Head {
  readonly sequence: number;
  readonly hash: string;
}

async function readHeads(
  model: Model<AuditDocument>,
  session: ClientSession,
  chains: readonly string[],
): Promise<Map<string, Head>> {
  const heads = new Map<string, Head>();
  for (const chain of chains) {
    const head = await model
      .findOne({ chain }, { sequence: 1, hash: 1 }, { session, sort: { sequence: -1 } })
      .lean<Head>();
    if (head !== null) heads.set(chain, { sequence: head.sequence, hash: head.hash });
  }
  return heads;
}

function chainOf({ type, key }: Change): string {
  return `${type}:${key}`;
}

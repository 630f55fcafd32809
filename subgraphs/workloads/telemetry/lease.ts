/**
 * A lease in MongoDB: of all processes that want to lead, one does, by the clock of the database. A lease whose holder ran
 * on this machine and is dead need not run out: a process that is restarted goes on at once.
 */

import { setTimeout as delay } from "node:timers/promises";
import type { mongo } from "mongoose";
import type { Logger } from "../../kit/log.ts";
import { DUPLICATE_KEY, hasCode, type LeaseDocument } from "./collections.ts";
import { holderName, isDead } from "./holder.ts";

export interface LeaseOptions {
  readonly collection: mongo.Collection<LeaseDocument>;
  readonly name: string;
  /** How long a lease lasts when it is not renewed: how long nobody leads after a crash. */
  readonly ttlMs: number;
  readonly log: Pick<Logger, "info" | "warn" | "error">;
  readonly signal: AbortSignal;
}

/** One turn of leading. */
export interface Turn {
  /** Aborts when the lease is lost, and when all is to stop. */
  readonly signal: AbortSignal;
  /** False once the lease is lost: nothing more may be written. While a stop is under way it is still held. */
  readonly held: () => boolean;
  /** Grows from holder to holder: what is written with it can be told from what an earlier one wrote. */
  readonly term: number;
}

/**
 * Waits for the lease, leads while it holds, and begins again, until the signal aborts.
 * @param lead an error that it throws ends the turn, not the loop
 */
export async function withLease(options: LeaseOptions, lead: (turn: Turn) => Promise<void>): Promise<void> {
  const { collection, name, ttlMs, log, signal } = options;
  const holder = holderName();
  while (!signal.aborted) {
    const term = await acquireOrInherit(collection, { name, holder, ttlMs }).catch((error: unknown) => {
      log.warn({ err: error }, "lease could not be asked for");
      return null;
    });
    if (term !== null) await turn({ ...options, holder, term }, lead);
    if (!signal.aborted) await delay(ttlMs / 5, undefined, { signal }).catch(() => undefined);
  }
}

async function turn(
  {
    collection,
    name,
    holder,
    term,
    ttlMs,
    log,
    signal,
  }: LeaseOptions & { readonly holder: string; readonly term: number },
  lead: (turn: Turn) => Promise<void>,
): Promise<void> {
  const lost = new AbortController();
  const done = new AbortController();
  const renewals = { lastAt: performance.now() };
  const claim = { collection, name, holder, ttlMs, renewals };
  const renewing = renew(claim, AbortSignal.any([signal, done.signal]), () => {
    lost.abort(new Error("the lease was lost"));
  });
  // By the clock too: a process that was stopped for a while must not write before its timers have told it so.
  const held = (): boolean => !lost.signal.aborted && performance.now() - renewals.lastAt < ttlMs;
  try {
    log.info({ lease: name }, "leads");
    await lead({ signal: AbortSignal.any([signal, lost.signal]), held, term });
  } catch (error) {
    if (!signal.aborted) log.error({ err: error, lease: name }, "stopped leading");
  } finally {
    done.abort();
    await renewing;
    await collection.updateOne({ _id: name, holder }, { $set: { until: new Date(0) } }).catch(() => undefined);
  }
}

interface Claim {
  readonly name: string;
  readonly holder: string;
  readonly ttlMs: number;
}

/** Renews until the signal aborts. Calls `onLost` when the lease is another's, or could not be renewed in time. */
async function renew(
  claim: Claim & {
    readonly collection: mongo.Collection<LeaseDocument>;
    /** When the last renewal that succeeded was asked for, by the monotonic clock. */
    readonly renewals: { lastAt: number };
  },
  signal: AbortSignal,
  onLost: () => void,
): Promise<void> {
  const { renewals } = claim;
  for (;;) {
    await delay(claim.ttlMs / 4, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const askedAt = performance.now();
    // Measured from before the question: the answer's way back must not make the lease longer than the database has it.
    const deadlineMs = renewals.lastAt + claim.ttlMs - askedAt;
    const held = await Promise.race([
      acquire(claim.collection, claim).then(
        (term) => (term === null ? "lost" : "held"),
        () => "unknown" as const,
      ),
      delay(Math.max(deadlineMs, 0), "unknown" as const, { ref: false }),
    ]);
    if (held === "lost" || performance.now() - renewals.lastAt >= claim.ttlMs) {
      onLost();
      return;
    }
    if (held === "held") renewals.lastAt = askedAt;
  }
}

/** Takes the lease; also that of a holder which is known to be dead. Null when another holds it, else the term. */
async function acquireOrInherit(collection: mongo.Collection<LeaseDocument>, claim: Claim): Promise<number | null> {
  const term = await acquire(collection, claim);
  if (term !== null) return term;
  const held = await collection.findOne({ _id: claim.name });
  if (held?.holder == null || !isDead(held.holder)) return null;
  // Only of this very holder: meanwhile it may have become another's, who lives.
  const ended = await collection.updateOne({ _id: claim.name, holder: held.holder }, { $set: { until: new Date(0) } });
  return ended.modifiedCount === 1 ? await acquire(collection, claim) : null;
}

/** Takes the lease, or keeps it. Null when another holds it, else the term. */
async function acquire(
  collection: mongo.Collection<LeaseDocument>,
  { name, holder, ttlMs }: Claim,
): Promise<number | null> {
  const mine = { $or: [{ holder }, { $expr: { $lt: ["$until", "$$NOW"] } }] };
  const until = { $add: ["$$NOW", ttlMs] };
  const before = { $ifNull: ["$term", 0] };
  const term = { $cond: [{ $eq: ["$holder", holder] }, before, { $add: [before, 1] }] };
  const options = { writeConcern: { w: "majority" }, returnDocument: "after" } as const;
  const found = await collection.findOneAndUpdate({ _id: name, ...mine }, [{ $set: { holder, until, term } }], options);
  if (found !== null) return found.term ?? 0;
  try {
    const first = { $setOnInsert: { holder, until: new Date(Date.now() + ttlMs), term: 1 } };
    const result = await collection.updateOne({ _id: name }, first, { writeConcern: { w: "majority" }, upsert: true });
    return result.upsertedCount === 1 ? 1 : null;
  } catch (error) {
    if (hasCode(error, DUPLICATE_KEY)) return null;
    throw error;
  }
}

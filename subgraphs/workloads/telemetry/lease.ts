/** A lease in MongoDB: of all processes that want to lead, one does, by the clock of the database. */

import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { mongo } from "mongoose";
import type { Logger } from "../../kit/log.ts";
import { DUPLICATE_KEY, hasCode, type LeaseDocument } from "./collections.ts";

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
}

/**
 * Waits for the lease, leads while it holds, and begins again, until the signal aborts.
 * @param lead an error that it throws ends the turn, not the loop
 */
export async function withLease(options: LeaseOptions, lead: (turn: Turn) => Promise<void>): Promise<void> {
  const { collection, name, ttlMs, log, signal } = options;
  const holder = randomUUID();
  while (!signal.aborted) {
    const got = await acquire(collection, { name, holder, ttlMs }).catch((error: unknown) => {
      log.warn({ err: error }, "lease could not be asked for");
      return false;
    });
    if (got) await turn({ ...options, holder }, lead);
    if (!signal.aborted) await delay(ttlMs / 5, undefined, { signal }).catch(() => undefined);
  }
}

async function turn(
  { collection, name, holder, ttlMs, log, signal }: LeaseOptions & { readonly holder: string },
  lead: (turn: Turn) => Promise<void>,
): Promise<void> {
  const lost = new AbortController();
  const done = new AbortController();
  const renewing = renew({ collection, name, holder, ttlMs }, AbortSignal.any([signal, done.signal]), () => {
    lost.abort(new Error("the lease was lost"));
  });
  try {
    log.info({ lease: name }, "leads");
    await lead({ signal: AbortSignal.any([signal, lost.signal]), held: () => !lost.signal.aborted });
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
  claim: Claim & { readonly collection: mongo.Collection<LeaseDocument> },
  signal: AbortSignal,
  onLost: () => void,
): Promise<void> {
  let renewedAt = performance.now();
  for (;;) {
    await delay(claim.ttlMs / 4, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const askedAt = performance.now();
    // Measured from before the question: the answer's way back must not make the lease longer than the database has it.
    const deadlineMs = renewedAt + claim.ttlMs - askedAt;
    const held = await Promise.race([
      acquire(claim.collection, claim).catch(() => null),
      delay(Math.max(deadlineMs, 0), null, { ref: false }),
    ]);
    if (held === false || performance.now() - renewedAt >= claim.ttlMs) {
      onLost();
      return;
    }
    if (held === true) renewedAt = askedAt;
  }
}

/** Takes the lease, or keeps it. False when another holds it. */
async function acquire(collection: mongo.Collection<LeaseDocument>, { name, holder, ttlMs }: Claim): Promise<boolean> {
  const mine = { $or: [{ holder }, { $expr: { $lt: ["$until", "$$NOW"] } }] };
  const until = { $add: ["$$NOW", ttlMs] };
  const options = { writeConcern: { w: "majority" } } as const;
  const found = await collection.findOneAndUpdate({ _id: name, ...mine }, [{ $set: { holder, until } }], options);
  if (found !== null) return true;
  try {
    const first = { $setOnInsert: { holder, until: new Date(Date.now() + ttlMs) } };
    const result = await collection.updateOne({ _id: name }, first, { ...options, upsert: true });
    return result.upsertedCount === 1;
  } catch (error) {
    if (hasCode(error, DUPLICATE_KEY)) return false;
    throw error;
  }
}

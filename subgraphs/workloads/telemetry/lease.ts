/**
 * A lease in MongoDB: of all processes that want to lead, one does, by the clock of the database. A lease whose holder ran
 * on this machine and is dead need not run out: a process that is restarted goes on at once.
 */

import { randomUUID } from "node:crypto";
import { readlinkSync } from "node:fs";
import { hostname } from "node:os";
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
  const holder = nameOf({ place: placeOfProcess(), pid: process.pid });
  while (!signal.aborted) {
    const got = await acquireOrInherit(collection, { name, holder, ttlMs }).catch((error: unknown) => {
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
  const renewals = { lastAt: performance.now() };
  const claim = { collection, name, holder, ttlMs, renewals };
  const renewing = renew(claim, AbortSignal.any([signal, done.signal]), () => {
    lost.abort(new Error("the lease was lost"));
  });
  // By the clock too: a process that was stopped for a while must not write before its timers have told it so.
  const held = (): boolean => !lost.signal.aborted && performance.now() - renewals.lastAt < ttlMs;
  try {
    log.info({ lease: name }, "leads");
    await lead({ signal: AbortSignal.any([signal, lost.signal]), held });
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
      acquire(claim.collection, claim).catch(() => null),
      delay(Math.max(deadlineMs, 0), null, { ref: false }),
    ]);
    if (held === false || performance.now() - renewals.lastAt >= claim.ttlMs) {
      onLost();
      return;
    }
    if (held === true) renewals.lastAt = askedAt;
  }
}

/** Takes the lease; also that of a holder which is known to be dead. False when another holds it. */
async function acquireOrInherit(collection: mongo.Collection<LeaseDocument>, claim: Claim): Promise<boolean> {
  if (await acquire(collection, claim)) return true;
  const held = await collection.findOne({ _id: claim.name });
  if (held?.holder == null || !isDead(held.holder)) return false;
  // Only of this very holder: meanwhile it may have become another's, who lives.
  const ended = await collection.updateOne({ _id: claim.name, holder: held.holder }, { $set: { until: new Date(0) } });
  return ended.modifiedCount === 1 && (await acquire(collection, claim));
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

/** A process: its number, and the place in which that number means it. */
interface Whereabouts {
  readonly place: string;
  readonly pid: number;
}

/** Unique to each call, so that two that want to lead in one process are told apart. */
function nameOf({ place, pid }: Whereabouts): string {
  return `${place}/${pid}/${randomUUID()}`;
}

/** True when the holder ran where its number can be looked up from here, and no process has that number now. */
function isDead(holder: string): boolean {
  const [place, pid] = holder.split("/");
  if (place !== placeOfProcess() || !/^[1-9]\d*$/.test(pid ?? "")) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return typeof error === "object" && error !== null && "code" in error && error.code === "ESRCH";
  }
}

/** The host, and on Linux its namespace of process numbers: a container counts its own. Without one to read, no other's place. */
function placeOfProcess(): string {
  if (process.platform !== "linux") return hostname();
  try {
    return `${hostname()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return randomUUID();
  }
}

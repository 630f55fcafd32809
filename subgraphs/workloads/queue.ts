/** Tries queued workloads again: when GPUs come free, and every now and then. */

import { setTimeout as sleep } from "node:timers/promises";
import type { Model, mongo } from "mongoose";
import type { Databases } from "../kit/database.ts";
import type { Logger } from "../kit/log.ts";
import { dropLease, holdLease, type LeaseDocument } from "./lease.ts";
import type { WorkloadDocument } from "./models.ts";
import { type Attempt, place, type Stores } from "./placing.ts";

const LEASE = "queue";
const INTERVAL_MS = 15_000;
const LEASE_TTL_MS = 45_000;
const WATCH_RETRY_MS = 5000;

/** What the queue works on. */
export interface QueueOptions {
  readonly stores: Stores;
  readonly transaction: Databases["transaction"];
  readonly leases: Model<LeaseDocument>;
  /** Names this process among those that serve the queue. */
  readonly holder: string;
  readonly log: Logger;
  readonly intervalMs?: number;
}

/** A queue that is being served until it is stopped. */
export interface Queue {
  /** Tries the queued workloads of one partner soon, in this process, because something of its came free. */
  readonly wake: (partner: string) => void;
  /** Resolves when nothing of it runs any more. */
  readonly stop: () => Promise<void>;
}

/**
 * Serves the queue. The process that holds the lease tries every partner's each interval, and a partner's when one of its
 * nodes becomes IDLE; any process tries a partner's when it is woken. Two that do so at once conflict, and do no harm.
 */
export function startQueue(options: QueueOptions): Queue {
  const ending = new AbortController();
  const waiting = new Set<string>();
  const lead = { held: false };
  let rouse = (): void => undefined;
  const wake = (partner: string): void => {
    waiting.add(partner);
    rouse();
  };
  const nextWake = async (): Promise<void> => {
    const roused = new AbortController();
    rouse = () => roused.abort();
    if (waiting.size > 0) return;
    const signal = AbortSignal.any([roused.signal, ending.signal]);
    await sleep(options.intervalMs ?? INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  };
  const running = Promise.all([
    serve(options, { waiting, lead, nextWake }, ending.signal),
    watchNodes(options, (partner) => lead.held && wake(partner), ending.signal),
  ]);
  return {
    wake,
    stop: async () => {
      ending.abort();
      await running;
    },
  };
}

/**
 * Tries one partner's queued workloads, the oldest first. One that does not fit lets a later one pass that asks for something
 * else or less (Kueue's BestEffortFIFO); what asks for as much of the same is not tried again in this pass.
 * @returns how many were placed
 */
export async function retryQueue(
  stores: Stores,
  transaction: Databases["transaction"],
  partner: string,
  signal: AbortSignal,
): Promise<number> {
  const queued = stores.workloads.find({ partner, state: "QUEUED" }).sort({ submittedAt: 1, _id: 1 }).lean().cursor();
  const tooMuch = new Map<string, number>();
  let placed = 0;
  try {
    for await (const workload of queued) {
      if (signal.aborted) break;
      const { gpuCount, project, model } = workload;
      const limit = Math.min(tooMuch.get(`project ${project}`) ?? Infinity, tooMuch.get(`model ${model}`) ?? Infinity);
      if (gpuCount >= limit) continue;
      const attempt = await retry(stores, transaction, workload);
      if (attempt.kind === "placed") placed += 1;
      else if (attempt.kind === "waits" && attempt.reason === "WAITING_FOR_QUOTA") {
        tooMuch.set(`project ${project}`, gpuCount);
      } else if (attempt.kind === "waits" && attempt.reason === "NO_MATCHING_NODES") {
        tooMuch.set(`model ${model}`, gpuCount);
      }
    }
  } finally {
    await queued.close();
  }
  return placed;
}

async function retry(
  stores: Stores,
  transaction: Databases["transaction"],
  workload: WorkloadDocument,
): Promise<Attempt> {
  return await transaction(async (session) => {
    const attempt = await place(stores, session, workload, new Date());
    // It waits as before: nothing is worth a write.
    if (attempt.kind === "waits" && attempt.reason === workload.reason) await session.abortTransaction();
    return attempt;
  });
}

/** What the loop shares with those who wake it. */
interface Wakes {
  readonly waiting: Set<string>;
  readonly lead: { held: boolean };
  readonly nextWake: () => Promise<void>;
}

async function serve(options: QueueOptions, wakes: Wakes, signal: AbortSignal): Promise<void> {
  const { stores, transaction, leases, holder, log } = options;
  let passAtMs = 0;
  while (!signal.aborted) {
    try {
      if (Date.now() >= passAtMs) {
        passAtMs = Date.now() + (options.intervalMs ?? INTERVAL_MS);
        wakes.lead.held = await holdLease(leases, { name: LEASE, holder, ttlMs: LEASE_TTL_MS });
        const partners = wakes.lead.held ? await stores.workloads.distinct("partner", { state: "QUEUED" }) : [];
        for (const partner of partners) wakes.waiting.add(partner);
      }
      for (const partner of wakes.waiting) {
        wakes.waiting.delete(partner);
        const placed = await retryQueue(stores, transaction, partner, signal);
        if (placed > 0) log.info({ partner, placed }, "queued workloads were placed");
        if (signal.aborted) break;
      }
    } catch (error) {
      if (!signal.aborted) log.error({ err: error }, "the queue could not be served: trying again");
    }
    await wakes.nextWake();
  }
  if (wakes.lead.held) await dropLease(leases, LEASE, holder).catch(() => undefined);
}

/** Follows inventory's nodes for those that come free. What it misses, the next interval finds. */
async function watchNodes(
  options: QueueOptions,
  onFree: (partner: string) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const stream = options.stores.nodes.collection.watch<mongo.Document>(
      [
        { $match: { $or: [{ operationType: "insert" }, { "updateDescription.updatedFields.status": "IDLE" }] } },
        { $project: { "fullDocument.partner": 1 } },
      ],
      { fullDocument: "updateLookup" },
    );
    const close = (): void => void stream.close().catch(() => undefined);
    signal.addEventListener("abort", close, { once: true });
    try {
      for await (const change of stream) {
        const partner: unknown = (change as { fullDocument?: { partner?: unknown } }).fullDocument?.partner;
        if (typeof partner === "string") onFree(partner);
      }
    } catch (error) {
      if (!signal.aborted) options.log.warn({ err: error }, "following the nodes failed: trying again");
    } finally {
      signal.removeEventListener("abort", close);
      await stream.close().catch(() => undefined);
    }
    await sleep(WATCH_RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
}

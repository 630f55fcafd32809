/** Tries queued workloads again: when GPUs come free, and every now and then. */

import { setTimeout as sleep } from "node:timers/promises";
import type { Model, mongo } from "mongoose";
import { appendAudit, type AuditDocument, type Change } from "../kit/audit/entries.ts";
import type { Logger } from "../kit/log.ts";
import type { WorkloadDocument } from "./models.ts";
import { type Attempt, place, PreemptedInVain } from "./placing.ts";
import type { Stores } from "./stores.ts";
import type { LeaseDocument } from "./telemetry/collections.ts";
import { withLease } from "./telemetry/lease.ts";
import type { TransactionInTurn } from "./turns.ts";

const INTERVAL_MS = 15_000;
const LEASE_TTL_MS = 20_000;
const RETRY_MS = 5000;

/** What the queue works on. */
export interface QueueOptions {
  readonly stores: Stores;
  readonly audit: Model<AuditDocument>;
  readonly transaction: TransactionInTurn;
  readonly leases: mongo.Collection<LeaseDocument>;
  readonly log: Logger;
}

/** A queue that is being served until it is stopped. */
export interface Queue {
  /** Tries the queued workloads of one partner soon, in this process, because something of its came free. */
  readonly wake: (partner: string) => void;
  /** Resolves when nothing of it runs any more. */
  readonly stop: () => Promise<void>;
}

/**
 * Serves the queue. The process that holds the lease tries every partner's each 15 s, and a partner's when one of its nodes
 * becomes IDLE; any process tries a partner's when it is woken. Two that do so at once conflict, and do no harm.
 */
export function startQueue(options: QueueOptions): Queue {
  const ending = new AbortController();
  const { signal } = ending;
  const waiting = new Set<string>();
  let rouse = (): void => undefined;
  const wake = (partner: string): void => {
    waiting.add(partner);
    rouse();
  };
  const roused = async (): Promise<void> => {
    if (waiting.size > 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      rouse = resolve;
    });
  };
  signal.addEventListener("abort", () => rouse(), { once: true });
  const { leases: collection, log } = options;
  const running = Promise.all([
    serve(options, waiting, roused, signal),
    withLease({ collection, name: "queue", ttlMs: LEASE_TTL_MS, log, signal }, async ({ signal: leading }) => {
      await Promise.all([wakeAtIntervals(options, wake, leading), watchNodes(options, wake, leading)]);
    }),
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
async function retryQueue(options: QueueOptions, partner: string, signal: AbortSignal): Promise<number> {
  const queued = options.stores.workloads
    .find({ partner, state: "QUEUED" })
    .sort({ submittedAt: 1, _id: 1 })
    .lean()
    .cursor();
  const tooMuch = new Map<string, number>();
  let placed = 0;
  try {
    for await (const workload of queued) {
      if (signal.aborted) break;
      const { gpuCount, project, model } = workload;
      const limit = Math.min(tooMuch.get(`project ${project}`) ?? Infinity, tooMuch.get(`model ${model}`) ?? Infinity);
      if (gpuCount >= limit) continue;
      const attempt = await retry(options, workload);
      if (attempt.kind === "placed") placed += 1;
      else if (attempt.kind === "waits" && attempt.reason === "WAITING_FOR_QUOTA") {
        tooMuch.set(`project ${project}`, gpuCount);
      } else if (attempt.kind === "waits" && attempt.reason !== "EXCEEDS_MAX_QUOTA") {
        tooMuch.set(`model ${model}`, gpuCount);
      }
    }
  } finally {
    await queued.close();
  }
  return placed;
}

/** Tries one workload. Where its project has lent its own quota out, those who borrow give way, unless that is in vain. */
async function retry(options: QueueOptions, workload: WorkloadDocument): Promise<Attempt> {
  try {
    return await attempt(options, workload, true);
  } catch (error) {
    if (!(error instanceof PreemptedInVain)) throw error;
    return await attempt(options, workload, false);
  }
}

async function attempt(
  { stores, audit, transaction }: QueueOptions,
  workload: WorkloadDocument,
  preempt: boolean,
): Promise<Attempt> {
  return await transaction(workload.partner, async (session) => {
    const changes: Change[] = [];
    const now = new Date();
    const effect = { session, now, changed: (change: Change) => void changes.push(change) };
    const attempt = await place(stores, effect, workload, { preempt });
    const origin = { actor: "scheduler", action: "placeWorkload", requestId: null, key: null, at: now };
    if (attempt.kind === "placed") await appendAudit(audit, session, origin, changes);
    // It waits as before: nothing is worth a write.
    else if (isOldNews(attempt, workload)) await session.abortTransaction();
    return attempt;
  });
}

function isOldNews(attempt: Attempt, { reason, explanation }: WorkloadDocument): boolean {
  return (
    attempt.kind === "gone" ||
    (attempt.kind === "waits" && attempt.reason === reason && attempt.explanation === explanation)
  );
}

/** Tries the partners that wait for it, whenever there are some. */
async function serve(
  options: QueueOptions,
  waiting: Set<string>,
  roused: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { log } = options;
  for (await roused(); !signal.aborted; await roused()) {
    for (const partner of waiting) {
      if (signal.aborted) return;
      waiting.delete(partner);
      try {
        const placed = await retryQueue(options, partner, signal);
        if (placed > 0) log.info({ partner, placed }, "queued workloads were placed");
      } catch (error) {
        log.error({ err: error, partner }, "the queue of a partner failed: it is tried again at the next interval");
      }
    }
  }
}

/** Wakes every partner that has a queue, at each interval. */
async function wakeAtIntervals(
  options: QueueOptions,
  wake: (partner: string) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await wakeQueued(options, wake);
    await sleep(INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function wakeQueued({ stores, log }: QueueOptions, wake: (partner: string) => void): Promise<void> {
  try {
    for (const partner of await stores.workloads.distinct("partner", { state: "QUEUED" })) wake(partner);
  } catch (error) {
    log.warn({ err: error }, "the queues could not be read: they are tried at the next interval");
  }
}

/** Follows inventory's nodes for those that come free. */
async function watchNodes(options: QueueOptions, wake: (partner: string) => void, signal: AbortSignal): Promise<void> {
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
      const first = await stream.tryNext();
      // Whatever came free before the stream was open.
      await wakeQueued(options, wake);
      for (let change: unknown = first; !signal.aborted; change = await stream.next()) {
        const { fullDocument } = (change ?? {}) as { fullDocument?: { partner?: unknown } };
        if (typeof fullDocument?.partner === "string") wake(fullDocument.partner);
      }
    } catch (error) {
      if (!signal.aborted) options.log.warn({ err: error }, "following the nodes failed: trying again");
    } finally {
      signal.removeEventListener("abort", close);
      await stream.close().catch(() => undefined);
    }
    await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
}

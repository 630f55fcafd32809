/** Follows a change stream for as long as it takes: over errors of the network, elections, and history that is lost. */

import { setTimeout as delay } from "node:timers/promises";
import type { mongo } from "mongoose";
import type { Logger } from "../../kit/log.ts";

export interface Follow<T extends mongo.Document> {
  readonly collection: mongo.Collection<T>;
  readonly pipeline?: readonly mongo.Document[];
  readonly options?: mongo.ChangeStreamOptions;
  /**
   * Reads the whole state. It is called first, and again when changes may have been missed. All changes after it
   * began are then handed to `onChange`, some of which it may have seen: both must be idempotent together.
   */
  readonly reload: () => Promise<void>;
  readonly onChange: (change: mongo.ChangeStreamDocument<T>) => void | Promise<void>;
  readonly log: Pick<Logger, "info" | "warn">;
  readonly signal: AbortSignal;
}

const RETRY_MS = 500;
const MAX_RETRY_MS = 5000;

/**
 * Resolves when the first `reload` is done and changes are followed, to a promise that resolves when the signal aborts.
 * @throws what the first `reload` throws
 */
export async function followChanges<T extends mongo.Document>(follow: Follow<T>): Promise<{ stopped: Promise<void> }> {
  const since = await operationTime(follow.collection);
  await follow.reload();
  return { stopped: run(follow, since) };
}

async function run<T extends mongo.Document>(follow: Follow<T>, since: mongo.Timestamp): Promise<void> {
  const { collection, log, signal } = follow;
  let from: mongo.ChangeStreamOptions = { startAtOperationTime: since };
  let retryMs = RETRY_MS;
  while (!signal.aborted) {
    const stream = collection.watch<T>([...(follow.pipeline ?? [])], { ...follow.options, ...from });
    const stop = (): void => void stream.close().catch(() => undefined);
    signal.addEventListener("abort", stop, { once: true });
    try {
      for await (const change of stream) {
        if (signal.aborted) break;
        await follow.onChange(change);
        from = { resumeAfter: change._id };
        retryMs = RETRY_MS;
      }
      if (!signal.aborted) throw new Error("the change stream ended");
    } catch (error) {
      if (signal.aborted) break;
      log.warn({ err: error, collection: collection.collectionName }, "change stream is interrupted");
      await delay(retryMs, undefined, { signal }).catch(() => undefined);
      retryMs = Math.min(2 * retryMs, MAX_RETRY_MS);
      if (!isNetworkError(error)) from = (await reloadFrom(follow)) ?? from;
    } finally {
      signal.removeEventListener("abort", stop);
      await stream.close().catch(() => undefined);
    }
  }
}

/** Reads the state anew; the stream goes on from just before that. Null when it failed, to be tried again. */
async function reloadFrom<T extends mongo.Document>(follow: Follow<T>): Promise<mongo.ChangeStreamOptions | null> {
  if (follow.signal.aborted) return null;
  try {
    const since = await operationTime(follow.collection);
    await follow.reload();
    return { startAtOperationTime: since };
  } catch (error) {
    follow.log.warn({ err: error, collection: follow.collection.collectionName }, "state could not be read anew");
    return null;
  }
}

/** The cluster's time now: a change stream that starts there misses nothing of what is read after this call. */
async function operationTime<T extends mongo.Document>(collection: mongo.Collection<T>): Promise<mongo.Timestamp> {
  const { operationTime: time } = await collection.db.command({ ping: 1 });
  return time as mongo.Timestamp;
}

/** True while the same position of the stream may be good again: the driver gave up reconnecting, nothing else. */
function isNetworkError(error: unknown): boolean {
  return error instanceof Error && /^Mongo(Network|ServerSelection|NotConnected|Topology)/.test(error.name);
}

/** Follows a collection's changes durably: at least once, from where it stood, over restarts and failovers. */

import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, type Model, mongo, Schema } from "mongoose";
import type { Logger } from "./log.ts";

/** Where a follower stands. `_id` is its name. */
export interface ResumeTokenDocument {
  readonly _id: string;
  readonly token: unknown;
  readonly at: Date;
}

/** What to follow, and what to do with it. */
export interface Follow<T> {
  readonly model: Model<T>;
  readonly resumeTokens: Model<ResumeTokenDocument>;
  /** Names the follower among the resume tokens. */
  readonly name: string;
  /** Handles inserted documents, in order. A batch can come again after a fault, so handling it twice must do no harm. */
  readonly onBatch: (documents: readonly T[], signal: AbortSignal) => Promise<void>;
  /** Handles everything that is there: runs before the first batch ever, and when changes were lost. */
  readonly onHistoryLost: (signal: AbortSignal) => Promise<void>;
  readonly log: Logger;
  readonly maxBatch?: number;
}

const DEFAULT_MAX_BATCH = 1000;
const IDLE_SAVE_MS = 60_000;
const AWAIT_MS = 1000;
const MIN_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 10_000;
/** InvalidResumeToken, ChangeStreamFatalError, ChangeStreamHistoryLost, and FailedToParse and Overflow for a damaged token. */
const HISTORY_LOST_CODES: ReadonlySet<unknown> = new Set([260, 280, 286, 9, 15]);

const resumeTokenSchema = new Schema<ResumeTokenDocument>(
  {
    _id: { type: String, required: true },
    token: { type: Schema.Types.Mixed, required: true },
    at: { type: Date, required: true },
  },
  { collection: "resumeTokens", versionKey: false, autoIndex: false, autoCreate: false },
);

/** The followers' places of a subgraph. @param database the subgraph's own database */
export function resumeTokenModel(database: Connection): Model<ResumeTokenDocument> {
  return database.model<ResumeTokenDocument>("ResumeToken", resumeTokenSchema);
}

/** Follows inserts until the signal aborts; then resolves. Faults are logged and tried again with growing pauses. */
export async function follow<T>(options: Follow<T>, signal: AbortSignal): Promise<void> {
  let backoffMs = MIN_BACKOFF_MS;
  while (!signal.aborted) {
    try {
      await followOnce(options, signal, () => {
        backoffMs = MIN_BACKOFF_MS;
      });
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof mongo.MongoServerError && HISTORY_LOST_CODES.has(error.code)) {
        options.log.warn({ follower: options.name }, "changes were lost: reading everything again");
        await options.resumeTokens.deleteOne({ _id: options.name }).catch(() => undefined);
      } else {
        options.log.error({ err: error, follower: options.name, backoffMs }, "following failed: trying again");
      }
      await sleep(backoffMs, undefined, { signal }).catch(() => undefined);
      backoffMs = Math.min(backoffMs * 2, MAX_BACKOFF_MS);
    }
  }
}

async function followOnce<T>(options: Follow<T>, signal: AbortSignal, onProgress: () => void): Promise<void> {
  const stored = await options.resumeTokens.findById(options.name).lean<ResumeTokenDocument>();
  const stream = options.model.collection.watch<mongo.Document>([{ $match: { operationType: "insert" } }], {
    maxAwaitTimeMS: AWAIT_MS,
    batchSize: options.maxBatch ?? DEFAULT_MAX_BATCH,
    ...(stored === null ? {} : { resumeAfter: stored.token }),
  });
  const close = (): void => void stream.close().catch(() => undefined);
  signal.addEventListener("abort", close, { once: true });
  try {
    if (stored === null) await startOver(options, stream, signal);
    await pump(options, stream, signal, onProgress);
  } finally {
    signal.removeEventListener("abort", close);
    await stream.close().catch(() => undefined);
  }
}

/** Reads everything from a point at which the stream is open, so that nothing falls between the two. */
async function startOver<T>(options: Follow<T>, stream: InsertStream, signal: AbortSignal): Promise<void> {
  const change = await stream.tryNext();
  await options.onHistoryLost(signal);
  if (change !== null) await handle(options, [change], signal);
  await save(options, stream.resumeToken);
}

async function pump<T>(
  options: Follow<T>,
  stream: InsertStream,
  signal: AbortSignal,
  onProgress: () => void,
): Promise<void> {
  let savedAtMs = Date.now();
  while (!signal.aborted) {
    const changes = await nextBatch(stream, options.maxBatch ?? DEFAULT_MAX_BATCH);
    onProgress();
    const [last] = changes.slice(-1);
    if (last !== undefined) {
      await handle(options, changes, signal);
      await save(options, last._id);
      savedAtMs = Date.now();
    } else if (Date.now() - savedAtMs >= IDLE_SAVE_MS) {
      // An old token would fall off MongoDB's history although nothing was missed.
      await save(options, stream.resumeToken);
      savedAtMs = Date.now();
    }
  }
}

type InsertStream = mongo.ChangeStream;
type Change = mongo.ChangeStreamDocument;

/** Waits for a change, and takes those that came with it in the same answer of the server. */
async function nextBatch(stream: InsertStream, maxBatch: number): Promise<Change[]> {
  const first = await stream.tryNext();
  if (first === null) return [];
  const changes = [first];
  while (changes.length < maxBatch && stream.bufferedCount() > 0) {
    const next = await stream.tryNext();
    if (next === null) break;
    changes.push(next);
  }
  return changes;
}

async function handle<T>(options: Follow<T>, changes: readonly Change[], signal: AbortSignal): Promise<void> {
  const documents = changes.flatMap((change) => ("fullDocument" in change ? [change.fullDocument as T] : []));
  if (documents.length > 0) await options.onBatch(documents, signal);
}

async function save<T>(options: Follow<T>, token: unknown): Promise<void> {
  await options.resumeTokens.updateOne({ _id: options.name }, { $set: { token, at: new Date() } }, { upsert: true });
}

/** Mutations that take effect once for each key: the answer is stored in the transaction that takes the effect. */

import { createHash } from "node:crypto";
import { type ClientSession, type Connection, type Model, mongo, Schema } from "mongoose";
import { canonical } from "./cursors.ts";
import { viewerClass, type Viewer } from "./identity.ts";

/** How long a key is remembered. */
const TTL_MS = 24 * 3_600_000;
const MAX_KEY_LENGTH = 128;
const DUPLICATE_KEY = 11_000;

/** A mutation's answer under one key. `_id` is the hash of viewer, mutation and key. */
export interface IdempotencyDocument {
  readonly _id: string;
  /** Hash of the input that the key was first used with. */
  readonly input: string;
  readonly answer: unknown;
  readonly expiresAt: Date;
}

/** Why a mutation did nothing, before its own work began. */
export interface KeyRefusal {
  readonly refusal: { readonly code: "IDEMPOTENCY_KEY_REUSED" | "INVALID_INPUT"; readonly message: string };
}

/** One call of a mutation. */
export interface IdempotentCall {
  readonly viewer: Viewer;
  /** The mutation's name. */
  readonly mutation: string;
  /** The client's key. */
  readonly key: string;
  /** The input, with or without the key. */
  readonly input: unknown;
}

const idempotencySchema = new Schema<IdempotencyDocument>(
  {
    _id: { type: String, required: true },
    input: { type: String, required: true },
    answer: { type: Schema.Types.Mixed, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: "idempotency", versionKey: false, autoIndex: false, autoCreate: false, minimize: false },
);
idempotencySchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** The answers of a subgraph's mutations. @param database the subgraph's own database */
export function idempotencyModel(database: Connection): Model<IdempotencyDocument> {
  return database.model<IdempotencyDocument>("Idempotency", idempotencySchema);
}

/**
 * Runs a mutation's work once for its key: later calls with the same key and input get the stored answer, which MongoDB
 * must be able to hold as it is. Calls at the same time wait for each other by conflicting transactions.
 * @param session of a transaction that `Databases.transaction` runs, so that conflicts run it again
 * @param work the mutation's effect and answer, within the session
 */
export async function idempotent<Answer extends object>(
  session: ClientSession,
  model: Model<IdempotencyDocument>,
  call: IdempotentCall,
  work: () => Promise<Answer>,
): Promise<Answer | KeyRefusal> {
  if (call.key.length < 1 || call.key.length > MAX_KEY_LENGTH) {
    return refuse("INVALID_INPUT", `The idempotency key must have 1 to ${MAX_KEY_LENGTH} characters.`);
  }
  const owner = [call.viewer.subject, viewerClass(call.viewer)];
  const _id = hash([...owner, call.mutation, call.key]);
  const input = hash(call.input);
  const earlier = await model.findById(_id).session(session).lean<IdempotencyDocument>();
  if (earlier !== null) {
    if (earlier.input === input) return earlier.answer as Answer;
    return refuse("IDEMPOTENCY_KEY_REUSED", "The idempotency key was used before with other input: choose a new one.");
  }
  const answer = await work();
  try {
    await model.collection.insertOne(
      // The collection's type is the driver's, whose ids are ObjectIds.
      { _id, input, answer, expiresAt: new Date(Date.now() + TTL_MS) } as never,
      { session },
    );
  } catch (error) {
    throw asConflict(error);
  }
  return answer;
}

/** A duplicate key means that the same call won in another transaction: this one must run again, and will find its answer. */
function asConflict(error: unknown): unknown {
  if (error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY) {
    error.addErrorLabel(mongo.MongoErrorLabel.TransientTransactionError);
  }
  return error;
}

function refuse(code: KeyRefusal["refusal"]["code"], message: string): KeyRefusal {
  return { refusal: { code, message } };
}

function hash(value: unknown): string {
  return createHash("sha256").update(canonical(value)).digest("base64url");
}

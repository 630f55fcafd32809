/** Answers of mutations by the client's key, so that a mutation takes effect once: recorded in the transaction of the effect. */

import { createHash } from "node:crypto";
import { type ClientSession, type Connection, type Model, Schema } from "mongoose";
import { canonical } from "./cursors.ts";
import { insertInto } from "./database.ts";
import { type Viewer, viewerClass } from "./identity.ts";
import { refuse } from "./refusal.ts";

/** How long a key is remembered, at least: MongoDB removes what has expired within a minute or two. */
const TTL_MS = 24 * 3_600_000;
const MAX_KEY_LENGTH = 128;

/** A mutation's answer under one key. `_id` is the hash of viewer, mutation and key. */
export interface IdempotencyDocument {
  readonly _id: string;
  /** Hash of the input that the key was first used with. */
  readonly input: string;
  readonly answer: unknown;
  readonly expiresAt: Date;
}

/** One call of a mutation, by what makes it the same call when it comes again. */
export interface CallKey {
  readonly _id: string;
  readonly input: string;
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
 * What names a call: keys of different principals, and of different mutations, have nothing to do with each other.
 * @param input without the key
 * @throws Refused INVALID_INPUT when the key has not 1 to 128 characters
 */
export function callKey(viewer: Viewer, mutation: string, key: string, input: object): CallKey {
  if (key.length < 1 || key.length > MAX_KEY_LENGTH) {
    refuse("INVALID_INPUT", `The idempotency key must have 1 to ${MAX_KEY_LENGTH} characters.`);
  }
  return { _id: hash([viewer.subject, viewerClass(viewer), mutation, key]), input: hash(input) };
}

/**
 * The answer that the call got before, or null.
 * @throws Refused IDEMPOTENCY_KEY_REUSED when the key came with other input
 */
export async function recall<Answer>(
  model: Model<IdempotencyDocument>,
  session: ClientSession,
  { _id, input }: CallKey,
): Promise<Answer | null> {
  const earlier = await model.findById(_id).session(session).lean<IdempotencyDocument>();
  if (earlier === null) return null;
  if (earlier.input === input) return earlier.answer as Answer;
  return refuse("IDEMPOTENCY_KEY_REUSED", "The idempotency key was used before with other input: choose a new one.");
}

/**
 * Records the call's answer, which MongoDB must be able to hold as it is.
 * @throws MongoServerError TransientTransactionError when the same call has been recorded by another transaction meanwhile
 */
export async function remember(
  model: Model<IdempotencyDocument>,
  session: ClientSession,
  { _id, input }: CallKey,
  answer: object,
): Promise<void> {
  await insertInto(model, session, [{ _id, input, answer, expiresAt: new Date(Date.now() + TTL_MS) }]);
}

function hash(value: unknown): string {
  return createHash("sha256").update(canonical(value)).digest("base64url");
}

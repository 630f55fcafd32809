/**
 * Writes documents of the tiers so that nobody who has been succeeded can write over his successor: each carries the term it
 * was written in, and is replaced by none of an earlier one.
 */

import type { mongo } from "mongoose";
import { DUPLICATE_KEY, hasCode } from "../collections.ts";
import { FencedError } from "../fence.ts";

/** Documents in one call of bulkWrite: about 8 MiB of chunks. */
const BULK = 128;

/** Replaces documents, or inserts them. @throws FencedError when one was written in a later term */
export async function replaceTermed<T extends { readonly _id: string }>(
  collection: mongo.Collection<T>,
  documents: readonly T[],
  term: number,
): Promise<void> {
  const writes = documents.map(({ _id, ...replacement }) => ({
    replaceOne: { filter: before(_id, term), replacement: { ...replacement, term }, upsert: true },
  }));
  // The driver's type of a replacement cannot be met by a generic document.
  await inBulks(collection, writes as unknown as mongo.AnyBulkWriteOperation<T>[]);
}

/** Sets fields of documents, or inserts them with these fields. @throws FencedError when one was written in a later term */
export async function setTermed<T extends { readonly _id: string }>(
  collection: mongo.Collection<T>,
  changes: readonly { readonly _id: string; readonly fields: object }[],
  term: number,
): Promise<void> {
  const writes = changes.map(({ _id, fields }) => ({
    updateOne: { filter: before(_id, term), update: { $set: { ...fields, term } }, upsert: true },
  }));
  await inBulks(collection, writes as unknown as mongo.AnyBulkWriteOperation<T>[]);
}

/**
 * Changes a document, or inserts it so, and says how it is then.
 * @param update sets `term` too
 * @throws FencedError when it was written in a later term
 */
export async function updateTermed<T extends { readonly _id: string }>(
  collection: mongo.Collection<T>,
  id: T["_id"],
  update: mongo.UpdateFilter<T>,
  term: number,
): Promise<mongo.WithId<T>> {
  const filter = before(id, term) as mongo.Filter<T>;
  try {
    const found = await collection.findOneAndUpdate(filter, update, { upsert: true, returnDocument: "after" });
    if (found !== null) return found;
  } catch (error) {
    if (!hasCode(error, DUPLICATE_KEY)) throw error;
    throw new FencedError("roll-ups are made by another process", { cause: error });
  }
  throw new Error(`expected ${id} of ${collection.collectionName}, got nothing`);
}

/** Finds the document, unless it was written in a later term: then the upsert finds its `_id` taken. */
function before(_id: string, term: number): object {
  return { _id, term: { $not: { $gt: term } } };
}

async function inBulks<T extends mongo.Document>(
  collection: mongo.Collection<T>,
  writes: readonly mongo.AnyBulkWriteOperation<T>[],
): Promise<void> {
  try {
    for (let from = 0; from < writes.length; from += BULK) {
      await collection.bulkWrite(writes.slice(from, from + BULK), { ordered: false });
    }
  } catch (error) {
    if (hasCode(error, DUPLICATE_KEY)) throw new FencedError("roll-ups are made by another process", { cause: error });
    throw error;
  }
}

/** Writes many documents through the driver, past mongoose's own checks: the plan is typed, and there are hundreds of thousands. */

import type { Model, mongo } from "mongoose";

const BATCH = 10_000;

/** Documents to write into the collection of a model. */
export interface Load {
  /** Writes the documents and returns how many. */
  write(signal: AbortSignal): Promise<number>;
  /** The collection's indexes, made after the documents are in. */
  index(): Promise<void>;
}

/**
 * Documents for a model's collection. They are made batch by batch, so that no more than 10,000 of them exist at once.
 * @param source what the documents are made from
 */
export function load<Doc, Source>(
  model: Model<Doc>,
  source: readonly Source[],
  toDocuments: (entry: Source) => readonly Doc[],
): Load {
  return {
    write: async (signal) => {
      let written = 0;
      let batch: Doc[] = [];
      const flush = async (): Promise<void> => {
        if (batch.length === 0) return;
        signal.throwIfAborted();
        // The documents were built as the model's document type; the collection's own type knows no string ids.
        await model.collection.insertMany(batch as never[], { ordered: false, writeConcern: { w: 1 } });
        written += batch.length;
        batch = [];
      };
      for (const entry of source) {
        for (const document of toDocuments(entry)) batch.push(document);
        if (batch.length >= BATCH) await flush();
      }
      await flush();
      return written;
    },
    index: async () => {
      const indexes = model.schema
        .indexes()
        .map(([key, { background: _background, ...options }]) => ({ key, ...options }));
      // One command for all of them: one pass over the documents instead of one for each.
      if (indexes.length > 0) await model.collection.createIndexes(indexes as mongo.IndexDescription[]);
    },
  };
}

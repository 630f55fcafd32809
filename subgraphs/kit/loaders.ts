/** Batches of reads within one request. Every loader's query carries the viewer's filter. */

import DataLoader from "dataloader";
import type { Model, QueryFilter } from "mongoose";
import type { ViewerFilter } from "./identity.ts";

const MAX_BATCH = 1000;

/** Documents by `_id`; null for one that is not there, or that the viewer may not see. */
export function byId<T extends { readonly _id: string }>(
  model: Model<T>,
  filter: ViewerFilter,
): DataLoader<string, T | null> {
  return new DataLoader(
    async (ids) => {
      const found = await model.find({ $and: [filter, { _id: { $in: [...ids] } }] } as QueryFilter<T>).lean<T[]>();
      const documents = new Map(found.map((document) => [document._id, document]));
      return ids.map((id) => documents.get(id) ?? null);
    },
    { maxBatchSize: MAX_BATCH },
  );
}

/**
 * Documents that belong to a parent, by the parent's key; none when there are none that the viewer may see.
 * @param field where a document keeps its parent's key
 * @param sort the order within one parent
 */
export function byParent<T>(
  model: Model<T>,
  filter: ViewerFilter,
  field: Extract<keyof T, string>,
  sort: Readonly<Record<string, 1 | -1>>,
): DataLoader<string, T[]> {
  return grouped(async (keys) => {
    const found = await model
      .find({ ...filter, [field]: { $in: [...keys] } } as QueryFilter<T>)
      .sort(sort)
      .lean<T[]>();
    const rows: (readonly [string, T])[] = found.map((document) => [String(document[field]), document]);
    return rows;
  });
}

/** Rows by key, from a read that answers for many keys at once and in any order of keys. */
export function grouped<T>(
  read: (keys: readonly string[]) => Promise<readonly (readonly [key: string, row: T])[]>,
): DataLoader<string, T[]> {
  return new DataLoader(
    async (keys) => {
      const groups = new Map<string, T[]>(keys.map((key) => [key, []]));
      for (const [key, row] of await read(keys)) groups.get(key)?.push(row);
      return keys.map((key) => groups.get(key) ?? []);
    },
    { maxBatchSize: MAX_BATCH },
  );
}

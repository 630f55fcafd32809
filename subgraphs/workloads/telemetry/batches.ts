/** Which row of which batch each GPU's samples go to. Places are given out once and kept for ever. */

import type { mongo } from "mongoose";
import { type BatchDocument, type BatchNode, MAX_BATCH_GPUS } from "./collections.ts";
import { FencedError } from "./fence.ts";

/** A node as the collector has to know it. Partner and site are slugs, model is a `GpuModelName`. */
export interface NodeFacts {
  readonly hostname: string;
  readonly partner: string;
  readonly site: string;
  readonly model: string;
  /** `_id` of the rack in sites. */
  readonly rack: string;
  /** Rated power of the whole node, without cooling. */
  readonly ratedPowerWatts: number;
  /** uuids, by slot. */
  readonly gpus: readonly string[];
  /** False for a node that is known not to answer, and is not asked. */
  readonly up: boolean;
  /** True for a node that is down or in maintenance: that it is silent is no news. */
  readonly outOfService: boolean;
}

/** Where a node's samples go: rows `row` up to `row + gpus.length - 1` of a batch, of which it is node number `node`. */
export interface NodePlace {
  readonly batch: string;
  readonly node: number;
  readonly row: number;
}

interface OpenBatch {
  readonly facts: Pick<BatchDocument, "_id" | "partner" | "site" | "model">;
  readonly nodes: BatchNode[];
  /** Nodes that the database knows; -1 for a batch that it does not know at all. */
  saved: number;
  rows: number;
}

/** Batches saved in one transaction: some 10,000 entries of the indexes. */
const MAX_SAVED_AT_ONCE = 32;

/** The places of all nodes. New ones have to be saved before samples refer to them. */
export class BatchBook {
  readonly #collection: mongo.Collection<BatchDocument>;
  readonly #batches = new Map<string, OpenBatch[]>();
  readonly #places = new Map<string, NodePlace>();
  readonly #unsaved = new Set<OpenBatch>();

  private constructor(collection: mongo.Collection<BatchDocument>) {
    this.#collection = collection;
  }

  static async load(collection: mongo.Collection<BatchDocument>): Promise<BatchBook> {
    const book = new BatchBook(collection);
    for await (const document of collection.find({}, { sort: { _id: 1 } })) book.#adopt(document);
    return book;
  }

  /** The place of a node, found or given. A node that changed partner, site, model or GPUs gets a new one. */
  placeOf(node: NodeFacts): NodePlace {
    const key = placeKey(node, node);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const batch = this.#roomFor(node);
    const place = { batch: batch.facts._id, node: batch.nodes.length, row: batch.rows };
    batch.nodes.push({ hostname: node.hostname, gpus: node.gpus });
    batch.rows += node.gpus.length;
    this.#places.set(key, place);
    this.#unsaved.add(batch);
    return place;
  }

  /** True when places were given that are not saved. */
  get changed(): boolean {
    return this.#unsaved.size > 0;
  }

  /**
   * Saves places that were given, those of some batches at a time: a transaction has to fit into the database's cache, and
   * while it lasts leases cannot be renewed. Call what it resolves to when that has taken effect, and again while `changed`.
   * @throws FencedError when somebody else gives out places too
   */
  async save(session: mongo.ClientSession): Promise<() => void> {
    const batches = [...this.#unsaved]
      .slice(0, MAX_SAVED_AT_ONCE)
      .map((batch) => ({ batch, nodes: batch.nodes.length }));
    const writes = batches.map(({ batch }) => writeOf(batch));
    if (writes.length > 0) {
      const result = await this.#collection.bulkWrite(writes, { session });
      if (result.insertedCount + result.matchedCount !== batches.length) {
        throw new FencedError("batches were changed by another collector");
      }
    }
    return () => {
      for (const { batch, nodes } of batches) {
        batch.saved = nodes;
        if (batch.nodes.length === nodes) this.#unsaved.delete(batch);
      }
    };
  }

  #adopt(document: BatchDocument): void {
    const { nodes, ...facts } = document;
    const batch: OpenBatch = { facts, nodes: [...nodes], saved: nodes.length, rows: 0 };
    for (const [node, entry] of nodes.entries()) {
      this.#places.set(placeKey(facts, entry), { batch: facts._id, node, row: batch.rows });
      batch.rows += entry.gpus.length;
    }
    this.#of(facts).push(batch);
  }

  #roomFor(node: NodeFacts): OpenBatch {
    const { partner, site, model } = node;
    const batches = this.#of(node);
    const open = batches.at(-1);
    if (open !== undefined && open.rows + node.gpus.length <= MAX_BATCH_GPUS) return open;
    const number = String(batches.length).padStart(4, "0");
    const facts = { _id: `${partner}:${site}:${model}:${number}`, partner, site, model };
    const batch: OpenBatch = { facts, nodes: [], saved: -1, rows: 0 };
    batches.push(batch);
    return batch;
  }

  #of({ partner, site, model }: Pick<BatchDocument, "partner" | "site" | "model">): OpenBatch[] {
    const key = `${partner}:${site}:${model}`;
    let batches = this.#batches.get(key);
    if (batches === undefined) this.#batches.set(key, (batches = []));
    return batches;
  }
}

function placeKey(facts: Pick<BatchDocument, "partner" | "site" | "model">, node: BatchNode): string {
  return [facts.partner, facts.site, facts.model, node.hostname, ...node.gpus].join("\0");
}

function writeOf({ facts, nodes, saved }: OpenBatch): mongo.AnyBulkWriteOperation<BatchDocument> {
  if (saved < 0) return { insertOne: { document: { ...facts, nodes: [...nodes] } } };
  const added = nodes.slice(saved);
  return {
    updateOne: {
      filter: { _id: facts._id, nodes: { $size: saved } },
      update: { $push: { nodes: { $each: added } } },
    },
  };
}

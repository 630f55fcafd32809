/**
 * Splits the fleet among collectors. Each shard is a lease by the clock of the database, with a term that grows from holder
 * to holder; every collector that lives says so, works out its share like all others, lets go of what is another's, and
 * takes what is its own and free. The part that one has is collected in one turn, which ends when the part changes.
 */

import { setTimeout as delay } from "node:timers/promises";
import type { Connection, mongo } from "mongoose";
import type { Logger } from "../../kit/log.ts";
import { nodeModel } from "../../kit/published/node.ts";
import { DUPLICATE_KEY, hasCode, type ShardDocument, telemetryCollections } from "./collections.ts";
import { type Fence, FencedError } from "./fence.ts";
import { holderName, isDead } from "./holder.ts";
import { shareShards } from "./share-shards.ts";

export interface ShardsOptions {
  readonly databases: { readonly inventory: Connection; readonly workloads: Connection };
  /** How long a shard stays its holder's when it is not renewed. */
  readonly ttlMs: number;
  readonly log: Pick<Logger, "info" | "warn" | "error">;
  readonly signal: AbortSignal;
}

/** A turn of collecting a part of the fleet. */
export interface ShardTurn {
  /** Aborts when a shard is lost, when the part changes, and when all is to stop. */
  readonly signal: AbortSignal;
  /** False once a shard is lost: nothing more may be written. While a stop is under way all are still held. */
  readonly held: () => boolean;
  /** True for the nodes of this part. */
  readonly owns: (node: { readonly partner: string; readonly site: string }) => boolean;
  /** Lets writes take effect only while all shards are held. */
  readonly fence: Fence;
  /** The same for samples, the oldest of this time; roll-ups learn of them with the same transaction. */
  readonly fenceSamples: (sinceMs: number) => Fence;
}

/**
 * Collects what is this collector's share, until the signal aborts.
 * @param collect an error that it throws ends the turn, not the loop
 */
export async function withShards(options: ShardsOptions, collect: (turn: ShardTurn) => Promise<void>): Promise<void> {
  const { ttlMs, log, signal } = options;
  const claims = new Claims(options);
  const done = new AbortController();
  const renewing = claims.keep(done.signal);
  let running: Running | null = null;
  while (!signal.aborted) {
    try {
      const mine = await claims.review();
      if (running !== null && (running.ended || !sameTerms(running.terms, mine.kept))) {
        await running.end();
        running = null;
      }
      if (running === null) await claims.release(mine.surplus);
      // The stop may have come meanwhile.
      if (running === null && mine.kept.size > 0 && !signal.aborted)
        running = begin(options, claims, mine.kept, collect);
    } catch (error) {
      log.warn({ err: error }, "shards could not be asked for");
    }
    await delay(ttlMs / 5, undefined, { signal }).catch(() => undefined);
  }
  await running?.end();
  done.abort();
  await renewing;
  await claims.leave().catch(() => undefined);
}

/** Collectors that died are forgotten after so many lengths of a lease. */
const FORGET_AFTER_TTLS = 100;

/** All of a small collection is read in the order of its ids. */
const ID_INDEX = { _id: 1 } as const;

/** Terms by shard. */
type Terms = ReadonlyMap<string, number>;

interface Running {
  readonly terms: Terms;
  readonly ended: boolean;
  /** Stops collecting, and resolves when all is written. */
  readonly end: () => Promise<void>;
}

function begin(
  { databases, log, signal }: ShardsOptions,
  claims: Claims,
  terms: Terms,
  collect: (turn: ShardTurn) => Promise<void>,
): Running {
  const stop = new AbortController();
  const lost = claims.watch(terms);
  const state = { ended: false };
  const fenceSamples = (sinceMs: number | null): Fence => fenceOf(databases.workloads, claims.holder, terms, sinceMs);
  const turn: ShardTurn = {
    signal: AbortSignal.any([signal, stop.signal, lost]),
    held: () => !lost.aborted && claims.inTime(),
    owns: ({ partner, site }) => terms.has(shardId(partner, site)),
    fence: fenceSamples(null),
    fenceSamples,
  };
  log.info({ shards: terms.size }, "has a part of the fleet");
  const collecting = collect(turn)
    .catch((error: unknown) => {
      if (!turn.signal.aborted) log.error({ err: error }, "stopped collecting");
    })
    .finally(() => {
      state.ended = true;
    });
  return {
    terms,
    get ended() {
      return state.ended;
    },
    end: async () => {
      stop.abort();
      await collecting;
    },
  };
}

/** The shards of one collector. */
class Claims {
  readonly holder = holderName();
  readonly #options: ShardsOptions;
  readonly #collections: ReturnType<typeof telemetryCollections>;
  #watched: { readonly terms: Terms; readonly lost: AbortController } | null = null;
  /** When the last renewal that succeeded was asked for, by the monotonic clock. */
  #renewedAt = Number.NEGATIVE_INFINITY;
  #renewing: Promise<void> | null = null;
  #countedAt = Number.NEGATIVE_INFINITY;

  constructor(options: ShardsOptions) {
    this.#options = options;
    this.#collections = telemetryCollections(options.databases.workloads);
  }

  /** By the clock too: a process that was stopped for a while must not write before its timers have told it so. */
  inTime(): boolean {
    return performance.now() - this.#renewedAt < this.#options.ttlMs;
  }

  /** Aborts when one of these is another's, or could not be renewed in time. */
  watch(terms: Terms): AbortSignal {
    const lost = new AbortController();
    this.#watched = { terms, lost };
    return lost.signal;
  }

  /** Renews everything that is held, and says that this collector lives, until the signal aborts. */
  async keep(signal: AbortSignal): Promise<void> {
    const { ttlMs, log } = this.#options;
    while (!signal.aborted) {
      await delay(ttlMs / 5, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const deadlineMs = Math.max(0, this.#renewedAt + ttlMs - performance.now());
      this.#renewing ??= this.#renew()
        .catch((error: unknown) => log.warn({ err: error }, "shards could not be renewed"))
        .finally(() => (this.#renewing = null));
      // When nothing has come by then, the turn has to end; a renewal that still succeeds is good for the next one.
      await Promise.race([this.#renewing, delay(deadlineMs, undefined, { ref: false })]);
      if (!this.inTime()) this.#lose();
    }
  }

  /** Takes what is this collector's share and free. Says what it has and is to keep, and what is to be another's. */
  async review(): Promise<{ readonly kept: Terms; readonly surplus: Terms }> {
    await this.#countShards();
    if (!this.inTime()) await this.#renew();
    const shards = await this.#read();
    const living = await this.#living();
    const shared = shards.map(({ _id: id, nodes, holder }) => ({ id, nodes, holder }));
    const shares = shareShards(shared, living);
    const kept = new Map<string, number>();
    const surplus = new Map<string, number>();
    for (const shard of shards) {
      const mine = shares.get(shard._id) === this.holder;
      if (shard.holder === this.holder) (mine ? kept : surplus).set(shard._id, shard.term);
      else if (mine) {
        const term = await this.#take(shard);
        if (term !== null) kept.set(shard._id, term);
      }
    }
    this.#noticeLoss(new Map([...kept, ...surplus]));
    return { kept, surplus };
  }

  /** Lets go of shards. */
  async release(terms: Terms): Promise<void> {
    if (terms.size === 0) return;
    const mine = { _id: { $in: [...terms.keys()] }, holder: this.holder };
    await this.#collections.shards.updateMany(mine, { $set: { holder: null, until: new Date(0) } });
  }

  /** Lets go of all. */
  async leave(): Promise<void> {
    const { shards, collectors } = this.#collections;
    await shards.updateMany({ holder: this.holder }, { $set: { holder: null, until: new Date(0) } });
    await collectors.deleteOne({ _id: this.holder });
  }

  async #renew(): Promise<void> {
    const { shards, collectors } = this.#collections;
    // Measured from before the question: the answer's way back must not make the lease longer than the database has it.
    const askedAt = performance.now();
    const until = [{ $set: { until: { $add: ["$$NOW", this.#options.ttlMs] } } }];
    await collectors.updateOne({ _id: this.holder }, until, { upsert: true });
    await shards.updateMany({ holder: this.holder }, until, { writeConcern: { w: "majority" } });
    const held = await shards.find({ holder: this.holder }, { projection: { term: 1 } }).toArray();
    this.#renewedAt = askedAt;
    this.#noticeLoss(new Map(held.map(({ _id, term }) => [_id, term])));
  }

  #noticeLoss(held: Terms): void {
    for (const [id, term] of this.#watched?.terms ?? []) if (held.get(id) !== term) this.#lose();
  }

  #lose(): void {
    this.#watched?.lost.abort(new Error("a shard was lost"));
  }

  /** Shards as they are; those whose holder is gone or dead have none. */
  async #read(): Promise<ShardDocument[]> {
    const { shards } = this.#collections;
    const expired = { $lt: ["$until", "$$NOW"] };
    return await shards
      .aggregate<ShardDocument>([{ $set: { holder: { $cond: [expired, null, "$holder"] } } }], { hint: ID_INDEX })
      .map((shard) => (shard.holder !== null && isDead(shard.holder) ? { ...shard, holder: null } : shard))
      .toArray();
  }

  /** All collectors that live, this one among them. */
  async #living(): Promise<string[]> {
    const { collectors } = this.#collections;
    const living = await collectors.find({ $expr: { $gt: ["$until", "$$NOW"] } }, { hint: ID_INDEX }).toArray();
    const others = living.flatMap(({ _id }) => (_id === this.holder || isDead(_id) ? [] : [_id]));
    return [this.holder, ...others];
  }

  /** Takes a shard that nobody holds. Null when it is not free after all, else the term. */
  async #take({ _id }: ShardDocument): Promise<number | null> {
    const { shards } = this.#collections;
    const now = await shards.findOne({ _id });
    if (now === null) return null;
    // Only from this very holder at this term: meanwhile it may have become another's, who lives.
    const free = now.holder === null || isDead(now.holder) ? {} : { $expr: { $lt: ["$until", "$$NOW"] } };
    const taken = await shards.findOneAndUpdate(
      { _id, holder: now.holder, term: now.term, ...free },
      [
        {
          $set: {
            holder: this.holder,
            until: { $add: ["$$NOW", this.#options.ttlMs] },
            term: { $add: ["$term", 1] },
          },
        },
      ],
      { writeConcern: { w: "majority" }, returnDocument: "after" },
    );
    return taken?.term ?? null;
  }

  /** Makes a shard of each site of each partner that has nodes. One that has none any more stays, without weight. */
  async #countShards(): Promise<void> {
    const { databases, ttlMs } = this.#options;
    if (performance.now() - this.#countedAt < ttlMs) return;
    // In the order of an index, which alone is read.
    const counted = await nodeModel(databases.inventory).aggregate<{
      readonly _id: { readonly partner: string; readonly site: string };
      readonly nodes: number;
    }>([
      { $sort: { site: 1, partner: 1 } },
      { $group: { _id: { partner: "$partner", site: "$site" }, nodes: { $sum: 1 } } },
    ]);
    const counts = new Map(counted.map(({ _id, nodes }) => [shardId(_id.partner, _id.site), { ..._id, nodes }]));
    const known = new Map((await this.#read()).map((shard) => [shard._id, shard]));
    const writes: mongo.AnyBulkWriteOperation<ShardDocument>[] = [];
    for (const [_id, { partner, site, nodes }] of counts) {
      if (known.get(_id)?.nodes === nodes) continue;
      const first = { partner, site, holder: null, until: new Date(0), term: 0 };
      writes.push({ updateOne: { filter: { _id }, update: { $set: { nodes }, $setOnInsert: first }, upsert: true } });
    }
    for (const [_id, { nodes }] of known) {
      if (nodes > 0 && !counts.has(_id))
        writes.push({ updateOne: { filter: { _id }, update: { $set: { nodes: 0 } } } });
    }
    if (writes.length > 0) {
      await this.#collections.shards.bulkWrite(writes, { ordered: false }).catch((error: unknown) => {
        // Another collector has made it.
        if (!hasCode(error, DUPLICATE_KEY)) throw error;
      });
    }
    const longGone = { $lt: ["$until", { $subtract: ["$$NOW", FORGET_AFTER_TTLS * ttlMs] }] };
    await this.#collections.collectors.deleteMany({ $expr: longGone }, { hint: ID_INDEX });
    this.#countedAt = performance.now();
  }
}

/** @param sinceMs the time of the oldest sample among the writes, or null when there are none */
function fenceOf(workloads: Connection, holder: string, terms: Terms, sinceMs: number | null): Fence {
  const { shards } = telemetryCollections(workloads);
  const mine = { holder, $or: [...terms].map(([_id, term]) => ({ _id, term })) };
  const update = { $inc: { writes: 1 }, ...(sinceMs !== null && { $min: { samplesSince: new Date(sinceMs) } }) };
  return async <T>(work: (session: mongo.ClientSession) => Promise<T>): Promise<T> =>
    await workloads.getClient().withSession(
      async (session) =>
        await session.withTransaction(
          async () => {
            // A takeover conflicts with this update: it comes before, and nothing is held, or after the transaction.
            const { matchedCount } = await shards.updateMany(mine, update, { session });
            if (matchedCount !== terms.size) throw new FencedError("a shard has another collector");
            return await work(session);
          },
          { writeConcern: { w: "majority" } },
        ),
    );
}

function shardId(partner: string, site: string): string {
  return `${partner}/${site}`;
}

function sameTerms(left: Terms, right: Terms): boolean {
  return left.size === right.size && [...left].every(([id, term]) => right.get(id) === term);
}

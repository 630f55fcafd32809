/** One turn of a collector: from taking a part of the fleet to losing it, or getting another. */

import { setTimeout as delay } from "node:timers/promises";
import type { Connection } from "mongoose";
import type { Logger } from "../../kit/log.ts";
import { BatchBook, type NodeFacts } from "./batches.ts";
import type { CollectorCounts } from "./collector.ts";
import {
  DUPLICATE_KEY,
  hasCode,
  type SampleDocument,
  telemetryCollections,
  type TelemetryCollections,
} from "./collections.ts";
import type { PackedCell, PackedCells } from "./cells.ts";
import { FeedWriter } from "./feed-writer.ts";
import { FencedError } from "./fence.ts";
import { type BatchState, FleetState, type HostState } from "./fleet-state.ts";
import { STALE_AFTER_INTERVALS } from "./node-status.ts";
import { Notices } from "./notices.ts";
import { PageParser } from "./parse-page.ts";
import { RackPower } from "./rack-power.ts";
import { type PackedHolders, packHolders, packSample, unpackNode } from "./sample-document.ts";
import { Scraper } from "./scraper.ts";
import type { ShardTurn } from "./shards.ts";
import { Targets } from "./targets.ts";
import { EnergyAnchors } from "./energy-anchors.ts";

export interface TurnOptions {
  readonly databases: { readonly inventory: Connection; readonly sites: Connection; readonly workloads: Connection };
  readonly log: Logger;
  readonly counts: CollectorCounts;
  /** The part of the fleet that is collected. */
  readonly part: ShardTurn;
  readonly intervalMs: number;
  readonly exporterUrl: string;
  readonly concurrency: number;
  readonly maxPageBytes: number;
  readonly flushIntervalMs: number;
  readonly feedRetentionMs: number;
  readonly keyframeIntervalMs: number;
}

/** How many sample documents wait when MongoDB does not take them: about 32 MiB. */
const MAX_UNSAVED_SAMPLES = 8192;
/** Sample documents in one transaction: about 4 MiB. */
const MAX_SAVED_AT_ONCE = 1024;
const RACK_POWER_EVERY_MS = 5000;

export class CollectorTurn {
  readonly #options: TurnOptions;
  readonly #collections: TelemetryCollections;
  readonly #fleet = new FleetState();
  readonly #book: BatchBook;
  readonly #notices: Notices;
  readonly #feed: FeedWriter;
  readonly #anchors: EnergyAnchors;
  readonly #rackPower: RackPower;
  readonly #scraper: Scraper;
  readonly #parser = new PageParser();
  readonly #holders = new WeakMap<BatchState, PackedHolders>();
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  #targets: Targets | null = null;
  #unsaved: SampleDocument[] = [];
  #newestAtMs = 0;
  #troubled = false;

  private constructor(options: TurnOptions, parts: { book: BatchBook; notices: Notices; feed: FeedWriter }) {
    this.#options = options;
    this.#collections = telemetryCollections(options.databases.workloads);
    this.#book = parts.book;
    this.#notices = parts.notices;
    this.#feed = parts.feed;
    this.#anchors = new EnergyAnchors(this.#collections);
    this.#rackPower = new RackPower({ ...options.part, databases: options.databases });
    this.#signal = AbortSignal.any([options.part.signal, this.#stop.signal]);
    this.#scraper = new Scraper({
      fleet: this.#fleet,
      exporterUrl: options.exporterUrl,
      intervalMs: options.intervalMs,
      concurrency: options.concurrency,
      maxPageBytes: options.maxPageBytes,
      onPage: (host, body, atMs) => this.#onPage(host, body, atMs),
      onSilence: (host, reason, atMs) => this.#onSilence(host, reason, atMs),
      onRound: (batch, startedAtMs) => this.#onRound(batch, startedAtMs),
      isSuspect: (host) => this.#notices.isSilent(host.facts.hostname),
      suspectShare: () => this.#notices.silentNodes / Math.max(1, this.#fleet.hosts.size),
    });
  }

  /** Takes up feed, fleet and raw store where they stand. */
  static async begin(options: TurnOptions): Promise<CollectorTurn> {
    const { databases, log, part } = options;
    const { fence, owns } = part;
    const collections = telemetryCollections(databases.workloads);
    const { feedRetentionMs: retentionMs, keyframeIntervalMs: keyframeEveryMs } = options;
    const [book, notices, feed] = await Promise.all([
      BatchBook.load(collections.batches),
      Notices.load({
        workloads: databases.workloads,
        log,
        fence,
        owns,
        staleAfterMs: STALE_AFTER_INTERVALS * options.intervalMs,
      }),
      FeedWriter.open({ collections, fence, retentionMs, keyframeEveryMs }),
    ]);
    const turn = new CollectorTurn(options, { book, notices, feed });
    try {
      await turn.#takeUp();
      return turn;
    } catch (error) {
      // What already follows a change stream is not to outlive the turn.
      turn.#stop.abort();
      throw error;
    }
  }

  /** Collects until the signal aborts. @throws FencedError when another collector leads, and what MongoDB fails with */
  async run(): Promise<void> {
    const { log, intervalMs } = this.#options;
    log.info({ nodes: this.#fleet.hosts.size, intervalMs, seq: this.#feed.seq }, "collects");
    this.#scraper.start();
    const weighing = this.#keepRackPower();
    try {
      // The fleet is known before the first page arrives: nobody is to read that it has no GPUs.
      if (this.#options.part.held()) await this.#flush();
      while (!this.#signal.aborted) {
        await delay(this.#options.flushIntervalMs, undefined, { signal: this.#signal }).catch(() => undefined);
        if (this.#options.part.held()) await this.#flush();
      }
    } finally {
      await this.#scraper.stop();
      this.#stop.abort();
      await Promise.all([weighing, this.#targets?.stopped]);
    }
    if (!this.#options.part.held()) return;
    // What came while the last of the others was written.
    await this.#flush();
    // A successor that comes after a long pause finds the state by this.
    await this.#feed.keyframe(new Date());
  }

  async #takeUp(): Promise<void> {
    this.#fleet.adoptPublished(this.#ownCells(this.#feed.cells));
    const targets: Targets = await Targets.open({
      databases: this.#options.databases,
      listener: {
        onNode: (facts) => this.#onNode(facts),
        onNodeGone: (hostname) => this.#onNodeGone(hostname),
        onHolders: (hostname) => this.#onHolders(hostname),
      },
      log: this.#options.log,
      signal: this.#signal,
    });
    this.#targets = targets;
    this.#reviewAlerts();
    for (const hostname of this.#fleet.hosts.keys()) this.#onHolders(hostname);
    await this.#restoreSamples();
    await this.#anchors.restore(this.#fleet.batches);
  }

  /** GPUs that reported within 2.5 intervals before this turn are taken as reporting until they are asked again. */
  async #restoreSamples(): Promise<void> {
    const since = new Date(Date.now() - STALE_AFTER_INTERVALS * this.#options.intervalMs);
    const newest = new Map<string, SampleDocument>();
    for await (const document of this.#collections.samples.find({ at: { $gte: since } }, { sort: { at: 1 } })) {
      newest.set(document.batch, document);
    }
    for (const document of newest.values()) {
      for (const host of this.#fleet.batches.get(document.batch)?.hosts ?? []) {
        if (host === undefined || this.#notices.isSilent(host.facts.hostname)) continue;
        const reading = unpackNode(document, host);
        if (reading === null) continue;
        this.#fleet.report(host, reading, reading.atMs);
        this.#newestAtMs = Math.max(this.#newestAtMs, reading.atMs);
      }
    }
  }

  #ownCells(all: PackedCells): PackedCells {
    const { owns } = this.#options.part;
    const own: Record<string, PackedCell[]> = {};
    for (const [partner, cells] of Object.entries(all)) {
      const kept = cells.filter(([site]) => owns({ partner, site: String(site) }));
      if (kept.length > 0) own[partner] = kept;
    }
    return own;
  }

  #onNode(facts: NodeFacts): void {
    if (!this.#options.part.owns(facts)) {
      this.#onNodeGone(facts.hostname);
      return;
    }
    const known = this.#fleet.hosts.get(facts.hostname);
    const place = this.#book.placeOf(facts);
    this.#fleet.remove(facts.hostname);
    const host = this.#fleet.add(facts, place);
    this.#notices.join(host);
    if (known?.batch === host.batch && known.place === host.place) host.scrapedAtMs = known.scrapedAtMs;
    this.#reviewAlerts();
  }

  #onNodeGone(hostname: string): void {
    if (!this.#fleet.hosts.has(hostname)) return;
    this.#fleet.remove(hostname);
    this.#notices.leave(hostname);
    this.#reviewAlerts();
  }

  #reviewAlerts(): void {
    // While the fleet is still read, a node that is not there yet is none that left.
    if (this.#targets !== null) this.#notices.review(this.#fleet.hosts);
  }

  #onHolders(hostname: string): void {
    const host = this.#fleet.hosts.get(hostname);
    if (host !== undefined && this.#targets !== null) this.#fleet.hold(host, this.#targets.holdersOf(host.facts));
  }

  #onPage(host: HostState, body: Buffer, atMs: number): void {
    const { counts } = this.#options;
    const reading = this.#parser.parse(body, host.facts.gpus, host.memory);
    counts.pages++;
    counts.pageBytes += body.length;
    counts.gpuSamples += reading.reporting;
    counts.malformedLines += reading.malformed;
    counts.outOfRangeValues += reading.outOfRange;
    counts.duplicateLines += reading.duplicates;
    counts.sliceLines += reading.sliceLines;
    counts.strangers += reading.strangers.size;
    if (reading.truncated) counts.truncatedPages++;
    if (reading.strangers.size > 0) this.#notices.quarantine(host, reading.strangers, atMs);
    if (reading.reporting === 0) {
      counts.garbagePages++;
      this.#fleet.silence(host);
      this.#notices.silence(host, "page without samples", atMs);
      return;
    }
    this.#newestAtMs = Math.max(this.#newestAtMs, atMs);
    this.#fleet.report(host, reading, atMs);
    this.#notices.answer(host, reading, atMs);
  }

  #onSilence(host: HostState, reason: string, atMs: number): void {
    this.#options.counts.failedScrapes++;
    this.#fleet.silence(host);
    this.#notices.silence(host, reason, atMs);
  }

  #onRound(batch: BatchState, startedAtMs: number): void {
    // What came after a shard was lost is the successor's to tell.
    if (!this.#options.part.held()) return;
    let holders = this.#holders.get(batch);
    if (holders?.version !== batch.holdersVersion) {
      holders = packHolders(batch);
      this.#holders.set(batch, holders);
    }
    const { intervalMs, counts } = this.#options;
    const document = packSample(batch, { startedAtMs, intervalMs }, holders);
    this.#unsaved.push(document);
    this.#anchors.note(batch, document.at);
    if (this.#unsaved.length <= MAX_UNSAVED_SAMPLES) return;
    this.#unsaved.shift();
    counts.droppedSampleDocuments++;
  }

  /** Writes what is new. MongoDB may be away for a while: what cannot be written now is written later. */
  async #flush(): Promise<void> {
    try {
      await this.#publish();
      await this.#saveSamples();
      await this.#notices.save();
      if (this.#troubled) this.#options.log.info("writes to MongoDB again");
      this.#troubled = false;
    } catch (error) {
      if (error instanceof FencedError || this.#options.part.signal.aborted) throw error;
      if (!this.#troubled) this.#options.log.error({ err: error }, "cannot write to MongoDB");
      this.#troubled = true;
    }
  }

  async #publish(): Promise<void> {
    const { cells, count, markPublished } = this.#fleet.changes();
    const at = new Date(this.#newestAtMs === 0 ? Date.now() : this.#newestAtMs);
    if (count > 0) {
      await this.#feed.append(at, cells);
      this.#options.counts.feedDocuments++;
    }
    markPublished();
    if (this.#feed.keyframeDue(Date.now())) await this.#feed.keyframe(new Date());
  }

  /** Samples and up to where energy is counted in them, all or nothing; and before them the places that they refer to. */
  async #saveSamples(): Promise<void> {
    const { fence, fenceSamples } = this.#options.part;
    const documents = this.#unsaved.slice(0, MAX_SAVED_AT_ONCE);
    while (this.#book.changed) {
      const saved = await fence(async (session) => await this.#book.save(session));
      saved();
    }
    if (documents.length === 0) return;
    // Energy is not to be taken as counted before the samples that it is counted in are written.
    const anchors = documents.length < this.#unsaved.length ? [] : this.#anchors.unsaved;
    const sinceMs = Math.min(...documents.map(({ at }) => at.getTime()));
    const { samples } = this.#collections;
    try {
      const saved = await fenceSamples(sinceMs)(async (session) => {
        await samples.insertMany(documents, { session });
        return await this.#anchors.save(anchors, session);
      });
      saved();
      this.#forget(new Set(documents));
    } catch (error) {
      if (!hasCode(error, DUPLICATE_KEY)) throw error;
      // Tried again after an answer that was lost: those that had arrived are not written twice.
      const ids = documents.flatMap(({ _id }) => _id ?? []);
      const arrived = await samples.find({ _id: { $in: ids } }, { projection: { _id: 1 } }).toArray();
      if (arrived.length === 0) throw error;
      const known = new Set(arrived.map(({ _id }) => String(_id)));
      this.#forget(new Set(documents.filter(({ _id }) => known.has(String(_id)))));
    }
  }

  #forget(saved: ReadonlySet<SampleDocument>): void {
    this.#unsaved = this.#unsaved.filter((document) => !saved.has(document));
    this.#options.counts.sampleDocuments += saved.size;
  }

  async #keepRackPower(): Promise<void> {
    while (!this.#signal.aborted) {
      await delay(RACK_POWER_EVERY_MS, undefined, { signal: this.#signal }).catch(() => undefined);
      if (this.#signal.aborted) return;
      await this.#keep("racks' power could not be written", async () => {
        if (this.#options.part.held()) await this.#rackPower.update(this.#fleet.hosts.values(), new Date());
      });
    }
  }

  /** Something that is tried again in any case; when it fails, that is logged. */
  async #keep(trouble: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#options.log.error({ err: error }, trouble);
    }
  }
}

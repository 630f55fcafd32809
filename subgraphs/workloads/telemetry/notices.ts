/** What the collector notices of nodes and GPUs besides their samples: silence, XID errors, strangers. Written on change. */

import type { ClientSession, Connection } from "mongoose";
import type { Logger } from "../../kit/log.ts";
import { xidEventModel } from "../../kit/published/xid-event.ts";
import { type SilentNodeDocument, telemetryCollections, type TelemetryCollections } from "./collections.ts";
import { AlertBook, type AlertFacts } from "./alert-book.ts";
import type { NodeFacts } from "./batches.ts";
import type { Fence } from "./fence.ts";
import type { HostState } from "./fleet-state.ts";
import type { PageReading } from "./parse-page.ts";

export interface NoticesOptions {
  /** A connection to this subgraph's database. */
  readonly workloads: Connection;
  readonly log: Pick<Logger, "info" | "warn">;
  readonly fence: Fence;
  /** True for what is of nodes that this collector has. */
  readonly owns: (node: { readonly partner: string; readonly site: string }) => boolean;
  /** For how long a node must be silent before an alert is raised. */
  readonly staleAfterMs: number;
}

interface XidChange {
  readonly gpu: string;
  readonly partner: string;
  readonly code: number;
  readonly at: Date;
}

interface StrangerSeen {
  readonly uuid: string;
  readonly hostname: string;
  readonly claimedHostname: string | null;
  readonly at: Date;
}

/** Strangers remembered, so that each is written once; with more than that, some are written again. */
const MAX_STRANGERS = 10_000;
/** Log lines about single nodes between two saves; the others are told of in one. */
const MAX_LINES = 20;
/** Of each kind, in one transaction: while it lasts leases cannot be renewed. */
const MAX_SAVED_AT_ONCE = 1000;

/** 48: a memory error that cannot be corrected; 79: the GPU fell off the bus; 119: its system processor does not answer. */
const SERIOUS_XIDS: ReadonlySet<number> = new Set([48, 79, 119]);

function xidAlert({ hostname, partner, site }: NodeFacts, gpu: string, code: number): AlertFacts {
  return {
    kind: "XID",
    partner,
    site,
    node: hostname,
    gpu,
    code,
    message: `A GPU of ${hostname} reports XID ${code}.`,
  };
}

export class Notices {
  readonly #options: NoticesOptions;
  readonly #collections: TelemetryCollections;
  /** By hostname. */
  readonly #silent = new Map<string, SilentNodeDocument>();
  readonly #unsavedNodes = new Map<string, { readonly node: SilentNodeDocument; readonly silent: boolean }>();
  /** By uuid; a GPU that is not in it has had none. */
  readonly #xids = new Map<string, number>();
  readonly #alerts: AlertBook;
  /** Silent nodes in service that this process found silent, of which an alert may have to be raised. */
  readonly #unalerted = new Map<string, SilentNodeDocument>();
  /** Nodes that may be silent. */
  readonly #outOfService = new Set<string>();
  #xidChanges: XidChange[] = [];
  readonly #strangers = new Set<string>();
  #unsavedStrangers: StrangerSeen[] = [];
  #lines = 0;

  private constructor(options: NoticesOptions, alerts: AlertBook) {
    this.#options = options;
    this.#alerts = alerts;
    this.#collections = telemetryCollections(options.workloads);
  }

  /** Takes up what was noticed before, so that a restart tells nothing twice. */
  static async load(options: NoticesOptions): Promise<Notices> {
    const notices = new Notices(options, await AlertBook.load(options.workloads, options.owns));
    const { silentNodes, lastXids } = notices.#collections;
    for await (const node of silentNodes.find()) {
      if (options.owns(node)) notices.#silent.set(node._id, node);
    }
    for await (const { _id, code } of lastXids.find()) notices.#xids.set(_id, code);
    return notices;
  }

  /** How many nodes do not answer. */
  get silentNodes(): number {
    return this.#silent.size;
  }

  isSilent(hostname: string): boolean {
    return this.#silent.has(hostname);
  }

  /** A node joined: what is known of its GPUs' XIDs is put beside them. */
  join({ facts, xids }: HostState): void {
    this.#noteService(facts);
    for (const [slot, uuid] of facts.gpus.entries()) {
      const code = this.#xids.get(uuid) ?? 0;
      xids[slot] = code;
      // Noticed by a process that died before it could raise the alert.
      if (SERIOUS_XIDS.has(code)) this.#alerts.raise(xidAlert(facts, uuid, code), new Date());
    }
  }

  /** A node left the fleet: that it does not answer is no news. */
  leave(hostname: string): void {
    this.#outOfService.delete(hostname);
    const silent = this.#silent.get(hostname);
    if (silent === undefined) return;
    this.#silent.delete(hostname);
    this.#unsavedNodes.set(hostname, { node: silent, silent: false });
    this.#unalerted.delete(hostname);
  }

  /**
   * Lets go of what no longer stands in the fleet as it is: its nodes and GPUs come and go, also while nobody collects, and
   * a process may have died before it could say so.
   */
  review(hosts: ReadonlyMap<string, HostState>): void {
    for (const hostname of this.#silent.keys()) if (!hosts.has(hostname)) this.leave(hostname);
    this.#alerts.review(({ kind, node, gpu, code }) => {
      const host = hosts.get(node);
      if (host === undefined) return false;
      switch (kind) {
        case "STALE_NODE":
          return this.#silent.has(node) && !host.facts.outOfService;
        case "UNKNOWN_GPU":
          return gpu !== null && !host.facts.gpus.includes(gpu);
        case "XID":
          return gpu !== null && host.xids[host.facts.gpus.indexOf(gpu)] === code;
        default:
          return kind satisfies never;
      }
    }, new Date());
  }

  /** A node did not answer. Told once, until it answers again. */
  silence(host: HostState, reason: string, atMs: number): void {
    const { hostname, partner, site } = host.facts;
    let node = this.#silent.get(hostname);
    if (node === undefined) {
      const lastScrapedAt = host.scrapedAtMs === null ? null : new Date(host.scrapedAtMs);
      node = { _id: hostname, partner, site, lastScrapedAt, since: new Date(atMs), reason };
      this.#noteSilence(node);
      if (this.#lines++ < MAX_LINES) this.#options.log.warn({ node: hostname, reason }, "node does not answer");
    }
    if (!this.#outOfService.has(hostname)) this.#unalerted.set(hostname, node);
  }

  /** A node answered, with a page that says something of its GPUs. */
  answer(host: HostState, reading: PageReading, atMs: number): void {
    const { hostname } = host.facts;
    const silent = this.#silent.get(hostname);
    if (silent !== undefined) {
      this.#silent.delete(hostname);
      this.#unsavedNodes.set(hostname, { node: silent, silent: false });
      this.#unalerted.delete(hostname);
      this.#alerts.clear({ kind: "STALE_NODE", node: hostname, gpu: null }, new Date(atMs));
      const silentMs = atMs - silent.since.getTime();
      if (this.#lines++ < MAX_LINES) this.#options.log.info({ node: hostname, silentMs }, "node answers again");
    }
    this.#noticeXids(host, reading.xids, atMs);
  }

  /** GPUs reported from a node that they are not known in. */
  quarantine(host: HostState, strangers: PageReading["strangers"], atMs: number): void {
    for (const { uuid, hostname: claimedHostname } of strangers.values()) {
      if (this.#strangers.has(uuid)) continue;
      if (this.#strangers.size >= MAX_STRANGERS) this.#strangers.clear();
      this.#strangers.add(uuid);
      const { hostname, partner, site } = host.facts;
      const message = `An unknown GPU reports from ${hostname}: its telemetry is quarantined.`;
      const about = { partner, site, node: hostname, gpu: uuid, code: null, message };
      this.#alerts.raise({ kind: "UNKNOWN_GPU", ...about }, new Date(atMs));
      this.#unsavedStrangers.push({ uuid, hostname, claimedHostname, at: new Date(atMs) });
      if (this.#lines++ < MAX_LINES)
        this.#options.log.warn({ node: hostname, gpu: uuid }, "unknown GPU is quarantined");
    }
  }

  /** Writes what is new. What cannot be written now is written the next time. */
  async save(): Promise<void> {
    this.#raiseStale(Date.now());
    if (this.#lines > MAX_LINES) this.#options.log.warn({ nodes: this.#lines - MAX_LINES }, "more nodes changed");
    this.#lines = 0;
    await this.#saveStrangers();
    while (this.#unsavedNodes.size + this.#xidChanges.length > 0 || this.#alerts.changed) {
      const saved = await this.#options.fence(async (session) => [
        await this.#saveNodes(session),
        // An event and the memory of it are one transaction: a crash between the two would tell of the same XID twice.
        await this.#saveXids(session),
        await this.#alerts.save(session),
      ]);
      for (const done of saved) done();
    }
  }

  /** A node that misses one scrape is no news yet: it is stale when it has been silent for some intervals. */
  #raiseStale(nowMs: number): void {
    for (const [hostname, { partner, site, since, reason }] of this.#unalerted) {
      if (nowMs - since.getTime() < this.#options.staleAfterMs) continue;
      this.#unalerted.delete(hostname);
      const message = `${hostname} does not answer its scrapes: ${reason}.`;
      const about = { partner, site, node: hostname, gpu: null, code: null, message };
      this.#alerts.raise({ kind: "STALE_NODE", ...about }, since);
    }
  }

  /** A silent node that comes back into service is silent from then on: it gets the time to answer again. */
  #noteService({ hostname, outOfService }: NodeFacts): void {
    if (outOfService) {
      this.#outOfService.add(hostname);
      this.#unalerted.delete(hostname);
      return;
    }
    const silent = this.#silent.get(hostname);
    if (this.#outOfService.delete(hostname) && silent !== undefined)
      this.#noteSilence({ ...silent, since: new Date(), reason: "no answer since it is back in service" });
  }

  #noteSilence(node: SilentNodeDocument): void {
    this.#silent.set(node._id, node);
    this.#unsavedNodes.set(node._id, { node, silent: true });
  }

  #noticeXids({ facts, xids }: HostState, seen: Int32Array, atMs: number): void {
    for (const [slot, gpu] of facts.gpus.entries()) {
      const code = seen[slot] ?? -1;
      if (code < 0 || code === xids[slot]) continue;
      xids[slot] = code;
      this.#xids.set(gpu, code);
      const at = new Date(atMs);
      this.#xidChanges.push({ gpu, partner: facts.partner, code, at });
      if (SERIOUS_XIDS.has(code)) this.#alerts.raise(xidAlert(facts, gpu, code), at);
      else this.#alerts.clear({ kind: "XID", node: facts.hostname, gpu }, at);
    }
  }

  async #saveNodes(session: ClientSession): Promise<() => void> {
    const nodes = [...this.#unsavedNodes].slice(0, MAX_SAVED_AT_ONCE);
    const writes = nodes.map(([_id, { node, silent }]) => {
      // A node that moved to another site is that one's collector's: it may have said already that it does not answer.
      if (!silent) return { deleteOne: { filter: { _id, partner: node.partner, site: node.site } } };
      return { replaceOne: { filter: { _id }, replacement: node, upsert: true } };
    });
    if (writes.length > 0) await this.#collections.silentNodes.bulkWrite(writes, { ordered: false, session });
    return () => {
      for (const [hostname, node] of nodes) {
        if (this.#unsavedNodes.get(hostname) === node) this.#unsavedNodes.delete(hostname);
      }
    };
  }

  /** Their collection is capped, and takes no part in transactions: one may be told twice. */
  async #saveStrangers(): Promise<void> {
    if (this.#unsavedStrangers.length === 0) return;
    const strangers = this.#unsavedStrangers.slice(0, MAX_SAVED_AT_ONCE);
    await this.#collections.quarantine.insertMany(strangers);
    this.#unsavedStrangers = this.#unsavedStrangers.slice(strangers.length);
  }

  async #saveXids(session: ClientSession): Promise<() => void> {
    const changes = this.#xidChanges.slice(0, MAX_SAVED_AT_ONCE);
    const events = changes.filter(({ code }) => code !== 0);
    if (events.length > 0) await xidEventModel(this.#options.workloads).insertMany(events, { session });
    const newest = new Map(changes.map(({ gpu, code }) => [gpu, code]));
    const writes = [...newest].map(([_id, code]) =>
      code === 0
        ? { deleteOne: { filter: { _id } } }
        : { replaceOne: { filter: { _id }, replacement: { code }, upsert: true } },
    );
    if (writes.length > 0) await this.#collections.lastXids.bulkWrite(writes, { session });
    return () => {
      this.#xidChanges = this.#xidChanges.slice(changes.length);
    };
  }
}

/**
 * Scrapes every node once an interval. The nodes of a batch are scraped together, within a tenth of the interval, so that
 * one document holds one moment; batches are spread over the interval by the hash of their name.
 */

import { Agent } from "undici";
import { Fifo } from "./fifo.ts";
import type { BatchState, FleetState, HostState } from "./fleet-state.ts";
import { fetchPage, type PageAddress, pageAddress, type PageFetch, type PageOutcome } from "./fetch-page.ts";

export interface ScraperOptions {
  readonly fleet: Pick<FleetState, "batches">;
  /** Address of a node's page, with `{hostname}` in it. */
  readonly exporterUrl: string;
  readonly intervalMs: number;
  /**
   * Pages on their way at once. Nodes that failed before get their share of it, but at least a quarter: those that wait
   * for a deadline starve nobody, and a fleet that comes back all at once is asked at full width.
   */
  readonly concurrency: number;
  /** Bytes that a page may have. */
  readonly maxPageBytes: number;
  readonly onPage: (host: HostState, body: Buffer, atMs: number) => void;
  /** A node did not answer, or was not asked. */
  readonly onSilence: (host: HostState, reason: string, atMs: number) => void;
  /** Every node of a batch has been asked, and has answered or not. */
  readonly onRound: (batch: BatchState, startedAtMs: number) => void;
  readonly isSuspect: (host: HostState) => boolean;
  /** The share of nodes for which `isSuspect` holds, from 0 to 1. */
  readonly suspectShare: () => number;
}

interface Round {
  readonly batch: BatchState;
  readonly startedAtMs: number;
  /** Soonest last. */
  readonly due: Ask[];
  outstanding: number;
}

interface Ask {
  readonly host: HostState;
  readonly round: Round;
  readonly dueAtMs: number;
}

interface InFlight {
  readonly fetch: PageFetch;
  readonly deadlineAtMs: number;
}

const TICK_MS = 20;
const MAX_DEADLINE_MS = 5000;

export class Scraper {
  readonly #options: ScraperOptions;
  readonly #agent: Agent;
  readonly #deadlineMs: number;
  readonly #addresses = new WeakMap<HostState, PageAddress>();
  readonly #nextRoundAtMs = new Map<string, number>();
  readonly #rounds = new Map<string, Round>();
  readonly #ready = new Fifo<Ask>();
  readonly #readySuspects = new Fifo<Ask>();
  readonly #inFlight = new Set<InFlight>();
  #suspectsInFlight = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: ScraperOptions) {
    this.#options = options;
    this.#deadlineMs = Math.min(options.intervalMs / 2, MAX_DEADLINE_MS);
    this.#agent = new Agent({
      connections: options.concurrency,
      pipelining: 1,
      keepAliveTimeout: Math.max(4000, 2.5 * options.intervalMs),
      connect: { timeout: this.#deadlineMs },
    });
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#tick(Date.now()), TICK_MS);
  }

  /** Stops asking; what is on its way is dropped without a word. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#rounds.clear();
    this.#ready.clear();
    this.#readySuspects.clear();
    await this.#agent.destroy();
  }

  #tick(nowMs: number): void {
    for (const batch of this.#options.fleet.batches.values()) {
      if (nowMs >= this.#nextRound(batch, nowMs)) this.#begin(batch, nowMs);
    }
    for (const round of this.#rounds.values()) this.#queueDue(round, nowMs);
    for (const flight of this.#inFlight) if (nowMs >= flight.deadlineAtMs) flight.fetch.abort("timeout");
    this.#dispatch(nowMs);
  }

  #nextRound(batch: BatchState, nowMs: number): number {
    let at = this.#nextRoundAtMs.get(batch.id);
    if (at === undefined) {
      const { intervalMs } = this.#options;
      const phaseMs = spread(batch.id, intervalMs);
      at = Math.floor((nowMs - phaseMs) / intervalMs + 1) * intervalMs + phaseMs;
      this.#nextRoundAtMs.set(batch.id, at);
    }
    return at;
  }

  #begin(batch: BatchState, nowMs: number): void {
    const { intervalMs } = this.#options;
    const dueMs = this.#nextRoundAtMs.get(batch.id) ?? nowMs;
    this.#nextRoundAtMs.set(batch.id, dueMs + Math.floor((nowMs - dueMs) / intervalMs + 1) * intervalMs);
    // Still at the last round, because so many wait for a free slot: this one is left out.
    if (this.#rounds.has(batch.id)) return;
    const hosts = batch.hosts.filter((host) => host !== undefined);
    if (hosts.length === 0) return;
    const round: Round = { batch, startedAtMs: nowMs, due: [], outstanding: hosts.length };
    this.#rounds.set(batch.id, round);
    for (const host of hosts) {
      round.due.push({ host, round, dueAtMs: nowMs + spread(host.facts.hostname, intervalMs / 10) });
    }
    round.due.sort((left, right) => right.dueAtMs - left.dueAtMs);
  }

  #queueDue(round: Round, nowMs: number): void {
    for (let ask = round.due.at(-1); ask !== undefined && ask.dueAtMs <= nowMs; ask = round.due.at(-1)) {
      round.due.pop();
      if (!ask.host.facts.up) this.#silence(ask, "down", nowMs);
      else if (this.#options.isSuspect(ask.host)) this.#readySuspects.push(ask);
      else this.#ready.push(ask);
    }
  }

  #dispatch(nowMs: number): void {
    const { concurrency, intervalMs } = this.#options;
    const expired = nowMs - intervalMs / 2;
    const maxSuspects = Math.max(1, concurrency * Math.max(0.25, this.#options.suspectShare()));
    while (this.#inFlight.size < concurrency) {
      const suspectsMay = this.#suspectsInFlight < maxSuspects;
      const suspect = this.#ready.length === 0 || (suspectsMay && this.#readySuspects.length > 0);
      if (suspect && !suspectsMay) break;
      const ask = suspect ? this.#readySuspects.shift() : this.#ready.shift();
      if (ask === undefined) break;
      if (ask.dueAtMs < expired) this.#silence(ask, "no free slot", nowMs);
      else this.#ask(ask, suspect, nowMs);
    }
  }

  #ask(ask: Ask, suspect: boolean, nowMs: number): void {
    const { exporterUrl, maxPageBytes } = this.#options;
    let flight: InFlight | null = null;
    if (suspect) this.#suspectsInFlight++;
    const done = (outcome: PageOutcome): void => {
      if (flight !== null) this.#inFlight.delete(flight);
      if (suspect) this.#suspectsInFlight--;
      if (this.#timer === null) return;
      this.#answer(ask, outcome);
      this.#dispatch(Date.now());
    };
    const fetch = fetchPage(this.#agent, this.#address(ask.host, exporterUrl), maxPageBytes, done);
    flight = { fetch, deadlineAtMs: nowMs + this.#deadlineMs };
    this.#inFlight.add(flight);
  }

  #answer(ask: Ask, outcome: PageOutcome): void {
    const nowMs = Date.now();
    if (outcome.kind === "failed") {
      this.#silence(ask, outcome.reason, nowMs);
      return;
    }
    // A node may have left the fleet, or got other GPUs, while its page was on its way.
    if (ask.round.batch.hosts[ask.host.place.node] === ask.host) this.#options.onPage(ask.host, outcome.body, nowMs);
    this.#settle(ask.round);
  }

  #silence(ask: Ask, reason: string, nowMs: number): void {
    if (ask.round.batch.hosts[ask.host.place.node] === ask.host) this.#options.onSilence(ask.host, reason, nowMs);
    this.#settle(ask.round);
  }

  #settle(round: Round): void {
    round.outstanding--;
    if (round.outstanding > 0 || this.#rounds.get(round.batch.id) !== round) return;
    this.#rounds.delete(round.batch.id);
    this.#options.onRound(round.batch, round.startedAtMs);
  }

  #address(host: HostState, template: string): PageAddress {
    let address = this.#addresses.get(host);
    if (address === undefined) {
      address = pageAddress(template, host.facts.hostname);
      this.#addresses.set(host, address);
    }
    return address;
  }
}

/** A number from 0 up to `range`, always the same for a name (FNV-1a, then mixed so that similar names part). */
function spread(name: string, range: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  return ((hash >>> 0) / 2 ** 32) * range;
}

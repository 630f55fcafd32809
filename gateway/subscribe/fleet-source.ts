/**
 * A source stream that the gateways of a fleet have together. One of them leads: it follows the subgraph and writes what comes
 * for the others, who read it. A gateway that the broker fails goes on alone, on a source stream of its own, until it finds its
 * place in the common one again.
 */

import { setTimeout as delay } from "node:timers/promises";
import type { GatewayError } from "../errors.ts";
import type { SourceResponse } from "../upstream/websocket.ts";
import type { Broker, BrokerEntry, PlacedEntry } from "./broker.ts";
import { FollowedSource, type FollowedSourceOptions } from "./followed-source.ts";
import type { GroupEvent } from "./group.ts";
import type { StreamCounters } from "./stream-counters.ts";

/** What a fleet's source stream is made with. */
export interface FleetSourceOptions extends Omit<FollowedSourceOptions, "after" | "isOwnCursor"> {
  readonly broker: Broker;
  /** Names the topic among all of the fleet: the generation, what is asked, and the authorisation class are in it. */
  readonly key: string;
  /** The state after the last event, or null where there is none. */
  readonly state: () => GroupEvent | null;
  readonly counters: Pick<StreamCounters, "brokerFallbacks">;
}

type Phase =
  | { readonly kind: "joining" }
  | { readonly kind: "following"; readonly stop: () => void }
  | { readonly kind: "leading"; readonly source: FollowedSource }
  /** With what the leader has written meanwhile, to find the own place in; null while the broker is away. */
  | { readonly kind: "alone"; readonly source: FollowedSource; written: Written | null }
  | { readonly kind: "ended" };

interface Written {
  readonly entries: PlacedEntry[];
  readonly stop: () => void;
}

/** Entries that may wait for the broker's word. Beyond that the broker is taken for away. */
const MAX_UNCONFIRMED = 256;
/** Entries among which a gateway that is alone looks for its place; beyond that the oldest are let go of. */
const MAX_WRITTEN = 512;
/** A state is written when the events since the last one are this many bytes, and twice as many as it. */
const STATE_EVERY_BYTES = 64 * 1024;
/** How long a newcomer waits for the leader's first event before it asks the subgraph itself, and how often it looks. */
const MAX_START_MS = 500;
const START_POLL_MS = 20;
/** How far the count of events goes ahead when some of them may not have been written. */
const SEQ_JUMP = 1_000_000;

/** Follows from when it is made until it is stopped or ends. */
export class FleetSource {
  readonly #options: FleetSourceOptions;
  readonly #needsState: boolean;
  #phase: Phase = { kind: "joining" };
  /** Of the last event that was handed on. */
  #cursor: string | null = null;
  #seq = 0;
  /** Of the last entry that was read. */
  #position: string | null = null;
  #unconfirmed = 0;
  #stateBytes = 0;
  #bytesSinceState = Infinity;
  #isTicking = false;
  #timer: NodeJS.Timeout;

  constructor(options: FleetSourceOptions) {
    this.#options = options;
    const { live } = options.operation;
    this.#needsState = live !== null && (live.keepsState || live.snapshot.length > 0);
    this.#timer = setInterval(() => void this.#tick(), options.broker.leaseMs / 3).unref();
    void this.#join();
  }

  /** What this gateway does for the stream. */
  get role(): "leader" | "follower" | "alone" {
    const { kind } = this.#phase;
    return kind === "leading" ? "leader" : kind === "following" ? "follower" : "alone";
  }

  stop(): void {
    const phase = this.#phase;
    this.#leavePhase();
    this.#phase = { kind: "ended" };
    clearInterval(this.#timer);
    if (phase.kind === "leading") this.#resign();
  }

  async #join(): Promise<void> {
    const { broker, key } = this.#options;
    try {
      const leads = await broker.lead(key);
      if (this.#phase.kind !== "joining") {
        if (leads) this.#resign();
        return;
      }
      // Who leads reads what there is to the end: nobody else writes.
      const entries = leads || !this.#needsState ? await broker.read(key) : await this.#readStarted();
      if (this.#phase.kind !== "joining") {
        if (leads) this.#resign();
        return;
      }
      const hasState = this.#begin(entries);
      if (leads) this.#lead();
      else if (hasState || !this.#needsState) this.#follow();
      else this.#goAlone();
    } catch {
      if (this.#phase.kind === "joining") this.#goAlone();
    }
  }

  /** What there is of the topic; where it has only just begun to be followed, once its first state is there. */
  async #readStarted(): Promise<readonly PlacedEntry[]> {
    const { broker, key } = this.#options;
    const deadline = performance.now() + MAX_START_MS;
    for (;;) {
      const entries = await broker.read(key);
      if (sinceEnd(entries).some(({ kind }) => kind === "state") || performance.now() > deadline) return entries;
      await delay(START_POLL_MS);
    }
  }

  /** Hands on the newest state and what follows it. @returns whether there is one */
  #begin(entries: readonly PlacedEntry[]): boolean {
    this.#seq = entries.at(-1)?.seq ?? 0;
    this.#position = entries.at(-1)?.position ?? null;
    const current = sinceEnd(entries);
    const index = current.findLastIndex(({ kind }) => kind === "state");
    const state = current[index];
    if (state === undefined) return false;
    this.#hand(state);
    for (const entry of current.slice(index + 1)) if (entry.kind === "event") this.#hand(entry);
    return true;
  }

  /** Renews the lease, tries to get it, or looks whether the broker is there again. */
  async #tick(): Promise<void> {
    if (this.#isTicking || this.#phase.kind === "joining" || this.#phase.kind === "ended") return;
    this.#isTicking = true;
    try {
      const leads = await this.#options.broker.lead(this.#options.key);
      await this.#decide(leads);
    } catch {
      this.#lose();
    } finally {
      this.#isTicking = false;
    }
  }

  async #decide(leads: boolean): Promise<void> {
    const { broker, key } = this.#options;
    const before = this.#phase;
    if (before.kind === "ended") {
      if (leads) this.#resign();
      return;
    }
    if (before.kind === "leading") {
      if (!leads) this.#lose();
      return;
    }
    if (!leads && (before.kind === "following" || (before.kind === "alone" && before.written !== null))) return;
    const entries = await broker.read(key);
    const phase = this.#phase;
    if (phase.kind === "following" && leads) {
      const read = entries.findIndex(({ position }) => position === this.#position);
      for (const entry of entries.slice(read + 1)) if (!this.#take(entry)) return;
      if (this.#phase.kind === "following") this.#lead();
    } else if (phase.kind === "alone" && leads) {
      phase.written?.stop();
      const last = entries.at(-1);
      const isWhole = last === undefined || (last.seq === this.#seq && last.cursor === this.#cursor);
      this.#seq = isWhole ? this.#seq : last.seq + SEQ_JUMP;
      this.#phase = { kind: "leading", source: phase.source };
      this.#publishState();
    } else if (phase.kind === "alone" && phase.written === null) {
      const stop = broker.follow(key, entries.at(-1)?.position ?? null, {
        entry: (entry) => this.#note(entry),
        lost: () => this.#lose(),
      });
      phase.written = { entries: [...sinceEnd(entries)], stop };
      this.#findPlace();
    } else if (leads) this.#resign();
  }

  #follow(): void {
    const stop = this.#options.broker.follow(this.#options.key, this.#position, {
      entry: (entry) => void this.#take(entry),
      lost: () => this.#lose(),
    });
    this.#phase = { kind: "following", stop };
  }

  /** Takes an entry of the leader's. @returns false where the stream does not go on by entries */
  #take(entry: PlacedEntry): boolean {
    if (this.#phase.kind !== "following") return false;
    const { kind, seq, position } = entry;
    this.#position = position;
    if (kind === "vacant") void this.#tick();
    // A stream without states is joined wherever it is.
    const isNext = seq === this.#seq + 1 || (this.#seq === 0 && !this.#needsState);
    if (kind === "event" && isNext) {
      this.#seq = seq;
      this.#hand(entry);
    } else if (kind === "end" && seq === this.#seq) {
      this.#end(null);
      return false;
    } else if (seq > this.#seq) {
      this.#lose();
      return false;
    }
    return true;
  }

  #lead(): void {
    this.#leavePhase();
    this.#bytesSinceState = Infinity;
    this.#phase = { kind: "leading", source: this.#openSource() };
  }

  /** Goes on without the broker: as the leader did, or on a source stream of its own. */
  #lose(): void {
    const phase = this.#phase;
    if (phase.kind === "alone") {
      phase.written?.stop();
      phase.written = null;
    } else if (phase.kind !== "ended") this.#goAlone();
  }

  #goAlone(): void {
    const phase = this.#phase;
    this.#options.counters.brokerFallbacks += 1;
    if (phase.kind === "leading") this.#phase = { kind: "alone", source: phase.source, written: null };
    else {
      this.#leavePhase();
      this.#phase = { kind: "alone", source: this.#openSource(), written: null };
    }
    void this.#tick();
  }

  #openSource(): FollowedSource {
    const after = this.#cursor ?? undefined;
    const source: FollowedSource = new FollowedSource({
      ...this.#options,
      after,
      isOwnCursor: after !== undefined,
      onEvent: (response, cursor) => this.#fromSubgraph(response, cursor),
      onEnd: (error) => this.#end(error),
    });
    return source;
  }

  #fromSubgraph(response: SourceResponse, cursor: string | null): void {
    this.#cursor = cursor ?? this.#cursor;
    this.#options.onEvent(response, cursor);
    if (this.#phase.kind === "leading") this.#publish(response, cursor);
    else if (this.#phase.kind === "alone") this.#findPlace();
  }

  /** Notes an entry of the leader's while alone. */
  #note(entry: PlacedEntry): void {
    if (this.#phase.kind !== "alone" || this.#phase.written === null) return;
    const { entries } = this.#phase.written;
    // Of its end the own source stream tells, if it is the same one.
    if (entry.kind === "end") entries.length = 0;
    else entries.push(entry);
    if (entries.length > MAX_WRITTEN) entries.shift();
    this.#findPlace();
  }

  /** Follows the leader from where this gateway stands, once that is among what is written. */
  #findPlace(): void {
    if (this.#phase.kind !== "alone" || this.#phase.written === null) return;
    const { source, written } = this.#phase;
    const { entries, stop } = written;
    const isPlaceless = this.#options.operation.live?.cursor == null;
    const index = isPlaceless
      ? entries.length - 1
      : entries.findLastIndex(({ cursor, kind }) => kind !== "vacant" && cursor === this.#cursor && cursor !== null);
    const place = entries[index];
    if (place === undefined && !isPlaceless) return;
    const following = entries.slice(index + 1);
    const isWhole = following.every(({ kind, seq }, at) => {
      const before = (following[at - 1] ?? place)?.seq ?? 0;
      return seq === before + (kind === "event" ? 1 : 0);
    });
    if (!isWhole) return;
    stop();
    source.stop();
    this.#seq = place?.seq ?? 0;
    this.#position = entries.at(-1)?.position ?? null;
    this.#follow();
    for (const entry of following) if (!this.#take(entry)) return;
  }

  #publish(response: SourceResponse, cursor: string | null): void {
    this.#seq += 1;
    const body = JSON.stringify(response);
    this.#bytesSinceState += body.length;
    const state = this.#stateIfDue();
    const event: BrokerEntry = { kind: "event", seq: this.#seq, cursor, body };
    this.#send(state === null ? [event] : [event, state]);
  }

  #publishState(): void {
    this.#bytesSinceState = Infinity;
    const state = this.#stateIfDue();
    if (state !== null) this.#send([state]);
  }

  #stateIfDue(): BrokerEntry | null {
    if (this.#bytesSinceState < Math.max(STATE_EVERY_BYTES, 2 * this.#stateBytes)) return null;
    const state = this.#options.state();
    if (state === null) return null;
    const body = JSON.stringify(state.response);
    this.#stateBytes = body.length;
    this.#bytesSinceState = 0;
    return { kind: "state", seq: this.#seq, cursor: state.cursor, body };
  }

  #send(entries: readonly BrokerEntry[]): void {
    if (this.#unconfirmed >= MAX_UNCONFIRMED) {
      this.#lose();
      return;
    }
    this.#unconfirmed += 1;
    void this.#confirm(this.#options.broker.publish(this.#options.key, entries));
  }

  async #confirm(published: Promise<boolean>): Promise<void> {
    const isWritten = await published.catch(() => false);
    this.#unconfirmed -= 1;
    if (!isWritten && this.#phase.kind === "leading") this.#lose();
  }

  #hand({ body, cursor }: PlacedEntry): void {
    this.#cursor = cursor ?? this.#cursor;
    this.#options.onEvent(JSON.parse(body) as SourceResponse, cursor);
  }

  #end(error: GatewayError | null): void {
    const phase = this.#phase;
    if (phase.kind === "ended") return;
    if (phase.kind === "leading" && error === null) {
      this.#send([{ kind: "end", seq: this.#seq, cursor: null, body: "" }]);
    }
    this.stop();
    this.#options.onEnd(error);
  }

  #resign(): void {
    this.#options.broker.resign(this.#options.key, this.#seq).catch(() => undefined);
  }

  #leavePhase(): void {
    const phase = this.#phase;
    if (phase.kind === "following") phase.stop();
    if (phase.kind === "leading" || phase.kind === "alone") phase.source.stop();
    if (phase.kind === "alone") phase.written?.stop();
  }
}

/** What is written of the stream that is not complete yet: one before it may have ended in the same topic. */
function sinceEnd(entries: readonly PlacedEntry[]): readonly PlacedEntry[] {
  return entries.slice(entries.findLastIndex(({ kind }) => kind === "end") + 1);
}

/** One source stream and everybody who reads it: subscribers who ask the same of the same subgraph with the same authorisation. */

import type { Principal } from "../context.ts";
import type { GatewayError } from "../errors.ts";
import type { SourceResponse, SourceStreams } from "../upstream/websocket.ts";
import type { Broker } from "./broker.ts";
import { Bucket } from "./bucket.ts";
import { CatchUp } from "./catch-up.ts";
import { EventLog } from "./event-log.ts";
import { FleetSource } from "./fleet-source.ts";
import { FollowedSource } from "./followed-source.ts";
import { type CompleteEvent, Group, type GroupEvent } from "./group.ts";
import { LastValues } from "./last-values.ts";
import type { SubscriberQueue } from "./queue.ts";
import { replayCatchUp, replayCatchUpConflated, replayLog, replayLogConflated } from "./replay.ts";
import type { SourceOperation } from "./source-operation.ts";
import type { StreamCounters } from "./stream-counters.ts";
import type { TakeTurn } from "./turns.ts";

/** Bounds of one topic. All times in milliseconds. */
export interface TopicLimits {
  /** How long the source stream stays open after the last subscriber left, for one who comes back. */
  readonly lingerMs: number;
  readonly restTimeoutMs: number;
  /** Events that may wait for the rest of the plan, for each selection. */
  readonly maxEvents: number;
  /** What they may have in bytes, by estimate. */
  readonly maxEventBytes: number;
  /** Items of which the newest value is kept. A stream with more has no snapshot, and newcomers get it from the subgraph. */
  readonly maxItems: number;
  /** How long events are remembered for those who come back. */
  readonly maxLogAgeMs: number;
  /** Events that may wait for those who come back from further away. */
  readonly maxCatchUpEvents: number;
}

/** What a topic is made with. */
export interface TopicOptions {
  readonly subgraph: string;
  readonly operation: SourceOperation;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Any principal of the topic's authorisation class. */
  readonly principal: Principal;
  readonly limits: TopicLimits;
  /** Bytes that the topic may remember, asked at each event. */
  readonly maxLogBytes: () => number;
  readonly sources: SourceStreams;
  /** Has the source stream in common with other gateways; null where this one keeps its own. */
  readonly broker: Broker | null;
  /** Names the topic among all of the fleet. */
  readonly key: string;
  readonly counters: StreamCounters;
  readonly onFault: (error: unknown) => void;
  /** Takes a place for one more source stream. @throws GatewayError TOO_MANY_REQUESTS */
  readonly takeSource: () => () => void;
  /** Asked before each frame of the past. */
  readonly takeTurn: TakeTurn;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Called once, when the source stream has been let go of. */
  onEnd(topic: Topic): void;
}

/** How a subscriber joins. */
export interface Joining {
  /** Tells what the subscriber wants of an event: those with the same text share `complete`. */
  readonly selection: string;
  readonly complete: CompleteEvent;
  /** The interval of conflation in milliseconds, or null for every event. */
  readonly everyMs: number | null;
  /** The cursor to go on after, or undefined to begin anew. */
  readonly after: unknown;
}

type Phase =
  | { readonly kind: "open" }
  | { readonly kind: "lingering"; readonly timer: NodeJS.Timeout }
  | { readonly kind: "ended" };

/** Where a subscriber is. */
interface Seat {
  readonly joining: Joining;
  readonly group: Group;
  readonly bucket: Bucket | null;
}

/** Reads one source stream, from when it is made until its last subscriber has left or the stream has ended. */
export class Topic {
  readonly #options: TopicOptions;
  /** Of those who want every event, by selection. */
  readonly #groups = new Map<string, Group>();
  /** By interval. */
  readonly #buckets = new Map<number, Bucket>();
  readonly #seats = new Map<SubscriberQueue, Seat>();
  /** By the cursor that their readers came back with. */
  readonly #catchUps = new Map<unknown, CatchUp>();
  readonly #values: LastValues | null;
  readonly #log: EventLog;
  readonly #source: FollowedSource | FleetSource;
  readonly #giveBack: () => void;
  #phase: Phase = { kind: "open" };

  /** @throws GatewayError TOO_MANY_REQUESTS when there are as many source streams as there may be */
  constructor(options: TopicOptions) {
    this.#options = options;
    const { operation, limits, maxLogBytes, counters, now } = options;
    const { live } = operation;
    const isResumable = live !== null && live.cursor !== null && live.afterVariable !== null;
    this.#giveBack = options.takeSource();
    this.#values = live?.keepsState === true ? new LastValues(live, limits.maxItems, { keepsEnded: false }) : null;
    const logLimits = isResumable ? { maxAgeMs: limits.maxLogAgeMs, maxBytes: maxLogBytes } : null;
    this.#log = new EventLog(logLimits, null, now);
    const followed = {
      ...options,
      onGap: () => (counters.gaps += 1),
      onEvent: (response: SourceResponse, cursor: string | null) => this.#take(response, cursor),
      onEnd: (error: GatewayError | null) => this.#finish(error),
    };
    const { broker } = options;
    this.#source =
      broker === null
        ? new FollowedSource({ ...followed, after: undefined })
        : new FleetSource({ ...followed, broker, state: () => this.#state() });
  }

  /** Subscribers now. */
  get size(): number {
    return this.#seats.size;
  }

  /** True when nobody can join any more. */
  get hasEnded(): boolean {
    return this.#phase.kind === "ended";
  }

  /** What this gateway does for the fleet's source stream; null where it keeps its own. */
  get role(): FleetSource["role"] | null {
    return this.#source instanceof FleetSource ? this.#source.role : null;
  }

  /** What it remembers, in bytes, by estimate. */
  get logBytes(): number {
    return this.#log.bytes;
  }

  /** Source streams of those who came back from further away. */
  get catchUps(): number {
    return this.#catchUps.size;
  }

  /**
   * Takes a subscriber.
   * @throws GatewayError TOO_MANY_REQUESTS when it needs a source stream of its own and there are too many
   */
  join(queue: SubscriberQueue, joining: Joining): void {
    if (this.#phase.kind === "lingering") {
      clearTimeout(this.#phase.timer);
      this.#phase = { kind: "open" };
    }
    const { after, selection } = joining;
    const bucket = joining.everyMs === null ? null : this.#bucket(joining.everyMs);
    const groups = bucket?.groups ?? this.#groups;
    const group = groups.get(selection) ?? this.#group(joining);
    groups.set(selection, group);
    const seat: Seat = { joining, group, bucket };
    this.#seats.set(queue, seat);
    if (after !== undefined) this.#comeBack(queue, seat, after);
    else if (this.#log.head.seq === 0) group.join(queue, null);
    else this.#begin(queue, seat);
  }

  /** Gives a subscriber of the newest state the state as it is now, and what changes from then on. */
  renew(queue: SubscriberQueue): void {
    const seat = this.#seats.get(queue);
    if (seat === undefined || this.#phase.kind === "ended") return;
    seat.group.leave(queue);
    this.#begin(queue, seat);
  }

  /** Lets go of a subscriber, and of the source stream when it was the last one. */
  leave(queue: SubscriberQueue): void {
    const seat = this.#seats.get(queue);
    if (seat === undefined) return;
    this.#seats.delete(queue);
    const { joining, group, bucket } = seat;
    group.leave(queue);
    for (const catchUp of this.#catchUps.values()) catchUp.wake();
    const groups = bucket?.groups ?? this.#groups;
    if (group.isEmpty && groups.get(joining.selection) === group) {
      group.close();
      groups.delete(joining.selection);
    }
    if (bucket !== null && joining.everyMs !== null && bucket.groups.size === 0) {
      bucket.close();
      if (this.#buckets.get(joining.everyMs) === bucket) this.#buckets.delete(joining.everyMs);
    }
    if (this.#seats.size > 0 || this.#phase.kind !== "open") return;
    const { lingerMs } = this.#options.limits;
    if (lingerMs === 0) this.#end();
    else this.#phase = { kind: "lingering", timer: setTimeout(() => this.#end(), lingerMs) };
  }

  /** Ends every subscriber's stream with an error, and the source stream. */
  fail(error: unknown): void {
    this.#end();
    for (const queue of this.#seats.keys()) queue.fail(error);
  }

  #take(response: SourceResponse, cursor: string | null): void {
    if (this.#phase.kind === "ended") return;
    this.#options.counters.events += 1;
    this.#values?.take(response);
    const entry = this.#log.append(response, cursor);
    for (const [selection, group] of this.#groups) {
      group.push({
        event: entry,
        lateEvent: null,
        passesOver: false,
        seq: entry.seq,
        bytes: entry.bytes,
        share: (make) => this.#log.frame(entry, selection, make),
      });
    }
    for (const bucket of this.#buckets.values()) bucket.push(entry, entry.seq);
    for (const catchUp of this.#catchUps.values()) catchUp.wake();
  }

  #state(): GroupEvent | null {
    const values = this.#values;
    return values !== null && values.hasState ? { response: values.snapshot(), cursor: this.#log.head.cursor } : null;
  }

  /** Begins a subscriber with the state as it is now. */
  #begin(queue: SubscriberQueue, seat: Seat): void {
    const { group, bucket } = seat;
    const values = this.#values;
    if (values !== null && values.hasState) {
      const { cursor } = this.#log.head;
      group.join(queue, (): GroupEvent => ({ response: values.snapshot(), cursor }));
      bucket?.joined(null);
    } else if (this.#needsUpstreamState()) this.#catchUp(queue, seat, undefined);
    else group.join(queue, null);
  }

  /** Whether the stream begins with a state that this topic cannot give, so that the subgraph has to. */
  #needsUpstreamState(): boolean {
    const { live } = this.#options.operation;
    return live !== null && live.cursor !== null && live.snapshot.length > 0;
  }

  #comeBack(queue: SubscriberQueue, seat: Seat, after: unknown): void {
    const { counters, limits, operation, now } = this.#options;
    const entry = typeof after === "string" ? this.#log.find(after) : null;
    if (entry === null) {
      this.#catchUp(queue, seat, after);
      return;
    }
    counters.resumesFromMemory += 1;
    const { group, bucket, joining } = seat;
    const replay = { queue, group, selection: joining.selection, log: this.#log, takeTurn: this.#options.takeTurn };
    if (bucket !== null && joining.everyMs !== null) {
      replayLogConflated(
        {
          ...replay,
          everyMs: joining.everyMs,
          live: operation.live,
          maxItems: limits.maxItems,
          now,
          onJoin: (missed: GroupEvent | null) => bucket.joined(missed),
        },
        entry,
      );
      return;
    }
    group.visit(queue);
    this.#run(queue, replayLog(replay, entry));
  }

  /** Gives a subscriber what the subgraph has after a cursor, or from a fresh start, and hands it over to this topic. */
  #catchUp(queue: SubscriberQueue, seat: Seat, after: unknown): void {
    const { limits, operation, counters, now } = this.#options;
    const { group, bucket, joining } = seat;
    const catchUp = this.#openCatchUp(after);
    const start = catchUp.start ?? catchUp.log.head;
    catchUp.enter();
    group.visit(queue);
    if (after !== undefined) counters.resumesFromSubgraph += 1;
    const replay = { queue, group, selection: joining.selection, log: this.#log, takeTurn: this.#options.takeTurn };
    if (bucket === null || joining.everyMs === null) this.#run(queue, replayCatchUp(replay, catchUp, start));
    else {
      const conflated = {
        ...replay,
        everyMs: joining.everyMs,
        live: operation.live,
        maxItems: limits.maxItems,
        now,
        onJoin: (missed: GroupEvent | null) => bucket.joined(missed),
      };
      this.#run(queue, replayCatchUpConflated(conflated, catchUp, start));
    }
  }

  #openCatchUp(after: unknown): CatchUp {
    const known = this.#catchUps.get(after);
    if (known !== undefined && known.start !== null) return known;
    const { limits, counters, now } = this.#options;
    const giveBack = this.#options.takeSource();
    const catchUp: CatchUp = new CatchUp({
      ...this.#options,
      after,
      maxAhead: limits.maxCatchUpEvents,
      onGap: () => (counters.gaps += 1),
      now,
      onEnd: () => {
        giveBack();
        if (this.#catchUps.get(after) === catchUp) this.#catchUps.delete(after);
      },
    });
    this.#catchUps.set(after, catchUp);
    return catchUp;
  }

  #run(queue: SubscriberQueue, work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (!queue.isOpen) return;
      this.#options.onFault(error);
      queue.fail(error);
    });
  }

  #bucket(everyMs: number): Bucket {
    const known = this.#buckets.get(everyMs);
    if (known !== undefined) return known;
    const { operation, limits, now } = this.#options;
    const bucket = new Bucket({ everyMs, live: operation.live, maxItems: limits.maxItems, now });
    this.#buckets.set(everyMs, bucket);
    return bucket;
  }

  #group({ complete }: Joining): Group {
    const { limits, onFault, counters } = this.#options;
    return new Group({
      complete,
      restTimeoutMs: limits.restTimeoutMs,
      maxEvents: limits.maxEvents,
      maxEventBytes: limits.maxEventBytes,
      onFault,
      onOverflow: () => (counters.overflows += 1),
      position: this.#log.head.seq,
    });
  }

  #finish(error: GatewayError | null): void {
    this.#end();
    for (const bucket of this.#buckets.values()) if (error === null) bucket.flush();
    const groups = [
      ...this.#groups.values(),
      ...[...this.#buckets.values()].flatMap(({ groups }) => [...groups.values()]),
    ];
    for (const group of groups) {
      if (error === null) group.finish();
      else group.fail(error);
    }
  }

  #end(): void {
    if (this.#phase.kind === "ended") return;
    if (this.#phase.kind === "lingering") clearTimeout(this.#phase.timer);
    this.#phase = { kind: "ended" };
    this.#source.stop();
    this.#giveBack();
    this.#options.onEnd(this);
  }
}

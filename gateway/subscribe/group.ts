/** The subscribers of one stream with the same selection: the rest of the plan runs once an event for all of them. */

import type { ExecutionResult } from "graphql";
import type { Frame } from "../engine.ts";
import { GatewayError } from "../errors.ts";
import type { SourceResponse } from "../upstream/websocket.ts";
import { copyJson } from "./copy-json.ts";
import { createFrame } from "./frame.ts";
import type { SubscriberQueue } from "./queue.ts";

/**
 * Turns an event of a source stream into the client's answer: the rest of the plan, and completion. It runs for all
 * subscribers of a group, so it may use the authorisation class of the one who brought it, and nothing else of that one.
 * The event is its own to write into.
 */
export type CompleteEvent = (event: SourceResponse, signal: AbortSignal) => Promise<ExecutionResult>;

/** What a group is made with. */
export interface GroupOptions {
  readonly complete: CompleteEvent;
  /** Budget for the rest of the plan of one event. */
  readonly restTimeoutMs: number;
  /** Events that may wait for their turn. Overflow policy "disconnect": all subscribers fail with SUBSCRIBER_TOO_SLOW. */
  readonly maxEvents: number;
  /** What they may have in bytes, by estimate; one event always fits. The policy is the same. */
  readonly maxEventBytes: number;
  /** Told of a fault in the rest of the plan that no client may see; the subscribers are told that something went wrong. */
  readonly onFault: (error: unknown) => void;
  /** Called when more waits than may, before the subscribers fail. */
  readonly onOverflow: () => void;
  /** Seq of the last event of the log before the group was made. */
  readonly position: number;
}

/** An event, with the cursor that it carries. */
export interface GroupEvent {
  readonly response: SourceResponse;
  readonly cursor: string | null;
}

/** The next event for a group. */
export interface GroupPush {
  readonly event: GroupEvent | null;
  /**
   * Where the event stands for an interval: the event for those who came in the interval before the last push, and were
   * passed over then. Null where nobody is ever passed over.
   */
  readonly lateEvent: GroupEvent | null;
  /** Whether members who came since the last push are passed over, because they have had a frame in this interval. */
  readonly passesOver: boolean;
  /** Seq of the newest event of the log that is in it. */
  readonly seq: number;
  /** What the event occupies, by estimate. */
  readonly bytes: number;
  /** Makes the frame of the event, where others than this group keep it. */
  readonly share: ((make: () => Promise<Frame>) => Promise<Frame>) | null;
}

/** Since when a member is there: before the last push, or after it; or it was passed over by it. */
type Since = "before" | "after" | "passedOver";

interface EventJob {
  readonly kind: "event";
  readonly push: GroupPush;
  /** Set while its frame is made, ahead of its turn. */
  making: Promise<void> | null;
  /** The frame that was made, or null. */
  made: Frame | null;
}

type Job =
  | EventJob
  /** Newcomers, and their first frame: the state as it was when the first of them came. */
  | {
      readonly kind: "join";
      readonly state: GroupEvent;
      readonly joiners: Set<SubscriberQueue>;
      readonly isShared: boolean;
    }
  /** The source stream completed. */
  | { readonly kind: "end" };

/** Events of which frames are made at once, and that are given at once when they wait. */
const AHEAD = 16;
/** Bytes of frames that are given at once, unless a single one has more. */
const MAX_TOGETHER_BYTES = 256 * 1024;

/**
 * Works off events one after another, so that every subscriber gets them in order and from the place where it joined. A newcomer
 * stands in the same row: what is behind it reaches it, what is before it is in its first frame.
 */
export class Group {
  readonly #options: GroupOptions;
  readonly #members = new Map<SubscriberQueue, Since>();
  /** Subscribers who are still told of the past, by somebody else. */
  readonly #visitors = new Set<SubscriberQueue>();
  readonly #jobs: Job[] = [];
  /** Of the events in the row. */
  #waitingBytes = 0;
  /** Newcomers who are still in the row. Whoever comes now may stand with them: no later event has been worked off. */
  #joiners: Set<SubscriberQueue> | null = null;
  /** The first frame of the last newcomers, while no event has been worked off since. */
  #snapshot: Frame | null = null;
  readonly #inRow = new Set<SubscriberQueue>();
  #running = false;
  #closed = false;
  #hasFinished = false;
  #position: number;
  #onPosition: (() => void)[] = [];
  readonly #controllers = new Set<AbortController>();

  constructor(options: GroupOptions) {
    this.#options = options;
    this.#position = options.position;
  }

  /** True when nobody is there or on the way in. */
  get isEmpty(): boolean {
    return this.#members.size === 0 && this.#inRow.size === 0 && this.#visitors.size === 0;
  }

  /** Seq of the last event that the members were given. */
  get position(): number {
    return this.#position;
  }

  /** Takes the next event for all members. */
  push(push: GroupPush): void {
    if (this.#closed) return;
    const { maxEvents, maxEventBytes } = this.#options;
    const fits = this.#jobs.length < maxEvents && this.#waitingBytes + push.bytes <= maxEventBytes;
    if (fits || this.#jobs.length === 0) this.#enqueue({ kind: "event", push, making: null, made: null });
    else {
      this.#options.onOverflow();
      this.fail(new GatewayError("SUBSCRIBER_TOO_SLOW", {}, { cause: new Error("the rest of the plan lags behind") }));
    }
  }

  /**
   * Takes a newcomer, who gets every event pushed from now on, and before them the state.
   * @param state makes the state after the last event pushed; null where a newcomer is due none
   */
  join(queue: SubscriberQueue, state: (() => GroupEvent) | null): void {
    if (state === null) this.#members.set(queue, "before");
    else if (this.#snapshot !== null) {
      this.#members.set(queue, "after");
      queue.push(this.#snapshot);
    } else if (this.#joiners !== null) {
      this.#joiners.add(queue);
      this.#inRow.add(queue);
    } else {
      this.#joiners = new Set([queue]);
      this.#inRow.add(queue);
      this.#enqueue({ kind: "join", state: state(), joiners: this.#joiners, isShared: true });
    }
  }

  /** Takes one who comes back: it gets every event pushed from now on, and before them this one, which is its own. */
  joinAfter(queue: SubscriberQueue, event: GroupEvent): void {
    this.#visitors.delete(queue);
    this.#inRow.add(queue);
    this.#enqueue({ kind: "join", state: event, joiners: new Set([queue]), isShared: false });
  }

  /** Takes one who was given every event up to {@link position}. */
  joinHere(queue: SubscriberQueue): void {
    this.#visitors.delete(queue);
    if (queue.isOpen) this.#members.set(queue, "after");
  }

  /** Keeps a place for one who is still told of the past; `leave` and the joins end it. */
  visit(queue: SubscriberQueue): void {
    this.#visitors.add(queue);
  }

  /** Settles when {@link position} moves, or the group ends. */
  async moved(): Promise<void> {
    if (this.#closed) return;
    await new Promise<void>((resolve) => this.#onPosition.push(resolve));
  }

  leave(queue: SubscriberQueue): void {
    this.#members.delete(queue);
    this.#visitors.delete(queue);
    this.#inRow.delete(queue);
  }

  /** True when the source stream has completed, and the members' streams with it. */
  get hasFinished(): boolean {
    return this.#hasFinished;
  }

  /** Ends every subscriber's stream after the events pushed so far; who is still told of the past ends after it. */
  finish(): void {
    if (!this.#closed) this.#enqueue({ kind: "end" });
  }

  /** Ends every subscriber's stream at once, with an error. */
  fail(error: unknown): void {
    const visitors = [...this.#visitors];
    this.#visitors.clear();
    for (const queue of [...this.#close(), ...visitors]) queue.fail(error);
  }

  /** Gives up what is under way for subscribers who are not there any more. */
  close(): void {
    this.#close();
  }

  /**
   * Runs the rest of the plan. What goes wrong is in the frame.
   * @throws GatewayError when the group has ended meanwhile
   */
  async answer({ response, cursor }: GroupEvent): Promise<Frame> {
    const controller = new AbortController();
    this.#controllers.add(controller);
    const timer = setTimeout(() => controller.abort(new GatewayError("SUBGRAPH_TIMEOUT")), this.#options.restTimeoutMs);
    try {
      const event = { ...response, data: copyJson(response.data) };
      return createFrame(await this.#options.complete(event, controller.signal), cursor);
    } catch (error) {
      if (this.#closed) throw error;
      if (!(error instanceof GatewayError)) this.#options.onFault(error);
      const shown = error instanceof GatewayError ? error : new GatewayError("INTERNAL_SERVER_ERROR");
      return createFrame({ errors: [shown.toGraphQL()], data: null }, cursor);
    } finally {
      clearTimeout(timer);
      this.#controllers.delete(controller);
    }
  }

  #close(): readonly SubscriberQueue[] {
    const everybody = [...this.#members.keys(), ...this.#inRow];
    this.#closed = true;
    this.#members.clear();
    this.#inRow.clear();
    this.#joiners = null;
    this.#jobs.length = 0;
    this.#waitingBytes = 0;
    for (const controller of this.#controllers) controller.abort(new GatewayError("OVERLOADED"));
    this.#tellPosition();
    return everybody;
  }

  #enqueue(job: Job): void {
    this.#jobs.push(job);
    if (job.kind === "event") this.#waitingBytes += job.push.bytes;
    if (this.#running) return;
    this.#running = true;
    void this.#work().finally(() => (this.#running = false));
  }

  #dequeue(): Job | undefined {
    const job = this.#jobs.shift();
    if (job?.kind === "event") this.#waitingBytes -= job.push.bytes;
    return job;
  }

  async #work(): Promise<void> {
    for (let job = this.#dequeue(); job !== undefined; job = this.#dequeue()) {
      switch (job.kind) {
        case "event":
          if (isPlain(job) && this.#members.size > 0) await this.#giveTogether(job);
          else await this.#give(job.push);
          break;
        case "join":
          await this.#admit(job);
          break;
        case "end":
          this.#hasFinished = true;
          for (const queue of this.#close()) queue.finish();
          break;
        default:
          job satisfies never;
      }
    }
  }

  async #give({ event, lateEvent, passesOver, seq, share }: GroupPush): Promise<void> {
    if (this.#members.size > 0) {
      const wanted = { before: false, after: false, passedOver: false };
      for (const since of this.#members.values()) wanted[since] = true;
      const isWanted = wanted.before || (wanted.after && !passesOver) || (wanted.passedOver && lateEvent === null);
      const frame = event !== null && isWanted ? await this.#frameOf(event, share) : null;
      const late = lateEvent !== null && wanted.passedOver ? await this.#frameOf(lateEvent, null) : null;
      if (this.#closed) return;
      for (const [queue, since] of this.#members) {
        const isPassedOver = since === "after" && passesOver;
        const given = isPassedOver ? null : since === "passedOver" && lateEvent !== null ? late : frame;
        if (since !== "before") this.#members.set(queue, isPassedOver ? "passedOver" : "before");
        if (given !== null) queue.push(given);
      }
    }
    this.#moveTo(seq);
  }

  /** Gives an event to all members, and with it those behind it of which frames are there. */
  async #giveTogether(first: EventJob): Promise<void> {
    first.making ??= this.#make(first);
    for (let index = 0; index < AHEAD - 1; index++) {
      const next = this.#jobs[index];
      if (next === undefined || !isPlain(next)) break;
      next.making ??= this.#make(next);
    }
    await first.making;
    if (this.#closed || first.made === null) return;
    const frames = [first.made];
    let { seq } = first.push;
    let size = first.made.bytes.byteLength;
    for (let next = this.#jobs[0]; next?.kind === "event" && next.made !== null; next = this.#jobs[0]) {
      size += next.made.bytes.byteLength;
      if (size > MAX_TOGETHER_BYTES) break;
      frames.push(next.made);
      ({ seq } = next.push);
      this.#dequeue();
    }
    for (const [queue, since] of this.#members) {
      if (since !== "before") this.#members.set(queue, "before");
      queue.pushAll(frames);
    }
    this.#moveTo(seq);
  }

  async #make(job: EventJob): Promise<void> {
    const { event, share } = job.push;
    if (event !== null) job.made = await this.#frameOf(event, share);
  }

  #moveTo(seq: number): void {
    this.#snapshot = null;
    this.#position = seq;
    this.#tellPosition();
  }

  async #admit({ state, joiners, isShared }: Job & { readonly kind: "join" }): Promise<void> {
    const isWanted = [...joiners].some((queue) => this.#inRow.has(queue));
    const frame = isWanted ? await this.#frameOf(state, null) : null;
    if (this.#closed) return;
    if (isShared && this.#joiners === joiners) {
      this.#joiners = null;
      this.#snapshot = frame;
    }
    if (frame === null) return;
    for (const queue of joiners) {
      if (!this.#inRow.delete(queue)) continue;
      this.#members.set(queue, "after");
      queue.push(frame);
    }
  }

  /** Null when the group has ended meanwhile. */
  async #frameOf(event: GroupEvent, share: GroupPush["share"]): Promise<Frame | null> {
    try {
      return share === null ? await this.answer(event) : await share(() => this.answer(event));
    } catch (error) {
      if (!this.#closed) throw error;
      return null;
    }
  }

  #tellPosition(): void {
    const told = this.#onPosition;
    if (told.length === 0) return;
    this.#onPosition = [];
    for (const tell of told) tell();
  }
}

/** Whether an event is for all members alike. */
function isPlain(job: Job): job is EventJob {
  return job.kind === "event" && job.push.event !== null && job.push.lateEvent === null && !job.push.passesOver;
}

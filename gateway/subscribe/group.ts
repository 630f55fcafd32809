/** The subscribers of one topic with the same selection: the rest of the plan runs once an event for all of them. */

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
  /** Told of a fault in the rest of the plan that no client may see; the subscribers are told that something went wrong. */
  readonly onFault: (error: unknown) => void;
}

/** An event, with the cursor that it carries. */
export interface GroupEvent {
  readonly response: SourceResponse;
  readonly cursor: string | null;
}

type Job =
  | { readonly kind: "event"; readonly event: GroupEvent }
  /** Newcomers, and their first frame: the state as it was when the first of them came. */
  | { readonly kind: "join"; readonly state: GroupEvent; readonly joiners: Set<SubscriberQueue> }
  /** The source stream completed. */
  | { readonly kind: "end" };

/**
 * Works off events one after another, so that every subscriber gets them in order and from the place where it joined. A newcomer
 * stands in the same row: what is behind it reaches it, what is before it is in its first frame.
 */
export class Group {
  readonly #options: GroupOptions;
  readonly #members = new Set<SubscriberQueue>();
  readonly #jobs: Job[] = [];
  /** Newcomers who are still in the row. Whoever comes now may stand with them: no later event has been worked off. */
  #joiners: Set<SubscriberQueue> | null = null;
  /** The first frame of the last newcomers, while no event has been worked off since. */
  #snapshot: Frame | null = null;
  #running = false;
  #closed = false;
  #controller: AbortController | null = null;

  constructor(options: GroupOptions) {
    this.#options = options;
  }

  /** True when nobody is there or on the way in. */
  get isEmpty(): boolean {
    return this.#members.size === 0 && (this.#joiners?.size ?? 0) === 0;
  }

  /** Takes the next event for all members. */
  push(event: GroupEvent): void {
    if (this.#closed) return;
    if (this.#jobs.length < this.#options.maxEvents) this.#enqueue({ kind: "event", event });
    else
      this.fail(new GatewayError("SUBSCRIBER_TOO_SLOW", {}, { cause: new Error("the rest of the plan lags behind") }));
  }

  /**
   * Takes a newcomer, who gets every event pushed from now on, and before them the state.
   * @param state makes the state after the last event pushed; null where a newcomer is due none
   */
  join(queue: SubscriberQueue, state: (() => GroupEvent) | null): void {
    if (state === null) this.#members.add(queue);
    else if (this.#joiners !== null) this.#joiners.add(queue);
    else if (this.#snapshot !== null) {
      this.#members.add(queue);
      queue.push(this.#snapshot);
    } else {
      this.#joiners = new Set([queue]);
      this.#enqueue({ kind: "join", state: state(), joiners: this.#joiners });
    }
  }

  leave(queue: SubscriberQueue): void {
    this.#members.delete(queue);
    this.#joiners?.delete(queue);
  }

  /** Ends every subscriber's stream after the events pushed so far. */
  finish(): void {
    if (!this.#closed) this.#enqueue({ kind: "end" });
  }

  /** Ends every subscriber's stream at once, with an error. */
  fail(error: unknown): void {
    for (const queue of this.#close()) queue.fail(error);
  }

  #close(): readonly SubscriberQueue[] {
    const everybody = [...this.#members, ...(this.#joiners ?? [])];
    this.#closed = true;
    this.#members.clear();
    this.#joiners = null;
    this.#jobs.length = 0;
    this.#controller?.abort(new GatewayError("OVERLOADED"));
    return everybody;
  }

  #enqueue(job: Job): void {
    this.#jobs.push(job);
    if (this.#running) return;
    this.#running = true;
    void this.#work().finally(() => (this.#running = false));
  }

  async #work(): Promise<void> {
    for (let job = this.#jobs.shift(); job !== undefined; job = this.#jobs.shift()) {
      switch (job.kind) {
        case "event": {
          if (this.#members.size === 0) break;
          const frame = await this.#answer(job.event);
          this.#snapshot = null;
          for (const queue of this.#members) queue.push(frame);
          break;
        }
        case "join": {
          const frame = job.joiners.size === 0 ? null : await this.#answer(job.state);
          if (this.#closed) return;
          this.#joiners = null;
          this.#snapshot = frame;
          if (frame === null) break;
          for (const queue of job.joiners) {
            this.#members.add(queue);
            queue.push(frame);
          }
          break;
        }
        case "end":
          for (const queue of this.#close()) queue.finish();
          break;
        default:
          job satisfies never;
      }
    }
  }

  /** Runs the rest of the plan. It never throws: what goes wrong is in the frame. */
  async #answer({ response, cursor }: GroupEvent): Promise<Frame> {
    const controller = new AbortController();
    this.#controller = controller;
    const timer = setTimeout(() => controller.abort(new GatewayError("SUBGRAPH_TIMEOUT")), this.#options.restTimeoutMs);
    try {
      const event = { ...response, data: copyJson(response.data) };
      return createFrame(await this.#options.complete(event, controller.signal), cursor);
    } catch (error) {
      if (!(error instanceof GatewayError)) this.#options.onFault(error);
      const shown = error instanceof GatewayError ? error : new GatewayError("INTERNAL_SERVER_ERROR");
      return createFrame({ errors: [shown.toGraphQL()], data: null }, cursor);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** One source stream and everybody who reads it: subscribers who ask the same of the same subgraph with the same authorisation. */

import type { Principal } from "../context.ts";
import type { SourceError, SourceResponse, SourceStreams } from "../upstream/websocket.ts";
import { type CompleteEvent, Group, type GroupEvent } from "./group.ts";
import { frameOf, LastValues } from "./last-values.ts";
import type { SubscriberQueue } from "./queue.ts";
import { refusalError } from "./refusal.ts";
import type { LiveSource, SourceOperation } from "./source-operation.ts";

/** Bounds of one topic. All times in milliseconds. */
export interface TopicLimits {
  /** How long the source stream stays open after the last subscriber left, for one who comes back. */
  readonly lingerMs: number;
  readonly restTimeoutMs: number;
  /** Events that may wait for the rest of the plan, for each selection. */
  readonly maxEvents: number;
  /** Items of which the newest value is kept. A stream with more has no snapshot, and newcomers get a source stream of their own. */
  readonly maxItems: number;
}

/** What a topic is made with. */
export interface TopicOptions {
  readonly subgraph: string;
  readonly operation: SourceOperation;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The cursor to go on after, or undefined to begin with a snapshot. */
  readonly after: unknown;
  /** Any principal of the topic's authorisation class. */
  readonly principal: Principal;
  readonly limits: TopicLimits;
  readonly sources: SourceStreams;
  readonly onFault: (error: unknown) => void;
  /** Called once, when the source stream has been let go of. */
  onEnd(topic: Topic): void;
}

type Phase =
  | { readonly kind: "open" }
  | { readonly kind: "lingering"; readonly timer: NodeJS.Timeout }
  | { readonly kind: "ended" };

/** Reads one source stream, from when it is made until its last subscriber has left or the stream has ended. */
export class Topic {
  readonly #options: TopicOptions;
  readonly #groups = new Map<string, Group>();
  readonly #groupOf = new Map<SubscriberQueue, string>();
  readonly #values: LastValues | null;
  #phase: Phase = { kind: "open" };
  #stop: () => void = () => undefined;
  /** The cursor to go on after when the source stream is opened again. */
  #cursor: unknown;
  #events = 0;
  /** True when the next frame comes after a loss that the subgraph does not know of. */
  #gapAhead = false;

  constructor(options: TopicOptions) {
    this.#options = options;
    const { live } = options.operation;
    this.#values = live === null || live.itemLists.size === 0 ? null : new LastValues(live, options.limits.maxItems);
    this.#cursor = options.after;
    this.#open();
  }

  /** Subscribers now. */
  get size(): number {
    return this.#groupOf.size;
  }

  /** Whether a newcomer can be given what it is due: the state as it is now, then every change. */
  get canJoin(): boolean {
    if (this.#phase.kind === "ended") return false;
    return this.#events === 0 || this.#values === null || this.#values.hasState;
  }

  /**
   * Takes a newcomer.
   * @param selection tells what the subscriber wants of an event: those with the same text share `complete`
   */
  join(queue: SubscriberQueue, selection: string, complete: CompleteEvent): void {
    if (this.#phase.kind === "lingering") {
      clearTimeout(this.#phase.timer);
      this.#phase = { kind: "open" };
    }
    let group = this.#groups.get(selection);
    if (group === undefined) {
      const { limits, onFault } = this.#options;
      group = new Group({ complete, restTimeoutMs: limits.restTimeoutMs, maxEvents: limits.maxEvents, onFault });
      this.#groups.set(selection, group);
    }
    this.#groupOf.set(queue, selection);
    const values = this.#values;
    group.join(queue, this.#events === 0 || values === null ? null : () => this.#event(values.snapshot()));
  }

  /** Lets go of a subscriber, and of the source stream when it was the last one. */
  leave(queue: SubscriberQueue): void {
    const selection = this.#groupOf.get(queue);
    if (selection === undefined) return;
    this.#groupOf.delete(queue);
    const group = this.#groups.get(selection);
    group?.leave(queue);
    if (group?.isEmpty === true) this.#groups.delete(selection);
    if (this.#groupOf.size > 0 || this.#phase.kind !== "open") return;
    const { lingerMs } = this.#options.limits;
    if (lingerMs === 0) this.#end();
    else this.#phase = { kind: "lingering", timer: setTimeout(() => this.#end(), lingerMs) };
  }

  /** Ends every subscriber's stream with an error, and the source stream. */
  fail(error: unknown): void {
    this.#end();
    for (const group of this.#groups.values()) group.fail(error);
  }

  #open(): void {
    const { subgraph, operation, variables, sources } = this.#options;
    const { scopes, claims } = this.#options.principal;
    const { query, live } = operation;
    const afterVariable = live?.afterVariable ?? null;
    this.#stop = sources.subscribe(
      {
        subgraph,
        identity: { subject: null, scopes, claims },
        resumable: afterVariable !== null && live?.cursor !== null,
        message: () => {
          const after = this.#cursor;
          const resumes = afterVariable !== null && after !== undefined;
          return { query, variables: resumes ? { ...variables, [afterVariable]: after } : variables };
        },
      },
      {
        next: (response) => this.#take(response),
        error: (error) => this.#refused(error),
        complete: () => {
          this.#end();
          for (const group of this.#groups.values()) group.finish();
        },
      },
    );
  }

  #take(response: SourceResponse): void {
    if (this.#phase.kind === "ended") return;
    const { live } = this.#options.operation;
    this.#events += 1;
    const taken = live !== null && this.#gapAhead ? this.#withGap(response, live) : response;
    this.#values?.take(taken);
    const event = this.#event(taken);
    if (event.cursor !== null) this.#cursor = event.cursor;
    for (const group of this.#groups.values()) group.push(event);
  }

  #event(response: SourceResponse): GroupEvent {
    const { live } = this.#options.operation;
    const cursor = live === null || live.cursor === null ? null : frameOf(response, live)?.[live.cursor];
    return { response, cursor: typeof cursor === "string" ? cursor : null };
  }

  /** A cursor of ours that is refused is no fault of the subscribers: they go on from a snapshot that says so. */
  #refused(error: SourceError): void {
    if (this.#phase.kind === "ended") return;
    const isCursor =
      error.kind === "refused" && error.errors.some(({ extensions }) => extensions?.["code"] === "BAD_CURSOR");
    if (isCursor && this.#events > 0 && !this.#gapAhead) {
      this.#cursor = undefined;
      this.#gapAhead = true;
      this.#open();
      return;
    }
    this.fail(error.kind === "refused" ? refusalError(error.errors) : error.error);
  }

  #withGap(response: SourceResponse, live: LiveSource): SourceResponse {
    const frame = frameOf(response, live);
    if (frame === null) return response;
    this.#gapAhead = false;
    const marked = { ...frame, ...Object.fromEntries(live.gap.map((name) => [name, true])) };
    return { ...response, data: { [live.rootField]: marked } };
  }

  #end(): void {
    if (this.#phase.kind === "ended") return;
    if (this.#phase.kind === "lingering") clearTimeout(this.#phase.timer);
    this.#phase = { kind: "ended" };
    this.#stop();
    this.#options.onEnd(this);
  }
}

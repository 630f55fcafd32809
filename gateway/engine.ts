/** The port behind which an engine answers operations of one supergraph. */

import type { ExecutionResult, GraphQLSchema } from "graphql";
import type { RequestContext } from "./context.ts";
import type { OperationRequest } from "./operation.ts";

/** The answer to a query or a mutation. */
export type Answer = ExecutionResult | WrittenAnswer;

/** An answer with data and no errors, as JSON. */
export class WrittenAnswer {
  /** Nobody may write into it. */
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** The result that it is the text of. */
  read(): ExecutionResult {
    return JSON.parse(this.bytes.toString()) as ExecutionResult;
  }
}

/** The answer to a query or a mutation of which some comes later, as `@defer` allows. */
export interface PartedAnswer {
  /** What comes first. */
  readonly first: ExecutionResult;
  /** What is to come later, as far as that is known. */
  readonly pending: readonly PendingPart[];
  /** The rest. It throws where the rest cannot be had: what is pending is given up then. */
  readonly later: AsyncIterable<LaterParts>;
}

/** The fields of one deferred fragment for one object. */
export interface PendingPart {
  /** Tells those of one answer apart. */
  readonly id: string;
  /** Where the object is in the response. */
  readonly path: readonly (string | number)[];
  /** That of the `@defer`. */
  readonly label: string | null;
}

/** What is given together. */
export interface LaterParts {
  readonly parts: readonly {
    readonly part: PendingPart;
    /** The fields are `data`: null where one of them cannot be null but is. Paths of errors begin at the response's root. */
    readonly result: ExecutionResult;
  }[];
  /** What has become pending by that. */
  readonly pending: readonly PendingPart[];
  /** Whether anything follows. */
  readonly hasNext: boolean;
}

/** One answer of a subscription. Every subscriber of the same answer is handed the same object, so that it is serialised once. */
export interface Frame {
  readonly result: ExecutionResult;
  /** `result` as JSON, made at first use. */
  readonly text: string;
  /** `text` in UTF-8, made at first use. Nobody may write into it. */
  readonly bytes: Uint8Array;
  /** Where a stream that can be resumed goes on after this answer, or null. */
  readonly cursor: string | null;
}

/** Takes the frames of one subscription as they come, without a promise a frame. After `end` or `fail` nothing more is called. */
export interface FrameSink {
  /** Takes frames, which go out together. @returns false when no more may be given before `resume` of the stream is called */
  write(frames: readonly Frame[]): boolean;
  /** There are no more frames. */
  end(): void;
  /** The stream ended with an error, SUBSCRIBER_TOO_SLOW among them. It is told at once, also while the sink wants no frames. */
  fail(error: unknown): void;
}

/** The answers of one subscription to one subscriber. Whoever opened it calls `return` when it wants no more of them. */
export interface FrameStream extends AsyncIterableIterator<Frame> {
  /** Hands the frames to a sink from now on, in the place of `next`. It may call the sink before it returns. */
  pipe(sink: FrameSink): void;
  /** Says that the sink takes frames again. */
  resume(): void;
  /** Takes no new frames: the stream ends after those that wait already. */
  finish(): void;
}

/** Where a subscriber begins in a stream, and how often it is told; what is absent is as the operation says. */
export interface StreamPlace {
  /** The cursor after which a stream that can be resumed goes on, in place of what the operation says. */
  readonly after?: string | undefined;
  /** The interval of conflation, where the operation gives none. */
  readonly every?: string | undefined;
}

/** How many streams an engine has now, and how far their readers are behind. */
export interface EngineStreams {
  readonly subscribers: number;
  /** Source streams that subscribers share. */
  readonly topics: number;
  /** Topics for which this gateway follows the subgraph for the whole fleet, and those that it reads from the broker. */
  readonly ledTopics: number;
  readonly followedTopics: number;
  /** Source streams of subscribers who came back from further away than their topic remembers. */
  readonly catchUps: number;
  /** Subscribers for whom frames wait, and for how long the oldest has waited. */
  readonly lagging: number;
  readonly maxQueueAgeMs: number;
  /** What topics remember, in bytes, by estimate. */
  readonly logBytes: number;
  /** Subscriptions at subgraphs, and connections for them. */
  readonly upstreamStreams: number;
  readonly upstreamSockets: number;
}

/** Answers operations of one supergraph generation. */
export interface Engine {
  /** The schema that clients see. */
  readonly apiSchema: GraphQLSchema;
  /** Runs a query or a mutation that is parsed, within the limits, and valid. Faults of subgraphs are in `errors`, in their place. */
  execute(operation: OperationRequest, context: RequestContext): Promise<Answer>;
  /** The same, where the client takes what it marked with `@defer` later. Absent where the engine answers in one. */
  executeInParts?: (operation: OperationRequest, context: RequestContext) => Promise<Answer | PartedAnswer>;
  /**
   * Says how an operation is answered, for people; null where the engine does not know. Runs nothing.
   * @param isInParts whether as by `executeInParts`; default: as by `execute`
   */
  explain(operation: OperationRequest, isInParts?: boolean): string | null;
  /**
   * Opens a subscription that is parsed, within the limits, and valid. The iterator's `return` ends it and lets go of upstream;
   * its `next` throws a GatewayError when the stream ends with one, SUBSCRIBER_TOO_SLOW among them.
   * @throws GatewayError when it cannot be opened, or the engine has no subscriptions
   */
  subscribe(operation: OperationRequest, context: RequestContext, place?: StreamPlace): Promise<FrameStream>;
  /** Figures of its streams; absent where it has none. */
  streams?(): EngineStreams;
  /** Ends what is under way and frees what the engine holds. */
  close(): Promise<void>;
}

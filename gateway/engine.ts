/** The port behind which an engine answers operations of one supergraph. */

import type { ExecutionResult, GraphQLSchema } from "graphql";
import type { RequestContext } from "./context.ts";
import type { OperationRequest } from "./operation.ts";

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

/** The answers of one subscription to one subscriber. Whoever opened it calls `return` when it wants no more of them. */
export interface FrameStream extends AsyncIterableIterator<Frame> {
  /**
   * Tells of a failure at once, also when nobody waits in `next`: a transport that waits for its socket to drain
   * learns so that its subscriber was given up. At most one listener.
   */
  whenFailed?(listener: (error: unknown) => void): void;
}

/** Answers operations of one supergraph generation. */
export interface Engine {
  /** The schema that clients see. */
  readonly apiSchema: GraphQLSchema;
  /** Runs a query or a mutation that is parsed, within the limits, and valid. Faults of subgraphs are in `errors`, in their place. */
  execute(operation: OperationRequest, context: RequestContext): Promise<ExecutionResult>;
  /**
   * Opens a subscription that is parsed, within the limits, and valid. The iterator's `return` ends it and lets go of upstream;
   * its `next` throws a GatewayError when the stream ends with one, SUBSCRIBER_TOO_SLOW among them.
   * @param after the cursor after which a stream that can be resumed goes on, in place of what the operation says
   * @throws GatewayError when it cannot be opened, or the engine has no subscriptions
   */
  subscribe(operation: OperationRequest, context: RequestContext, after?: string): Promise<FrameStream>;
  /** Ends what is under way and frees what the engine holds. */
  close(): Promise<void>;
}

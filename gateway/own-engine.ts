/** The gateway's own engine: plans operations, keeps them compiled, runs them. */

import type { DocumentNode, GraphQLSchema } from "graphql";
import type { RequestContext } from "./context.ts";
import type { Engine, FrameStream, StreamPlace } from "./engine.ts";
import { GatewayError } from "./errors.ts";
import { type CompiledOperation, compilePlan } from "./execute/compile.ts";
import { executeOperation } from "./execute/execute.ts";
import type { OnFault } from "./execute/faults.ts";
import { type CompiledParts, compileParts, executeInParts } from "./execute/parts.ts";
import type { FetchSubgraph } from "./execute/ports.ts";
import type { OperationRequest, PreparedOperation } from "./operation.ts";
import { conditionVariables } from "./plan/conditions.ts";
import type { QueryPlan } from "./plan/plan.ts";
import { createPlanCache } from "./plan/plan-cache.ts";
import { createPlanner, type PlanRequest } from "./plan/planner.ts";
import { readModel } from "./plan/read-model.ts";
import { turn } from "./steps.ts";

/** Opens a subscription that is planned and compiled. */
export type SubscribeCompiled = (
  compiled: CompiledOperation,
  request: OperationRequest,
  context: RequestContext,
  place?: StreamPlace,
) => Promise<FrameStream>;

/** What the engine is made of. */
export interface OwnEngineOptions {
  readonly supergraph: string | DocumentNode;
  readonly apiSchema: GraphQLSchema;
  /** Names this supergraph among all that the process has had. */
  readonly generation: string;
  /** How to ask subgraphs on behalf of one request. */
  readonly fetchSubgraphFor: (context: RequestContext) => FetchSubgraph;
  readonly subscribe: SubscribeCompiled;
  readonly onFault: OnFault;
  /** Operations that are kept compiled. Default 1000. */
  readonly maxCachedOperations?: number;
  /** What they may occupy together, as estimated. Default 64 MiB. */
  readonly maxCachedBytes?: number;
  /** Whether the label of a progressive `@override` is active for a request. Default: `percent(n)` in n of 100 requests, no other. */
  readonly isLabelActive?: (label: string) => boolean;
}

/** Planning goes on for so long, at the least, before others have their turn. */
const MIN_TURN_MS = 5;

/** Starts an engine. @throws TypeError when the SDL is no supergraph */
export function createOwnEngine(options: OwnEngineOptions): Engine {
  const { apiSchema, generation, supergraph, fetchSubgraphFor, onFault } = options;
  const { isLabelActive = isActiveByChance } = options;
  const model = readModel(supergraph);
  const planner = createPlanner({ model, isVisible: (typeName) => apiSchema.getType(typeName) !== undefined });
  const cache = createPlanCache<CompiledOperation>({
    maxEntries: options.maxCachedOperations ?? 1_000,
    maxBytes: options.maxCachedBytes ?? 64 * 1024 * 1024,
    sizeOf: (compiled) => compiled.bytes,
  });
  const partsCache = createPlanCache<Divided>({
    maxEntries: options.maxCachedOperations ?? 1_000,
    maxBytes: (options.maxCachedBytes ?? 64 * 1024 * 1024) / 4,
    sizeOf: ({ compiled }) => compiled?.bytes ?? 1024,
  });
  const variablesOf = new WeakMap<PreparedOperation, readonly string[]>();

  // What a large operation costs before it runs is paid in parts: others are served after each.
  const planInTurns = async (request: PlanRequest, unwanted: AbortSignal): Promise<QueryPlan> => {
    await turn();
    let begunAtMs = performance.now();
    const pause = async (): Promise<void> => {
      if (performance.now() - begunAtMs < MIN_TURN_MS) return;
      await turn();
      unwanted.throwIfAborted();
      begunAtMs = performance.now();
    };
    const plan = await planner.planInTurns(request, pause);
    await pause();
    return plan;
  };

  let isClosed = false;
  // What is there is given without a wait.
  const compile = (
    { prepared, coercedVariables }: OperationRequest,
    signal: AbortSignal,
  ): CompiledOperation | Promise<CompiledOperation> => {
    if (isClosed) throw new GatewayError("OVERLOADED");
    let deciding = variablesOf.get(prepared);
    if (deciding === undefined) variablesOf.set(prepared, (deciding = conditionVariables(prepared.document)));
    const activeLabels = new Set(model.overrideLabels.filter(isLabelActive));
    let key = `${generation}:${prepared.hash}`;
    for (const name of deciding) key += coercedVariables[name] === true ? "1" : "0";
    for (const label of activeLabels) key += ` ${label}`;
    const made = cache.find(key);
    if (made !== undefined) return made;
    return cache.get(key, signal, async (unwanted) => {
      const request = planRequest({ prepared, coercedVariables }, deciding, activeLabels);
      return compilePlan(await planInTurns(request, unwanted), apiSchema, prepared);
    });
  };

  const divide = async ({ prepared, coercedVariables }: OperationRequest, signal: AbortSignal): Promise<Divided> => {
    if (isClosed) throw new GatewayError("OVERLOADED");
    const deciding = conditionVariables(prepared.document, true);
    const activeLabels = new Set(model.overrideLabels.filter(isLabelActive));
    const conditions = deciding.map((name) => (coercedVariables[name] === true ? "1" : "0"));
    const key = [`${prepared.hash}${conditions.join("")}`, ...activeLabels].join(" ");
    return await partsCache.get(key, signal, async (unwanted) => {
      const request = planRequest({ prepared, coercedVariables }, deciding, activeLabels);
      const plan = await planInTurns({ ...request, isInParts: true }, unwanted);
      return { compiled: compileParts(plan, apiSchema, prepared) };
    });
  };
  const execute: Engine["execute"] = async (request, context) => {
    const { signal } = context;
    const found = compile(request, signal);
    const compiled = found instanceof Promise ? await found : found;
    return await executeOperation(compiled, request, { fetchSubgraph: fetchSubgraphFor(context), signal, onFault });
  };

  return {
    apiSchema,
    explain: (request, isInParts = false) => {
      const activeLabels = new Set(model.overrideLabels.filter(isLabelActive));
      const deciding = conditionVariables(request.prepared.document, isInParts);
      return planner.explain({ ...planRequest(request, deciding, activeLabels), isInParts });
    },
    execute,
    executeInParts: async (request, context) => {
      const { signal } = context;
      const { compiled } = await divide(request, signal);
      if (compiled === null) return await execute(request, context);
      return await executeInParts(compiled, request, { fetchSubgraph: fetchSubgraphFor(context), signal, onFault });
    },
    subscribe: async (request, context, place) => {
      const compiled = await compile(request, context.signal);
      return await options.subscribe(compiled, request, context, place);
    },
    close: async () => {
      isClosed = true;
      cache.clear();
      partsCache.clear();
    },
  };
}

/** An operation whose answer may come in parts: what runs it, or null where it comes in one. */
interface Divided {
  readonly compiled: CompiledParts | null;
}

function planRequest(
  { prepared, coercedVariables }: Pick<OperationRequest, "prepared" | "coercedVariables">,
  deciding: readonly string[],
  activeLabels: ReadonlySet<string>,
): PlanRequest {
  const conditions = new Map(deciding.map((name) => [name, coercedVariables[name] === true]));
  return { document: prepared.document, operation: prepared.operation, conditions, activeLabels };
}

const PERCENT = /^percent\((\d{1,3}(?:\.\d{1,8})?)\)$/;

function isActiveByChance(label: string): boolean {
  const share = PERCENT.exec(label)?.[1];
  return share !== undefined && Math.random() * 100 < Number(share);
}

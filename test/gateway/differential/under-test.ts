/** The port behind which an engine is judged, and the two engines that are. */

import { ApolloGateway, type GraphQLDataSource } from "@apollo/gateway";
import { type ExecutionResult, getOperationAST, type GraphQLSchema, OperationTypeNode, parse } from "graphql";
import { WrittenAnswer } from "../../../gateway/engine.ts";
import { GatewayError } from "../../../gateway/errors.ts";
import { compilePlan } from "../../../gateway/execute/compile.ts";
import { executeOperation, executeRest, primarySubscription } from "../../../gateway/execute/execute.ts";
import type { FetchSubgraph } from "../../../gateway/execute/ports.ts";
import type { OperationRequest } from "../../../gateway/operation.ts";
import { conditionVariables } from "../../../gateway/plan/conditions.ts";
import { createPlanner } from "../../../gateway/plan/planner.ts";
import { readModel } from "../../../gateway/plan/read-model.ts";
import { answerAsBytes } from "./as-bytes.ts";
import { hashOf } from "./random.ts";

/** What is judged: a way to answer operations of one supergraph. */
export interface EngineUnderTest {
  /**
   * Answers one valid operation.
   * @throws Error when the engine refuses the operation as a whole: it has no plan, or gives no data
   */
  answer(request: OperationRequest, fetchSubgraph: FetchSubgraph, signal: AbortSignal): Promise<ExecutionResult>;
  close(): Promise<void>;
}

/** A supergraph as an engine is given it. */
export interface SupergraphUnderTest {
  readonly sdl: string;
  readonly apiSchema: GraphQLSchema;
  /** The labels of overrides that hold. */
  readonly activeLabels: ReadonlySet<string>;
}

/** Makes an engine of one supergraph. @throws Error when the engine refuses the supergraph */
export type CreateEngineUnderTest = (supergraph: SupergraphUnderTest) => Promise<EngineUnderTest>;

/** An engine by its name. */
export interface NamedEngine {
  readonly create: CreateEngineUnderTest;
  /** Whether it is judged by its data, and by having some error where there has to be one. */
  readonly isJudgedByDataOnly: boolean;
  /** Whether a null may stop earlier than where the answer is one: at the part that it is in. */
  readonly isJudgedInParts?: boolean;
  /** Whether it answers events of subscriptions: `answer` asks the subgraph once for what it would subscribe to. */
  readonly subscribes: boolean;
}

/** The gateway's own engine, without worker and caches. */
export const OWN_ENGINE: NamedEngine = {
  isJudgedByDataOnly: false,
  subscribes: true,
  create: async ({ sdl, apiSchema, activeLabels }) => {
    const model = readModel(sdl);
    const planner = createPlanner({ model, isVisible: (typeName) => apiSchema.getType(typeName) !== undefined });
    return {
      answer: async (request, fetchSubgraph, signal) => {
        const { document, operation, text } = request.prepared;
        const conditions = new Map(
          conditionVariables(document).map((name) => [name, request.coercedVariables[name] === true]),
        );
        const plan = planner.plan({ document, operation, conditions, activeLabels: new Set(activeLabels) });
        // Half of them on bytes, a quarter on objects by generated code, a quarter without such code.
        const way = hashOf(text) % 4;
        const compiled = compilePlan(plan, apiSchema, request.prepared, way === 0 ? Infinity : 0);
        const ports = {
          fetchSubgraph: way >= 2 ? answerAsBytes(fetchSubgraph, text) : fetchSubgraph,
          signal,
          onFault: (error: Error) => {
            if (!(error instanceof GatewayError)) throw error;
          },
        };
        if (compiled.receivePrimary === null) {
          const answer = await executeOperation(compiled, request, ports);
          return answer instanceof WrittenAnswer ? answer.read() : answer;
        }
        const primary = primarySubscription(compiled, request);
        const event = await fetchSubgraph({ kind: "query", ...primary }, signal);
        return await executeRest(compiled, event, request, ports);
      },
      close: async () => undefined,
    };
  },
};

/** The engine of @apollo/gateway. Its telemetry to its maker has to be off: `APOLLO_TELEMETRY_DISABLED=1`. */
export const APOLLO_ENGINE: NamedEngine = {
  isJudgedByDataOnly: true,
  subscribes: false,
  create: async ({ sdl, apiSchema }) => {
    const gateway = new ApolloGateway({
      supergraphSdl: sdl,
      logger: SILENT,
      buildService: ({ name }) => createDataSource(name),
    });
    const { executor } = await gateway.load();
    return {
      answer: async ({ prepared, rawVariables }, fetchSubgraph, signal) => {
        const operationName = prepared.operation.name?.value;
        const context: SourceContext = { fetchSubgraph, signal };
        const { data, errors } = await executor({
          request: { query: prepared.text, operationName, variables: { ...rawVariables } },
          source: prepared.text,
          document: prepared.document,
          operation: prepared.operation,
          operationName: operationName ?? null,
          queryHash: prepared.hash,
          context,
          logger: SILENT,
          metrics: {},
          schema: apiSchema,
          // What only plugins of @apollo/server read is left out.
        } as unknown as Parameters<typeof executor>[0]);
        if (data == null && errors?.every(({ path }) => path === undefined) === true) {
          throw new Error(errors.map(({ message }) => message).join("; "));
        }
        return { ...(errors === undefined ? {} : { errors }), data: data ?? null };
      },
      close: () => gateway.stop(),
    };
  },
};

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

interface SourceContext {
  readonly fetchSubgraph: FetchSubgraph;
  readonly signal: AbortSignal;
}

/** Hands requests of @apollo/gateway to the port of the request's own context. */
function createDataSource(subgraph: string): GraphQLDataSource {
  return {
    process: async ({ request, context }) => {
      const { fetchSubgraph, signal } = context as unknown as SourceContext;
      const { query = "", operationName, variables } = request;
      const kind = getOperationAST(parse(query))?.operation === OperationTypeNode.MUTATION ? "mutation" : "query";
      const response = await fetchSubgraph({ subgraph, kind, query, operationName, variables }, signal);
      return response as Awaited<ReturnType<GraphQLDataSource["process"]>>;
    },
  };
}

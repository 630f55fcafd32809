/** A client's view of real subgraphs through the planner and execution, without caches. */

import { Supergraph } from "@apollo/federation-internals";
import {
  type DocumentNode,
  type ExecutionResult,
  getOperationAST,
  getVariableValues,
  type GraphQLSchema,
  parse,
  validate,
} from "graphql";
import { WrittenAnswer } from "../../../gateway/engine.ts";
import { invariant } from "../../../gateway/errors.ts";
import { type CompiledOperation, compilePlan } from "../../../gateway/execute/compile.ts";
import { executeOperation, type ExecutionPorts } from "../../../gateway/execute/execute.ts";
import type { FetchSubgraph } from "../../../gateway/execute/ports.ts";
import type { OperationRequest } from "../../../gateway/operation.ts";
import { conditionVariables } from "../../../gateway/plan/conditions.ts";
import type { QueryPlan } from "../../../gateway/plan/plan.ts";
import { createPlanner } from "../../../gateway/plan/planner.ts";
import { readModel } from "../../../gateway/plan/read-model.ts";
import { type ReceivedRequest, startSubgraphs, type SubgraphDefinition } from "../../support/subgraph-rig.ts";

/** A fault as the log gets it. */
export interface LoggedFault {
  readonly error: Error;
  readonly errorId: string;
}

/** A graph to ask. */
export interface GraphRig extends AsyncDisposable {
  readonly apiSchema: GraphQLSchema;
  /** Every request that a subgraph got. */
  readonly requests: ReceivedRequest[];
  readonly faults: LoggedFault[];
  /** Runs a query or a mutation, and gives what the client would get as JSON. */
  ask(text: string, variables?: Record<string, unknown>): Promise<ExecutionResult>;
  plan(text: string, variables?: Record<string, unknown>): QueryPlan;
  compile(text: string, variables?: Record<string, unknown>): CompiledOperation;
  request(text: string, variables?: Record<string, unknown>): OperationRequest;
  readonly ports: ExecutionPorts;
}

/** @param options.fetchSubgraph wraps how subgraphs are asked */
export async function startGraph(
  definitions: readonly SubgraphDefinition[],
  options: { readonly fetchSubgraph?: (next: FetchSubgraph) => FetchSubgraph } = {},
): Promise<GraphRig> {
  const subgraphs = await startSubgraphs(definitions);
  const apiSchema = Supergraph.build(subgraphs.supergraphSdl).apiSchema().toGraphQLJSSchema();
  const isVisible = (typeName: string): boolean => apiSchema.getType(typeName) !== undefined;
  const planner = createPlanner({ model: readModel(subgraphs.supergraphSdl), isVisible });
  const faults: LoggedFault[] = [];
  const ports: ExecutionPorts = {
    fetchSubgraph: options.fetchSubgraph?.(subgraphs.fetchSubgraph) ?? subgraphs.fetchSubgraph,
    signal: new AbortController().signal,
    onFault: (error, errorId) => faults.push({ error, errorId }),
  };
  const request = (text: string, rawVariables: Record<string, unknown> = {}): OperationRequest => {
    const prepared = prepare(apiSchema, parse(text), text);
    const { coerced, errors } = getVariableValues(
      apiSchema,
      prepared.operation.variableDefinitions ?? [],
      rawVariables,
    );
    invariant(coerced, `variables fit: ${errors?.join()}`);
    return { prepared, rawVariables, coercedVariables: coerced };
  };
  const compileRequest = ({ prepared, coercedVariables }: OperationRequest): CompiledOperation => {
    const { document, operation } = prepared;
    const conditions = new Map(conditionVariables(document).map((name) => [name, coercedVariables[name] === true]));
    const plan = planner.plan({ document, operation, conditions, activeLabels: new Set() });
    return compilePlan(plan, apiSchema, prepared);
  };
  const compile: GraphRig["compile"] = (text, variables) => compileRequest(request(text, variables));
  return {
    apiSchema,
    requests: subgraphs.requests,
    faults,
    ports,
    plan: (text, variables) => compile(text, variables).plan,
    compile,
    request,
    ask: async (text, variables) => {
      const asked = request(text, variables);
      const answer = await executeOperation(compileRequest(asked), asked, {
        ...ports,
        signal: AbortSignal.timeout(10_000),
      });
      return answer instanceof WrittenAnswer ? answer.read() : (JSON.parse(JSON.stringify(answer)) as ExecutionResult);
    },
    [Symbol.asyncDispose]: () => subgraphs[Symbol.asyncDispose](),
  };
}

function prepare(schema: GraphQLSchema, document: DocumentNode, text: string): OperationRequest["prepared"] {
  const errors = validate(schema, document);
  invariant(errors.length === 0, `the operation is valid: ${errors.join()}`);
  const operation = getOperationAST(document);
  invariant(operation, "the document has one operation");
  return { hash: text, text, document, operation, defers: false };
}

/** A client's view of real subgraphs through the engine, planned in the test's own thread. */

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
import { invariant } from "../../../gateway/errors.ts";
import { type CompiledOperation, compilePlan } from "../../../gateway/execute/compile.ts";
import { executeOperation, type ExecutionPorts } from "../../../gateway/execute/execute.ts";
import type { FetchSubgraph } from "../../../gateway/execute/ports.ts";
import type { OperationRequest } from "../../../gateway/operation.ts";
import { createPlanOperation } from "../../../gateway/plan/apollo-plan.ts";
import { labelOperation } from "../../../gateway/plan/label.ts";
import type { QueryPlan } from "../../../gateway/plan/plan.ts";
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
  plan(text: string): QueryPlan;
  compile(text: string): CompiledOperation;
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
  const planOperation = createPlanOperation(subgraphs.supergraphSdl);
  const faults: LoggedFault[] = [];
  const ports: ExecutionPorts = {
    fetchSubgraph: options.fetchSubgraph?.(subgraphs.fetchSubgraph) ?? subgraphs.fetchSubgraph,
    signal: new AbortController().signal,
    onFault: (error, errorId) => faults.push({ error, errorId }),
  };
  const compiledByText = new Map<string, CompiledOperation>();
  const compile = (text: string): CompiledOperation => {
    const known = compiledByText.get(text);
    if (known !== undefined) return known;
    const labelled = labelOperation(prepare(apiSchema, parse(text), text), apiSchema);
    const plan = planOperation(labelled.document, labelled.operationName);
    // What crosses from the planner's thread is a copy.
    const compiled = compilePlan(structuredClone(plan), apiSchema, labelled);
    compiledByText.set(text, compiled);
    return compiled;
  };
  const request = (text: string, rawVariables: Record<string, unknown> = {}): OperationRequest => {
    const { source: prepared } = compile(text).labelled;
    const { coerced, errors } = getVariableValues(
      apiSchema,
      prepared.operation.variableDefinitions ?? [],
      rawVariables,
    );
    invariant(coerced, `variables fit: ${errors?.join()}`);
    return { prepared, rawVariables, coercedVariables: coerced };
  };
  return {
    apiSchema,
    requests: subgraphs.requests,
    faults,
    ports,
    plan: (text) => compile(text).plan,
    compile,
    request,
    ask: async (text, variables) => {
      const result = await executeOperation(compile(text), request(text, variables), {
        ...ports,
        signal: AbortSignal.timeout(10_000),
      });
      return JSON.parse(JSON.stringify(result)) as ExecutionResult;
    },
    [Symbol.asyncDispose]: () => subgraphs[Symbol.asyncDispose](),
  };
}

function prepare(schema: GraphQLSchema, document: DocumentNode, text: string): OperationRequest["prepared"] {
  const errors = validate(schema, document);
  invariant(errors.length === 0, `the operation is valid: ${errors.join()}`);
  const operation = getOperationAST(document);
  invariant(operation, "the document has one operation");
  return { hash: text, text, document, operation };
}

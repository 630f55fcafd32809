/** Compares what the engine answers with what one server that has all the data would, exactly. */

import { type ExecutionResult, getOperationAST, getVariableValues, parse } from "graphql";
import { invariant } from "../../../gateway/errors.ts";
import { compilePlan } from "../../../gateway/execute/compile.ts";
import { executeOperation } from "../../../gateway/execute/execute.ts";
import type { FetchSubgraph } from "../../../gateway/execute/ports.ts";
import type { PlanOperation } from "../../../gateway/plan/apollo-plan.ts";
import { labelOperation } from "../../../gateway/plan/label.ts";
import { answerAsMonolith } from "./serve.ts";
import type { Store } from "./store.ts";
import type { World } from "./world.ts";
import type { GeneratedOperation } from "./generate/operation.ts";

/** How one operation went. Answers are JSON text of `data`, and the places in it that errors made null. */
export type Outcome =
  | { readonly kind: "equal"; readonly requests: number }
  | { readonly kind: "wrong"; readonly expected: Answer; readonly actual: Answer; readonly causes: readonly string[] }
  /** No plan was made. */
  | { readonly kind: "refused"; readonly reason: string };

/** An answer as it is compared. */
export interface Answer {
  readonly data: string;
  /** Sorted, each once. */
  readonly errors: readonly string[];
}

/** What an operation is run with. */
export interface JudgePorts {
  readonly world: World;
  readonly store: Store;
  readonly planOperation: PlanOperation;
  readonly fetchSubgraph: FetchSubgraph;
}

/**
 * Runs one valid operation both ways. Two errors that make the same place null are one: a server may report either, or both.
 * @throws Error when the monolith cannot run the operation at all
 */
export async function judge(ports: JudgePorts, { text, variables }: GeneratedOperation): Promise<Outcome> {
  const { world, store } = ports;
  const expected = answerOf(await answerAsMonolith(world, store, text, variables));
  store.reset();
  const document = parse(text);
  const operation = getOperationAST(document);
  invariant(operation, "the document has one operation");
  const prepared = { hash: text, text, document, operation };
  const labelled = labelOperation(prepared, world.apiSchema);
  let plan: ReturnType<PlanOperation>;
  try {
    plan = ports.planOperation(labelled.document, labelled.operationName);
  } catch (error) {
    return { kind: "refused", reason: messageOf(error) };
  }
  let requests = 0;
  const causes: string[] = [];
  const fetchSubgraph: FetchSubgraph = async (request, signal) => {
    requests++;
    const response = await ports.fetchSubgraph(request, signal);
    if (response.errors !== undefined) causes.push(...causesOf(request.subgraph, response.errors));
    return response;
  };
  try {
    const { coerced } = getVariableValues(world.apiSchema, operation.variableDefinitions ?? [], variables);
    const request = { prepared, rawVariables: variables, coercedVariables: coerced ?? {} };
    const compiled = compilePlan(structuredClone(plan), world.apiSchema, labelled);
    const signal = AbortSignal.timeout(20_000);
    const result = await executeOperation(compiled, request, { fetchSubgraph, signal, onFault: () => undefined });
    const actual = answerOf(result);
    if (actual.data === expected.data && actual.errors.join() === expected.errors.join()) {
      return { kind: "equal", requests };
    }
    return { kind: "wrong", expected, actual, causes };
  } catch (error) {
    return { kind: "wrong", expected, actual: { data: `threw ${messageOf(error)}`, errors: [] }, causes };
  }
}

function answerOf(result: ExecutionResult): Answer {
  const parsed = JSON.parse(JSON.stringify(result)) as ExecutionResult;
  const errors = new Set((parsed.errors ?? []).map(({ path = [] }) => nullAt(parsed.data, path)));
  return { data: JSON.stringify(parsed.data), errors: [...errors].sort() };
}

/** How far an error's path leads in the answer: to the null that it made. */
function nullAt(data: unknown, path: readonly (string | number)[]): string {
  let value = data;
  const walked: (string | number)[] = [];
  for (const element of path) {
    if (typeof value !== "object" || value === null) break;
    walked.push(element);
    value = Object.hasOwn(value, element) ? (value as Record<string | number, unknown>)[element] : undefined;
  }
  return `/${walked.join("/")}${value === null ? "" : " (not null)"}`;
}

function causesOf(subgraph: string, errors: unknown): string[] {
  const list = Array.isArray(errors) ? errors : [errors];
  return list.map((error: { message?: string }) => `${subgraph}: ${error.message ?? "no message"}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

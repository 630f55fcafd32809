/** Compares what the engine answers with what one server that has all the data would, exactly. */

import { type ExecutionResult, getOperationAST, getVariableValues, parse } from "graphql";
import { invariant } from "../../../gateway/errors.ts";
import type { FetchSubgraph } from "../../../gateway/execute/ports.ts";
import { answerAsMonolith } from "./serve.ts";
import type { Store } from "./store.ts";
import type { EngineUnderTest } from "./under-test.ts";
import type { World } from "./world.ts";
import type { GeneratedOperation } from "./generate/operation.ts";

const TIMEOUT_MS = 20_000;

/** How one operation went. Answers are JSON text of `data`, and the places in it that errors made null. */
export type Outcome =
  | { readonly kind: "equal"; readonly requests: number }
  | { readonly kind: "wrong"; readonly expected: Answer; readonly actual: Answer; readonly causes: readonly string[] }
  /** The engine threw, so no data was given. */
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
  readonly engine: EngineUnderTest;
  /** Whether errors beside those that the answer needs are no fault of the engine. */
  readonly reportsMore: boolean;
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
  const { coerced } = getVariableValues(world.apiSchema, operation.variableDefinitions ?? [], variables);
  let requests = 0;
  const causes: string[] = [];
  const fetchSubgraph: FetchSubgraph = async (request, signal) => {
    requests++;
    const response = await ports.fetchSubgraph(request, signal);
    if (response.errors !== undefined) causes.push(...causesOf(request.subgraph, response.errors));
    return response;
  };
  let result: ExecutionResult;
  try {
    const request = { prepared, rawVariables: variables, coercedVariables: coerced ?? {} };
    result = await ports.engine.answer(request, fetchSubgraph, AbortSignal.timeout(TIMEOUT_MS));
  } catch (error) {
    return { kind: "refused", reason: messageOf(error) };
  }
  const actual = answerOf(result);
  return isEqual(expected, actual, ports.reportsMore)
    ? { kind: "equal", requests }
    : { kind: "wrong", expected, actual, causes };
}

function isEqual(expected: Answer, actual: Answer, reportsMore: boolean): boolean {
  if (actual.data !== expected.data) return false;
  if (reportsMore) return expected.errors.length === 0 || actual.errors.length > 0;
  return actual.errors.join() === expected.errors.join();
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

/** Compares what the engine answers with what one server that has all the data would, exactly. */

import { type ExecutionResult, getOperationAST, getVariableValues, parse } from "graphql";
import { invariant } from "../../../gateway/errors.ts";
import type { FetchSubgraph, SubgraphRequest } from "../../../gateway/execute/ports.ts";
import { answerAsMonolith } from "./serve.ts";
import { stableText, type Store } from "./store.ts";
import type { EngineUnderTest } from "./under-test.ts";
import type { World } from "./world.ts";
import type { GeneratedOperation } from "./generate/operation.ts";

const TIMEOUT_MS = 20_000;
const NOT_NULL = " (not null)";

/** How one operation went. Answers are JSON text of `data`, and the places in it that errors made null. */
export type Outcome =
  | { readonly kind: "equal" }
  | { readonly kind: "wrong"; readonly actual: Answer; readonly causes: readonly string[] }
  /** The engine threw, so no data was given. */
  | { readonly kind: "refused"; readonly reason: string };

/** An outcome, with the right answer and what the engine asked of subgraphs. */
export type Judgement = Outcome & { readonly expected: Answer; readonly requests: readonly SubgraphRequest[] };

/** An answer as it is compared. */
export interface Answer {
  readonly data: string;
  /** Sorted, each once. */
  readonly errors: readonly string[];
}

/** How errors are compared, by the places that they made null. */
export type ErrorComparison =
  /** The same places. */
  | "same places"
  /** Places above those are right too: a reference that fails is one error, and the fields that it would have given are many. */
  | "covered places"
  /** Some error where there has to be one; and the fields of an object may come in any order. */
  | "some"
  /** The same, and with errors a null may be nearer to its cause, or in its place a field missing. */
  | "in parts";

/** What an operation is run with. */
export interface JudgePorts {
  readonly world: World;
  readonly store: Store;
  readonly engine: EngineUnderTest;
  readonly errors: ErrorComparison;
  readonly fetchSubgraph: FetchSubgraph;
}

/**
 * Runs one valid operation both ways. Two errors that make the same place null are one: a server may report either, or both.
 * @throws Error when the monolith cannot run the operation at all
 */
export async function judge(ports: JudgePorts, { text, variables }: GeneratedOperation): Promise<Judgement> {
  const { world, store } = ports;
  const document = parse(text);
  const expected = answerOf(await answerAsMonolith(world, store, document, variables));
  store.reset();
  const operation = getOperationAST(document);
  invariant(operation, "the document has one operation");
  const prepared = { hash: text, text, document, operation, defers: false };
  const { coerced } = getVariableValues(world.apiSchema, operation.variableDefinitions ?? [], variables);
  const requests: SubgraphRequest[] = [];
  const causes: string[] = [];
  const fetchSubgraph: FetchSubgraph = async (request, signal) => {
    requests.push(request);
    const response = await ports.fetchSubgraph(request, signal);
    if (response.errors !== undefined) causes.push(...causesOf(request.subgraph, response.errors));
    return response;
  };
  let result: ExecutionResult;
  try {
    const request = { prepared, rawVariables: variables, coercedVariables: coerced ?? {} };
    result = await ports.engine.answer(request, fetchSubgraph, AbortSignal.timeout(TIMEOUT_MS));
  } catch (error) {
    return { kind: "refused", expected, requests, reason: messageOf(error) };
  }
  const actual = answerOf(result);
  const isSameData = actual.data === expected.data || isSameInAnyOrder(expected, actual, ports.errors);
  return isSameData && areSameErrors(expected.errors, actual.errors, ports.errors)
    ? { kind: "equal", expected, requests }
    : { kind: "wrong", expected, requests, actual, causes };
}

function isSameInAnyOrder(expected: Answer, actual: Answer, how: ErrorComparison): boolean {
  if (how !== "some" && how !== "in parts") return false;
  if (unordered(actual.data) === unordered(expected.data)) return true;
  return (
    how === "in parts" && expected.errors.length > 0 && isNearer(JSON.parse(actual.data), JSON.parse(expected.data))
  );
}

/** Whether what is in both is the same, where nulls may be nearer to their causes, and what a failed part lacks is missing. */
function isNearer(actual: unknown, expected: unknown): boolean {
  if (expected === null || actual === undefined) return true;
  if (typeof actual !== "object" || actual === null || typeof expected !== "object") return actual === expected;
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((item, at) => isNearer(actual[at] as unknown, item))
    );
  }
  const own = actual as Record<string, unknown>;
  return Object.entries(expected).every(([name, value]) => isNearer(own[name], value));
}

function unordered(data: string): string {
  return stableText(JSON.parse(data));
}

function areSameErrors(expected: readonly string[], actual: readonly string[], how: ErrorComparison): boolean {
  switch (how) {
    case "same places":
      return actual.join() === expected.join();
    case "covered places": {
      const isAbove = (one: string, other: string): boolean => other === one || other.startsWith(`${one}/`);
      const places = actual.map((one) => one.replace(NOT_NULL, ""));
      return (
        expected.every((one) => places.some((place) => isAbove(place, one))) &&
        places.every((place) => expected.some((one) => isAbove(place, one)))
      );
    }
    case "some":
    case "in parts":
      return expected.length === 0 || actual.length > 0;
    default:
      return how satisfies never;
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
  return `/${walked.join("/")}${value === null ? "" : NOT_NULL}`;
}

function causesOf(subgraph: string, errors: unknown): string[] {
  const list = Array.isArray(errors) ? errors : [errors];
  return list.map((error: { message?: string }) => `${subgraph}: ${error.message ?? "no message"}`);
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const causes = error.cause === undefined ? [] : [messageOf(error.cause)];
  const errors = error instanceof AggregateError || "errors" in error ? (error.errors as unknown[]).map(messageOf) : [];
  return [error.message, ...causes, ...errors].join(": ");
}

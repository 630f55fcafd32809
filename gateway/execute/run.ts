/** State of one run of an operation, and what its fetches are compiled to. */

import type { OperationRequest } from "../operation.ts";
import type { Condition } from "../plan/plan.ts";
import type { Faults } from "./faults.ts";
import { isObject, type JsonObject } from "./json.ts";
import type { FetchSubgraph, SubgraphRequest, SubgraphResponse } from "./ports.ts";
import { GatewayError } from "../errors.ts";

/** One run: of a request, or of one event of a subscription. */
export interface Run {
  readonly request: OperationRequest;
  readonly fetchSubgraph: FetchSubgraph;
  readonly signal: AbortSignal;
  /** What has been fetched so far, under labels. */
  readonly data: JsonObject;
  readonly faults: Faults;
}

/** A compiled fetch. Its faults go to the run's; it throws only the signal's reason, or a defect of ours. */
export type RunFetch = (run: Run) => Promise<void>;

/**
 * Asks a subgraph.
 * @throws the signal's reason when it aborts
 * @returns the answer, or what made it fail
 */
export async function askSubgraph(
  run: Run,
  request: SubgraphRequest,
): Promise<
  | { readonly kind: "answered"; readonly answer: SubgraphResponse }
  | { readonly kind: "failed"; readonly error: unknown }
> {
  try {
    const answer: unknown = await run.fetchSubgraph(request, run.signal);
    return isObject(answer) ? { kind: "answered", answer } : { kind: "failed", error: malformed("no JSON object") };
  } catch (error) {
    run.signal.throwIfAborted();
    return { kind: "failed", error };
  }
}

/** What is wrong with an answer, for the log. */
export function malformed(detail: string): GatewayError {
  return new GatewayError("SUBGRAPH_FAILED", {}, { cause: new Error(detail) });
}

/** Whether an answer has errors: anything but an absent, null or empty `errors`. */
export function hasErrors({ errors }: SubgraphResponse): boolean {
  return errors !== undefined && errors !== null && !(Array.isArray(errors) && errors.length === 0);
}

/** The variables that a request to a subgraph gets. */
export type ChooseVariables = (request: OperationRequest) => Record<string, unknown>;

/**
 * Chooses the client's variables that it provided, as it sent them: a subgraph fills in the defaults itself.
 * @param clientName gives the client's name of a variable of the plan
 */
export function compileVariables(usages: readonly string[], clientName: (name: string) => string): ChooseVariables {
  const pairs = usages.map((name) => ({ name, from: clientName(name) }));
  return ({ rawVariables }) => {
    const variables: Record<string, unknown> = {};
    for (const { name, from } of pairs) {
      if (!Object.hasOwn(rawVariables, from)) continue;
      const value = rawVariables[from];
      if (value === undefined) continue;
      // A variable may be called `__proto__`.
      Object.defineProperty(variables, name, { value, enumerable: true, configurable: true, writable: true });
    }
    return variables;
  };
}

/** Tells whether all conditions hold for a request; defaults of variables count. */
export type Holds = (request: OperationRequest) => boolean;

/** @param clientName gives the client's name of a variable of the plan */
export function compileConditions(conditions: readonly Condition[], clientName: (name: string) => string): Holds {
  if (conditions.length === 0) return () => true;
  const wanted = conditions.map(({ kind, variable }) => ({ name: clientName(variable), value: kind === "include" }));
  return ({ coercedVariables }) => wanted.every(({ name, value }) => (coercedVariables[name] === true) === value);
}

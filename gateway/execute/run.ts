/** State of one run of an operation, and what its fetches are compiled to. */

import { GatewayError } from "../errors.ts";
import type { OperationRequest } from "../operation.ts";
import type { Faults } from "./faults.ts";
import { isObject, type JsonObject } from "./json.ts";
import type { FetchSubgraph, SubgraphRequest, SubgraphResponse } from "./ports.ts";

/** One run: of a request, or of one event of a subscription. */
export interface Run {
  readonly request: OperationRequest;
  readonly fetchSubgraph: FetchSubgraph;
  readonly signal: AbortSignal;
  /** What has been fetched so far, under slots. */
  readonly data: JsonObject;
  readonly faults: Faults;
}

/** A compiled fetch. Its faults go to the run's; it throws only the signal's reason, or a defect of ours. */
export type RunFetch = (run: Run) => Promise<void>;

/** What a fetch is in the order of its plan. */
export interface Ordered {
  /** How many others it waits for. */
  readonly waitsFor: number;
  /** Ids of the fetches that wait for this one. */
  readonly dependents: readonly number[];
}

/** Runs fetches, each as soon as those that it waits for are done. @param run runs one. @throws what it throws */
export async function runFetches<Fetch extends Ordered>(
  fetches: readonly Fetch[],
  run: (fetch: Fetch, id: number) => Promise<void>,
): Promise<void> {
  const waitingFor = fetches.map((fetch) => fetch.waitsFor);
  const start = async (id: number): Promise<void> => {
    const fetch = fetches[id];
    if (fetch === undefined) return;
    await run(fetch, id);
    const ready = fetch.dependents.filter((dependent) => {
      const left = (waitingFor[dependent] ?? 0) - 1;
      waitingFor[dependent] = left;
      return left === 0;
    });
    if (ready.length > 0) await Promise.all(ready.map(start));
  };
  const first = fetches.flatMap((fetch, id) => (fetch.waitsFor === 0 ? [id] : []));
  await Promise.all(first.map(start));
}

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

/** Writes the client's variables that a request uses, as members of a JSON object; each with a comma after it. */
export type WriteVariables = (request: OperationRequest) => string;

/** Writes those that the client provided, as it sent them: a subgraph fills in the defaults itself. */
export function compileVariables(names: readonly string[]): WriteVariables {
  if (names.length === 0) return () => "";
  return ({ rawVariables }) => {
    let text = "";
    for (const name of names) {
      if (!Object.hasOwn(rawVariables, name)) continue;
      const value = rawVariables[name];
      if (value !== undefined) text += `${JSON.stringify(name)}:${JSON.stringify(value)},`;
    }
    return text;
  };
}

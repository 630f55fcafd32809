/** Runs a compiled operation: its fetches, each as soon as what it depends on is there, and then the client's response. */

import type { ExecutionResult } from "graphql";
import type { OperationRequest } from "../operation.ts";
import type { CompiledOperation } from "./compile.ts";
import type { FetchSubgraph, SubgraphResponse } from "./ports.ts";

/** What a run needs from outside. */
export interface ExecutionPorts {
  readonly fetchSubgraph: FetchSubgraph;
  /** Ends the run: requests under way are given up. */
  readonly signal: AbortSignal;
  /** Told once of each fault that the client sees masked, with the id that the client gets. */
  readonly onFault: OnFault;
}

/** Takes a fault for the log. */
export type OnFault = (error: Error, errorId: string) => void;

/** What to subscribe to at a subgraph. */
export interface PrimarySubscription {
  readonly subgraph: string;
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Runs a query or a mutation. Faults of subgraphs are in `errors`, in their place.
 * @throws the signal's reason when it aborts
 */
export async function executeOperation(
  compiled: CompiledOperation,
  request: OperationRequest,
  ports: ExecutionPorts,
): Promise<ExecutionResult> {
  void [compiled, request, ports];
  return {};
}

/**
 * Turns one event of a subscription's source stream into the client's response: runs the rest of the plan on it and completes it.
 * @param event what the primary subscription gave, as it came
 * @throws the signal's reason when it aborts
 */
export async function executeRest(
  compiled: CompiledOperation,
  event: SubgraphResponse,
  request: OperationRequest,
  ports: ExecutionPorts,
): Promise<ExecutionResult> {
  void [compiled, event, request, ports];
  return {};
}

/**
 * What to subscribe to for a subscription. In its events fields stand under their own name, or under a label of the gateway's where
 * they take arguments; the root field is such a one. The client's aliases appear only in what `executeRest` returns.
 * @throws TypeError when the operation is no subscription
 */
export function primarySubscription(compiled: CompiledOperation, request: OperationRequest): PrimarySubscription {
  const { plan } = compiled;
  if (plan.kind !== "subscription") throw new TypeError(`expected a subscription, got a ${plan.kind}`);
  const { subgraph, operation, operationName, variableUsages } = plan.primary;
  const { rawVariables } = request;
  const provided = variableUsages.filter((name) => Object.hasOwn(rawVariables, name));
  const variables = Object.fromEntries(provided.map((name) => [name, rawVariables[name]]));
  return { subgraph, query: operation, operationName, variables };
}

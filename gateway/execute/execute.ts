/** Runs a compiled operation: its fetches, each as soon as what it depends on is there, and then the client's response. */

import { randomUUID } from "node:crypto";
import type { ExecutionResult } from "graphql";
import { type Answer, WrittenAnswer } from "../engine.ts";
import type { OperationRequest } from "../operation.ts";
import type { CompiledOperation } from "./compile.ts";
import { Faults, type OnFault } from "./faults.ts";
import { BareObject } from "./json.ts";
import type { FetchSubgraph, SubgraphResponse } from "./ports.ts";
import { type Run, runFetches } from "./run.ts";

/** What a run needs from outside. */
export interface ExecutionPorts {
  readonly fetchSubgraph: FetchSubgraph;
  /** Ends the run: requests under way are given up. */
  readonly signal: AbortSignal;
  /** Told once of each fault that the client sees masked, with the id that the client gets. */
  readonly onFault: OnFault;
}

/** What to subscribe to at a subgraph. */
export interface PrimarySubscription {
  readonly subgraph: string;
  readonly query: string;
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
): Promise<Answer> {
  ports.signal.throwIfAborted();
  const short = await compiled.bytesWay?.next()?.(request, ports.fetchSubgraph, ports.signal);
  if (short?.kind === "written") return new WrittenAnswer(short.bytes);
  if (short?.defect != null) ports.onFault(short.defect, randomUUID());
  const run = startRun(
    compiled,
    request,
    short === undefined ? ports : { ...ports, fetchSubgraph: short.fetchSubgraph },
  );
  await runFetches(compiled.fetches, (fetch) => fetch.run(run));
  const bytes = !run.faults.isClean || compiled.write === null ? null : compiled.write(run.data);
  return bytes === null ? complete(compiled, run) : new WrittenAnswer(bytes);
}

/**
 * Turns one event of a subscription's source stream into the client's response: runs the rest of the plan on it and completes it.
 * @param event what the primary subscription gave, as it came; its data is used up
 * @throws TypeError when the operation is no subscription; the signal's reason when it aborts
 */
export async function executeRest(
  compiled: CompiledOperation,
  event: SubgraphResponse,
  request: OperationRequest,
  ports: ExecutionPorts,
): Promise<ExecutionResult> {
  const { plan, receivePrimary } = compiled;
  if (receivePrimary === null) throw new TypeError(`expected a subscription, got a ${plan.kind}`);
  const run = startRun(compiled, request, ports);
  receivePrimary(event, [run.data], run);
  await runFetches(compiled.fetches, (fetch) => fetch.run(run));
  return complete(compiled, run);
}

/**
 * What to subscribe to for a subscription. In its events fields stand under slots: their own name, or a name of the gateway's.
 * The client's aliases appear only in what `executeRest` returns.
 * @throws TypeError when the operation is no subscription
 */
export function primarySubscription(compiled: CompiledOperation, request: OperationRequest): PrimarySubscription {
  const { kind, primary } = compiled.plan;
  if (primary === null) throw new TypeError(`expected a subscription, got a ${kind}`);
  const variables: Record<string, unknown> = {};
  for (const name of primary.variables) {
    if (!Object.hasOwn(request.rawVariables, name)) continue;
    // A variable may be called `__proto__`.
    const value = request.rawVariables[name];
    Object.defineProperty(variables, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return { subgraph: primary.subgraph, query: primary.operation, variables };
}

function startRun(compiled: CompiledOperation, request: OperationRequest, ports: ExecutionPorts): Run {
  ports.signal.throwIfAborted();
  return {
    request,
    fetchSubgraph: ports.fetchSubgraph,
    signal: ports.signal,
    data: new BareObject(),
    faults: new Faults(compiled.clientPaths, ports.onFault),
  };
}

function complete(compiled: CompiledOperation, { data, faults, request }: Run): ExecutionResult {
  const { rawVariables } = request;
  faults.settle(data);
  const completed = compiled.complete(data, { faults, rawVariables, path: [] });
  faults.close();
  return faults.errors.length > 0 ? { errors: faults.errors, data: completed } : { data: completed };
}

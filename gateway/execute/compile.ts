/** Compiles an operation's plan once into what runs for every request of it. */

import type { GraphQLSchema } from "graphql";
import type { PreparedOperation } from "../operation.ts";
import type { Fetch, QueryPlan } from "../plan/plan.ts";
import { type BytesWay, compileBytesWay } from "./bytes/run-bytes.ts";
import { type ClientPaths, createClientPaths } from "./client-paths.ts";
import { compileCompletion, type CompleteRoot } from "./complete.ts";
import { compileContextFetch } from "./context-fetch.ts";
import { compileEntityFetch, type CompileOptions } from "./entity-fetch.ts";
import { compileReceiveRoot, compileRootFetch, type ReceiveRoot } from "./root-fetch.ts";
import type { Ordered, RunFetch } from "./run.ts";
import { compileWriteAnswer, type WriteAnswer } from "./write-answer.ts";

/** An operation that is ready to run. Make it once and keep it; it holds no state of a request. */
export interface CompiledOperation {
  readonly plan: QueryPlan;
  readonly prepared: PreparedOperation;
  /** By fetch id. */
  readonly fetches: readonly CompiledFetch[];
  /** How an event of the primary fetch is received; null for queries and mutations. */
  readonly receivePrimary: ReceiveRoot | null;
  readonly clientPaths: ClientPaths;
  readonly complete: CompleteRoot;
  /** The short way, for answers that are clean from beginning to end; null where there is none. */
  readonly bytesWay: BytesWay | null;
  /** Writes clean answers; null where they cannot be written so. */
  readonly write: WriteAnswer | null;
  /** Estimate of what this occupies, for caches. */
  readonly bytes: number;
}

/** A fetch, and what waits for it. */
export interface CompiledFetch extends Ordered {
  readonly run: RunFetch;
}

/**
 * @param plan of the prepared operation
 * @param usesBeforeGeneration what is used no oftener than this is not worth code of its own
 */
export function compilePlan(
  plan: QueryPlan,
  apiSchema: GraphQLSchema,
  prepared: PreparedOperation,
  usesBeforeGeneration = 1,
): CompiledOperation {
  const fetches = compileFetches(plan, usesBeforeGeneration);
  return {
    plan,
    prepared,
    fetches,
    bytesWay: compileBytesWay(plan, apiSchema, fetches, usesBeforeGeneration),
    receivePrimary: plan.primary === null ? null : compileReceiveRoot(plan.primary, usesBeforeGeneration),
    clientPaths: createClientPaths(plan.selection),
    complete: compileCompletion(prepared, apiSchema, plan.selection),
    write: compileWriteAnswer(plan.selection, apiSchema, usesBeforeGeneration),
    bytes: estimateBytes(plan, prepared),
  };
}

/** Makes a plan's fetches ready to run. */
export function compileFetches({ fetches }: QueryPlan, usesBeforeGeneration: number): CompiledFetch[] {
  const copies = fetches.some((fetch) => fetch.kind === "entities" && fetch.perValue !== null);
  const options: CompileOptions = { copies, usesBeforeGeneration };
  return fetches.map((fetch) => ({
    run: compileFetch(fetch, options),
    waitsFor: fetch.dependsOn.length,
    dependents: fetches.filter((other) => other.dependsOn.includes(fetch.id)).map((other) => other.id),
  }));
}

function compileFetch(fetch: Fetch, options: CompileOptions): RunFetch {
  if (fetch.kind === "root") return compileRootFetch(fetch, options.usesBeforeGeneration);
  return fetch.perValue === null
    ? compileEntityFetch(fetch, options)
    : compileContextFetch(fetch, fetch.perValue, options);
}

/** What a compiled plan occupies. Closures and syntax trees take some tens of bytes a character of the texts that they come from. */
export function estimateBytes(plan: QueryPlan, { text }: PreparedOperation): number {
  let characters = text.length;
  for (const fetch of plan.fetches) characters += fetch.operation.length;
  if (plan.primary !== null) characters += plan.primary.operation.length;
  return 4096 + characters * 60;
}

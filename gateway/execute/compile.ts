/** Compiles an operation and its plan once into what runs for every request of it. */

import { type FragmentDefinitionNode, type GraphQLSchema, Kind } from "graphql";
import type { OperationRequest } from "../operation.ts";
import type { LabelledOperation } from "../plan/label.ts";
import { filledPlaces } from "../plan/places.ts";
import type { QueryPlan } from "../plan/plan.ts";
import { type ClientPaths, compileClientPaths } from "./client-paths.ts";
import { conditionVariables } from "./collect.ts";
import { type CompleteRoot, compileCompletion } from "./complete.ts";
import { compileEntityFetch } from "./entity-fetch.ts";
import type { RepresentationContext } from "./representation.ts";
import { compileReceiveRoot, compileRootFetch, type ReceiveRoot } from "./root-fetch.ts";
import { type ChooseVariables, compileConditions, compileVariables, type Holds, type RunFetch } from "./run.ts";
import { typeConditions } from "./type-conditions.ts";

/** An operation that is ready to run. Make it once and keep it; it holds no state of a request. */
export interface CompiledOperation {
  readonly plan: QueryPlan;
  readonly labelled: LabelledOperation;
  readonly apiSchema: GraphQLSchema;
  /** By fetch id. */
  readonly fetches: readonly CompiledFetch[];
  /** How an event of the primary fetch is received and what the fetch sends; null for queries and mutations. */
  readonly primary: { readonly receive: ReceiveRoot; readonly variables: ChooseVariables } | null;
  readonly clientPaths: ClientPaths;
  /** The completion for the request's combination of conditions. */
  completionFor(request: OperationRequest): CompleteRoot;
  /** Estimate of what this occupies, for caches. */
  readonly bytes: number;
}

/** A fetch, and what waits for it. */
export interface CompiledFetch {
  readonly run: RunFetch;
  readonly waitsFor: number;
  /** Ids of the fetches that wait for this one. */
  readonly dependents: readonly number[];
}

/** Combinations of conditions whose completion is kept; a client may send all of them, and most operations have one. */
const MAX_COMPLETIONS = 32;

/** @param plan of the labelled operation */
export function compilePlan(plan: QueryPlan, apiSchema: GraphQLSchema, labelled: LabelledOperation): CompiledOperation {
  const conditions = typeConditions(plan.possibleTypes, apiSchema);
  const clientName = (name: string): string => labelled.clientVariables.get(name) ?? name;
  const askedAt = compileAsked(plan, clientName);
  const fetches = plan.fetches.map((fetch): CompiledFetch => ({
    run:
      fetch.kind === "root"
        ? compileRootFetch(fetch, conditions, clientName)
        : compileEntityFetch(fetch, { conditions, askedAt }, clientName),
    waitsFor: fetch.dependsOn.length,
    dependents: plan.fetches.filter((other) => other.dependsOn.includes(fetch.id)).map((other) => other.id),
  }));
  const primary =
    plan.kind === "subscription"
      ? {
          receive: compileReceiveRoot({ ...plan.primary, path: [] }, conditions),
          variables: compileVariables(plan.primary.variableUsages, clientName),
        }
      : null;
  return {
    plan,
    labelled,
    apiSchema,
    fetches,
    primary,
    clientPaths: compileClientPaths(labelled),
    completionFor: compileCompletions(labelled, apiSchema),
    bytes: estimateBytes(plan, labelled),
  };
}

/** Finds for each place which fetches ask for it, and under which conditions. */
function compileAsked(plan: QueryPlan, clientName: (name: string) => string): RepresentationContext["askedAt"] {
  const byPlace = new Map<string, Holds[] | "always">();
  for (const fetch of plan.kind === "subscription" ? [plan.primary, ...plan.fetches] : plan.fetches) {
    for (const { place, conditions } of filledPlaces(fetch)) {
      const known = byPlace.get(place) ?? [];
      if (conditions.length === 0) byPlace.set(place, "always");
      else if (known !== "always") byPlace.set(place, [...known, compileConditions(conditions, clientName)]);
    }
  }
  return (place) => {
    const askers = byPlace.get(place) ?? "always";
    return askers === "always" ? () => true : (request) => askers.some((holds) => holds(request));
  };
}

function compileCompletions(labelled: LabelledOperation, apiSchema: GraphQLSchema): CompiledOperation["completionFor"] {
  const { document } = labelled.source;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const variables = conditionVariables(labelled.source);
  const completions = new Map<string, CompleteRoot>();
  return ({ coercedVariables }) => {
    let key = "";
    for (const name of variables) key += coercedVariables[name] === true ? "1" : "0";
    let complete = completions.get(key);
    if (complete === undefined) {
      const values = new Map(variables.map((name) => [name, coercedVariables[name] === true]));
      complete = compileCompletion(labelled, apiSchema, fragments, values);
      if (completions.size >= MAX_COMPLETIONS) completions.clear();
      completions.set(key, complete);
    }
    return complete;
  };
}

/** Closures and syntax trees take some tens of bytes a character of the texts that they come from. */
function estimateBytes(plan: QueryPlan, { source }: LabelledOperation): number {
  let characters = source.text.length;
  for (const fetch of plan.fetches) characters += fetch.operation.length;
  if (plan.kind === "subscription") characters += plan.primary.operation.length;
  return 4096 + characters * 60;
}

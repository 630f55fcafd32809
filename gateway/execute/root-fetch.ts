/** Compiles a fetch of root fields. */

import { parse } from "graphql";
import type { RootFetch } from "../plan/plan.ts";
import { isObject } from "./json.ts";
import type { SubgraphRequest, SubgraphResponse } from "./ports.ts";
import { compileRewrites } from "./rewrite.ts";
import {
  askSubgraph,
  compileConditions,
  compileVariables,
  hasErrors,
  malformed,
  type Run,
  type RunFetch,
} from "./run.ts";
import { mergeInto, type Shape, shapeOfOperation } from "./shape.ts";
import { compileTargets, isPlace, type Place, placeOf, type Targets } from "./targets.ts";
import type { TypeConditions } from "./type-conditions.ts";

/** Puts an answer with root fields into the objects that wait for it. */
export type ReceiveRoot = (answer: SubgraphResponse, targets: Targets, run: Run) => void;

/** The part of a fetch that says how its answer is received. */
type Received = Pick<RootFetch, "subgraph" | "operation" | "outputRewrites" | "path">;

/** @param clientName gives the client's name of a variable of the plan */
export function compileRootFetch(
  fetch: RootFetch,
  conditions: TypeConditions,
  clientName: (name: string) => string,
): RunFetch {
  const holds = compileConditions(fetch.conditions, clientName);
  const variablesOf = compileVariables(fetch.variableUsages, clientName);
  const findTargets = compileTargets(fetch.path, conditions);
  const receive = compileReceiveRoot(fetch, conditions);
  const failurePlaces = compileFailurePlaces(fetch);
  const { subgraph, operationKind: kind, operation: query, operationName } = fetch;
  return async (run) => {
    if (!holds(run.request)) return;
    const targets = findTargets(run.data);
    if (targets.objects.length === 0) return;
    const request: SubgraphRequest = { subgraph, kind, query, operationName, variables: variablesOf(run.request) };
    const outcome = await askSubgraph(run, request);
    if (outcome.kind === "failed") run.faults.failed(outcome.error, subgraph, failurePlaces(targets));
    else receive(outcome.answer, targets, run);
  };
}

/** Compiles how an answer with root fields is received; also that of a subscription's event. */
export function compileReceiveRoot(fetch: Received, conditions: TypeConditions): ReceiveRoot {
  const rewrite = compileRewrites(fetch.outputRewrites, conditions);
  const shape = shapeOfOperation(parse(fetch.operation, { noLocation: true }), fetch.outputRewrites);
  const failurePlaces = compileFailurePlaces(fetch);
  return (answer, targets, run) => {
    const { data, errors } = answer;
    if (hasErrors(answer)) {
      const placesOf = (path: readonly unknown[]): readonly Place[] | null => {
        if (!isPlace(path)) return null;
        return targets.objects.map((_, n) => [...placeOf(fetch.path, targets, n), ...path]);
      };
      run.faults.received(errors, fetch.subgraph, placesOf, isObject(data) ? [] : failurePlaces(targets));
    }
    if (!isObject(data)) {
      if (!hasErrors(answer) || (data !== null && data !== undefined)) {
        run.faults.failed(malformed("`data` is no object"), fetch.subgraph, failurePlaces(targets));
      }
      return;
    }
    rewrite?.(data);
    for (const [n, target] of targets.objects.entries()) {
      if (mergeInto(target, data, shape, conditions.isAbstract, n > 0)) continue;
      const place = placeOf(fetch.path, targets, n);
      run.faults.failed(malformed("a list differs in length from another subgraph's"), fetch.subgraph, [place]);
    }
  };
}

/** Where an error goes that concerns everything that was asked: each field that stays without a value. */
function compileFailurePlaces(fetch: Received): (targets: Targets) => readonly Place[] {
  let shape: Shape | null = null;
  return (targets) => {
    shape ??= shapeOfOperation(parse(fetch.operation, { noLocation: true }), fetch.outputRewrites);
    const names = shape.fields.map((field) => field.name).filter((name) => name !== "__typename");
    return targets.objects.flatMap((_, n) => {
      const place = placeOf(fetch.path, targets, n);
      return names.map((name) => [...place, name]);
    });
  };
}

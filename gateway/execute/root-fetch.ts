/** Compiles a fetch of root fields. */

import type { RootFetch } from "../plan/plan.ts";
import { TYPENAME } from "../plan/selection.ts";
import { isObject, type JsonObject } from "./json.ts";
import { type SubgraphResponse, WrittenRequest } from "./ports.ts";
import { askSubgraph, compileVariables, hasErrors, malformed, type Run, type RunFetch } from "./run.ts";
import { compileMerge } from "./shape.ts";
import { eachTarget, isPlace, type Place, placesOf } from "./targets.ts";

/** Puts an answer with root fields into the objects that wait for it. */
export type ReceiveRoot = (answer: SubgraphResponse, targets: readonly JsonObject[], run: Run) => void;

/** Makes a fetch ready to run. */
export function compileRootFetch(fetch: RootFetch, usesBeforeGeneration: number): RunFetch {
  const writeVariables = compileVariables(fetch.variables);
  const receive = compileReceiveRoot(fetch, usesBeforeGeneration);
  const { subgraph, operation, path } = fetch;
  const kind = fetch.operationKind === "mutation" ? "mutation" : "query";
  const head = `{"query":${JSON.stringify(operation)}`;
  const bare = Buffer.from(`${head}}`);
  return async (run) => {
    const targets: JsonObject[] = [];
    eachTarget(run.data, path, (object) => targets.push(object));
    if (targets.length === 0) return;
    const variables = writeVariables(run.request);
    const body = variables === "" ? bare : Buffer.from(`${head},"variables":{${variables.slice(0, -1)}}}`);
    const outcome = await askSubgraph(run, new WrittenRequest(subgraph, kind, operation, body));
    if (outcome.kind === "failed") run.faults.failed(outcome.error, subgraph, failurePlaces(fetch, targets, run));
    else receive(outcome.answer, targets, run);
  };
}

/** Compiles how an answer with root fields is received; also that of a subscription's event. */
export function compileReceiveRoot(fetch: RootFetch, usesBeforeGeneration: number): ReceiveRoot {
  const { subgraph } = fetch;
  const merge = compileMerge(fetch.shape, usesBeforeGeneration);
  return (answer, targets, run) => {
    const { data, errors } = answer;
    if (hasErrors(answer)) {
      const placesAt = (path: readonly unknown[]): readonly Place[] | null =>
        isPlace(path) ? targetPlaces(fetch, targets, run).map((place) => [...place, ...path]) : null;
      run.faults.received(errors, subgraph, placesAt, () => (isObject(data) ? [] : failurePlaces(fetch, targets, run)));
    }
    if (!isObject(data)) {
      if (!hasErrors(answer) || (data !== null && data !== undefined)) {
        run.faults.failed(malformed("`data` is no object"), subgraph, failurePlaces(fetch, targets, run));
      }
      return;
    }
    for (const target of targets) {
      if (merge(target, data)) continue;
      const detail = malformed("a list differs in length from another subgraph's");
      run.faults.failed(detail, subgraph, targetPlaces(fetch, [target], run));
    }
  };
}

function targetPlaces({ path }: RootFetch, targets: readonly JsonObject[], run: Run): readonly Place[] {
  return [...placesOf(run.data, [path], new Set(targets)).values()].flat();
}

/** Where an error goes that concerns everything that was asked: each field that stays without a value. */
function failurePlaces(fetch: RootFetch, targets: readonly JsonObject[], run: Run): readonly Place[] {
  const slots = [...fetch.shape.keys()].filter((slot) => slot !== TYPENAME);
  return targetPlaces(fetch, targets, run).flatMap((place) => slots.map((slot) => [...place, slot]));
}

/** Compiles a fetch of entities: representations out, each once; entities back into every object that they belong to. */

import { type DocumentNode, Kind, parse, type SelectionSetNode } from "graphql";
import { placeOfPath } from "../plan/places.ts";
import type { EntityFetch, EntityInput } from "../plan/plan.ts";
import { isObject, type JsonObject, read } from "./json.ts";
import type { SubgraphRequest, SubgraphResponse } from "./ports.ts";
import { compileRepresentation, type RepresentationContext } from "./representation.ts";
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
import { mergeInto, type Shape, shapeOf } from "./shape.ts";
import { compileTargets, isPlace, type Place, placeOf, type Targets } from "./targets.ts";
import type { TypeConditions } from "./type-conditions.ts";

/** An input's objects in one run, and which representation stands for each. */
interface Asked {
  readonly representations: readonly JsonObject[];
  readonly objects: readonly AskedObject[];
}

interface AskedObject {
  readonly object: JsonObject;
  /** Position of its representation. */
  readonly representation: number;
  /** Where the object is, made only for errors. */
  readonly path: EntityInput["paths"][number];
  readonly targets: Targets;
  readonly n: number;
}

interface CompiledInput {
  readonly responseName: string;
  readonly variable: string;
  ask(run: Run): Asked;
  /** Merges received entities. @returns the objects into which one could not be merged cleanly */
  receive(entities: readonly unknown[], asked: Asked): AskedObject[];
}

const NONE: Asked = { representations: [], objects: [] };

/** @param clientName gives the client's name of a variable of the plan */
export function compileEntityFetch(
  fetch: EntityFetch,
  context: RepresentationContext,
  clientName: (name: string) => string,
): RunFetch {
  const document = parse(fetch.operation, { noLocation: true });
  const variablesOf = compileVariables(fetch.variableUsages, clientName);
  const inputs = fetch.inputs.map((input) => compileInput(input, document, context, clientName));
  const { subgraph, operation: query, operationName } = fetch;
  return async (run) => {
    const asked = inputs.map((input) => input.ask(run));
    if (asked.every(({ representations }) => representations.length === 0)) return;
    const variables = variablesOf(run.request);
    for (const [at, { variable }] of inputs.entries()) variables[variable] = asked[at]?.representations ?? [];
    const request: SubgraphRequest = { subgraph, kind: "query", query, operationName, variables };
    const outcome = await askSubgraph(run, request);
    if (outcome.kind === "failed") run.faults.failed(outcome.error, subgraph, allPlaces(asked));
    else receiveAnswer(outcome.answer, subgraph, inputs, asked, run);
  };
}

function receiveAnswer(
  answer: SubgraphResponse,
  subgraph: string,
  inputs: readonly CompiledInput[],
  asked: readonly Asked[],
  run: Run,
): void {
  const { data, errors } = answer;
  const isFaulty = hasErrors(answer);
  if (isFaulty) {
    const placesOf = (path: readonly unknown[]): readonly Place[] | null => errorPlaces(path, inputs, asked);
    run.faults.received(errors, subgraph, placesOf, allPlaces(asked));
  }
  if (!isObject(data)) {
    if (!isFaulty || (data !== null && data !== undefined)) {
      run.faults.failed(malformed("`data` is no object"), subgraph, allPlaces(asked));
    }
    return;
  }
  for (const [at, input] of inputs.entries()) {
    const one = asked[at] ?? NONE;
    const count = one.representations.length;
    if (count === 0) continue;
    const entities = read(data, input.responseName);
    if (Array.isArray(entities) && entities.length === count) {
      const unclean = input.receive(entities, one);
      if (unclean.length === 0) continue;
      const detail = "an entity is no object, or a list in it differs in length from another subgraph's";
      run.faults.failed(malformed(detail), subgraph, unclean.map(placeOfAsked));
    } else if (!isFaulty || (entities !== null && entities !== undefined)) {
      const detail = `\`${input.responseName}\` is no list of ${count} entities`;
      run.faults.failed(malformed(detail), subgraph, one.objects.map(placeOfAsked));
    }
  }
}

function compileInput(
  input: EntityInput,
  document: DocumentNode,
  context: RepresentationContext,
  clientName: (name: string) => string,
): CompiledInput {
  const { conditions } = context;
  const holds = compileConditions(input.conditions, clientName);
  const rewriteInput = compileRewrites(input.inputRewrites, conditions);
  const rewriteOutput = compileRewrites(input.outputRewrites, conditions);
  const paths = input.paths.map((path) => ({
    path,
    find: compileTargets(path, conditions),
    build: compileRepresentation(input.requires, placeOfPath(path), context),
  }));
  const shape = shapeOf(entitySelection(document, input.responseName), document, input.outputRewrites);
  return {
    responseName: input.responseName,
    variable: input.variable,
    ask: (run) => {
      if (!holds(run.request)) return NONE;
      const representations: JsonObject[] = [];
      const objects: AskedObject[] = [];
      const known = new Map<string, number>();
      for (const { path, find, build } of paths) {
        const targets = find(run.data);
        for (const [n, object] of targets.objects.entries()) {
          const built = build(object, run.request);
          if (built === null) continue;
          rewriteInput?.(built);
          const text = JSON.stringify(built);
          let representation = known.get(text);
          if (representation === undefined) {
            representation = representations.push(built) - 1;
            known.set(text, representation);
          }
          objects.push({ object, representation, path, targets, n });
        }
      }
      return { representations, objects };
    },
    receive: (entities, asked) => {
      if (rewriteOutput !== null) for (const entity of entities) rewriteOutput(entity);
      return mergeEntities(entities, asked, shape, conditions);
    },
  };
}

function mergeEntities(
  entities: readonly unknown[],
  asked: Asked,
  shape: Shape,
  conditions: TypeConditions,
): AskedObject[] {
  const unclean: AskedObject[] = [];
  const isUsed: boolean[] = [];
  for (const one of asked.objects) {
    const entity = entities[one.representation];
    if (entity === null || entity === undefined) continue;
    const copy = isUsed[one.representation] === true;
    isUsed[one.representation] = true;
    if (!isObject(entity) || !mergeInto(one.object, entity, shape, conditions.isAbstract, copy)) unclean.push(one);
  }
  return unclean;
}

/** Every place that used the representation which an error's path names. */
function errorPlaces(
  path: readonly unknown[],
  inputs: readonly CompiledInput[],
  asked: readonly Asked[],
): readonly Place[] | null {
  const [responseName, index, ...rest] = path;
  const at = inputs.findIndex((input) => input.responseName === responseName);
  const one = asked[at];
  if (one === undefined || !isPlace(rest)) return null;
  const concerned =
    typeof index === "number" ? one.objects.filter((object) => object.representation === index) : one.objects;
  if (concerned.length === 0) return null;
  return concerned.map((object) => [...placeOfAsked(object), ...rest]);
}

function allPlaces(asked: readonly Asked[]): readonly Place[] {
  return asked.flatMap(({ objects }) => objects.map(placeOfAsked));
}

function placeOfAsked({ path, targets, n }: AskedObject): (string | number)[] {
  return placeOf(path, targets, n);
}

function entitySelection(document: DocumentNode, responseName: string): SelectionSetNode {
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    for (const selection of definition.selectionSet.selections) {
      if (selection.kind !== Kind.FIELD || (selection.alias ?? selection.name).value !== responseName) continue;
      if (selection.selectionSet) return selection.selectionSet;
    }
  }
  throw new TypeError(`expected an entity fetch that selects ${responseName}`);
}

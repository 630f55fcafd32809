/** Compiles a fetch of entities: representations out, each once; entities back into every object that they belong to. */

import type { EntityFetch, EntityInput } from "../plan/plan.ts";
import { isObject, type JsonObject, read } from "./json.ts";
import { type SubgraphResponse, WrittenRequest } from "./ports.ts";
import { compileRepresentations } from "./representation.ts";
import { askSubgraph, compileVariables, hasErrors, malformed, type Run, type RunFetch } from "./run.ts";
import { mergeInto } from "./shape.ts";
import { eachTarget, isPlace, type Place, placesOf } from "./targets.ts";

/** An input's objects in one run, and which representation stands for each. */
interface Asked {
  readonly input: EntityInput;
  readonly objects: JsonObject[];
  /** By object, the position of its representation. */
  readonly positions: number[];
  /** How many representations there are. */
  readonly count: number;
  /** The representations, as items of a JSON list. */
  readonly text: string;
}

type Ask = (data: JsonObject) => Asked;

/** Makes a fetch ready to run. */
export function compileEntityFetch({ subgraph, operation, inputs, variables }: EntityFetch): RunFetch {
  const asks = inputs.map(compileInput);
  const writeVariables = compileVariables(variables);
  const head = `{"query":${JSON.stringify(operation)},"variables":{`;
  return async (run) => {
    const asked = asks.map((ask) => ask(run.data));
    if (asked.every(({ count }) => count === 0)) return;
    const lists = asked.map(({ input, text }) => `"${input.variable}":[${text}]`).join(",");
    const body = `${head}${writeVariables(run.request)}${lists}}}`;
    const outcome = await askSubgraph(run, new WrittenRequest(subgraph, "query", operation, body));
    if (outcome.kind === "failed") run.faults.failed(outcome.error, subgraph, allPlaces(asked, run));
    else receive(outcome.answer, subgraph, asked, run);
  };
}

function compileInput(input: EntityInput): Ask {
  const write = compileRepresentations(input.representations);
  const { paths } = input;
  return (data) => {
    const objects: JsonObject[] = [];
    const positions: number[] = [];
    const known = new Map<string, number>();
    let text = "";
    const found = (object: JsonObject): void => {
      const representation = write(object);
      if (representation === null) return;
      let position = known.get(representation);
      if (position === undefined) {
        position = known.size;
        known.set(representation, position);
        text += position === 0 ? representation : `,${representation}`;
      }
      objects.push(object);
      positions.push(position);
    };
    for (const path of paths) eachTarget(data, path, found);
    return { input, objects, positions, count: known.size, text };
  };
}

function receive(answer: SubgraphResponse, subgraph: string, asked: readonly Asked[], run: Run): void {
  const { data, errors } = answer;
  const isFaulty = hasErrors(answer);
  if (isFaulty) {
    const placesAt = (path: readonly unknown[]): readonly Place[] | null => errorPlaces(path, asked, run);
    run.faults.received(errors, subgraph, placesAt, () => allPlaces(asked, run));
  }
  if (!isObject(data)) {
    if (!isFaulty || (data !== null && data !== undefined)) {
      run.faults.failed(malformed("`data` is no object"), subgraph, allPlaces(asked, run));
    }
    return;
  }
  for (const one of asked) {
    if (one.count === 0) continue;
    const { responseName } = one.input;
    const entities = read(data, responseName);
    if (Array.isArray(entities) && entities.length === one.count) {
      const unclean = mergeEntities(entities, one);
      if (unclean.length === 0) continue;
      const detail = "an entity is no object, or a list in it differs in length from another subgraph's";
      run.faults.failed(malformed(detail), subgraph, placesOfObjects(unclean, one, run));
    } else if (!isFaulty || (entities !== null && entities !== undefined)) {
      const detail = `\`${responseName}\` is no list of ${one.count} entities`;
      run.faults.failed(malformed(detail), subgraph, placesOfObjects(one.objects, one, run));
    }
  }
}

/** @returns the objects into which their entity could not be merged cleanly */
function mergeEntities(entities: readonly unknown[], { input, objects, positions }: Asked): JsonObject[] {
  const unclean: JsonObject[] = [];
  for (let at = 0; at < objects.length; at++) {
    const object = objects[at];
    const entity = entities[positions[at] ?? -1];
    if (object === undefined || entity === null || entity === undefined) continue;
    if (!isObject(entity) || !mergeInto(object, entity, input.shape)) unclean.push(object);
  }
  return unclean;
}

/** Every place that used the representation which an error's path names. */
function errorPlaces(path: readonly unknown[], asked: readonly Asked[], run: Run): readonly Place[] | null {
  const [responseName, position, ...rest] = path;
  const one = asked.find(({ input }) => input.responseName === responseName);
  if (one === undefined || !isPlace(rest)) return null;
  const concerned =
    typeof position === "number" ? one.objects.filter((_, at) => one.positions[at] === position) : one.objects;
  if (concerned.length === 0) return null;
  return placesOfObjects(concerned, one, run).map((place) => [...place, ...rest]);
}

function allPlaces(asked: readonly Asked[], run: Run): readonly Place[] {
  return asked.flatMap((one) => placesOfObjects(one.objects, one, run));
}

function placesOfObjects(objects: readonly JsonObject[], { input }: Asked, run: Run): readonly Place[] {
  const places = placesOf(run.data, input.paths, new Set(objects));
  return [...new Set(objects)].flatMap((object) => places.get(object) ?? []);
}

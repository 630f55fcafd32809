/** Compiles a fetch of entities: representations out, each once; entities back into every object that they belong to. */

import type { EntityFetch, EntityInput } from "../plan/plan.ts";
import { type Collect, type Collected, compileCollect } from "./collect.ts";
import { isObject, type JsonObject, read } from "./json.ts";
import { type SubgraphResponse, WrittenRequest } from "./ports.ts";
import { askSubgraph, compileVariables, hasErrors, malformed, type Run, type RunFetch } from "./run.ts";
import { compileMerge, type Merge } from "./shape.ts";
import { sharedSlab } from "./slab.ts";
import { isPlace, type Place, placesOf } from "./targets.ts";

/** An input's objects in one run, and which representation stands for each. */
export interface Asked {
  readonly input: CompiledInput;
  readonly collected: Collected;
}

/** An input that is ready to run. */
export interface CompiledInput extends EntityInput {
  readonly collect: Collect;
  readonly merge: Merge;
  readonly copies: boolean;
}

/** How a plan is compiled. */
export interface CompileOptions {
  /** Whether objects that are the same entity get copies of what came for it, because it goes on differently below them. */
  readonly copies: boolean;
  /** What is used no oftener than this is not worth code of its own. */
  readonly usesBeforeGeneration: number;
}

/** Makes an input ready to run. */
export function compileInput(input: EntityInput, { copies, usesBeforeGeneration }: CompileOptions): CompiledInput {
  const collect = compileCollect(input, usesBeforeGeneration);
  return { ...input, collect, merge: compileMerge(input.shape, usesBeforeGeneration), copies };
}

/** Makes a fetch ready to run. */
export function compileEntityFetch(fetch: EntityFetch, options: CompileOptions): RunFetch {
  const compiled = fetch.inputs.map((input) => compileInput(input, options));
  const names = compiled.map(({ variable }, at) => Buffer.from(`${at === 0 ? "" : "],"}"${variable}":[`));
  const writeVariables = compileVariables(fetch.variables);
  const head = Buffer.from(fetch.head);
  return async (run) => {
    const asked: Asked[] = [];
    let isEmpty = true;
    const slab = sharedSlab;
    slab.begin();
    slab.constant(head);
    slab.raw(writeVariables(run.request));
    for (const [at, input] of compiled.entries()) {
      slab.constant(names[at] ?? head);
      const collected = input.collect(run.data, slab);
      asked.push({ input, collected });
      if (collected.count > 0) isEmpty = false;
    }
    if (isEmpty) {
      slab.giveUp();
      return;
    }
    slab.constant(END);
    await sendEntities(fetch, asked, slab.finish(), run);
  };
}

const END = Buffer.from("]}}");

/** Sends one request, and puts what comes back where it belongs. */
export async function sendEntities(
  { subgraph, operation }: Pick<EntityFetch, "subgraph" | "operation">,
  asked: readonly Asked[],
  body: Buffer,
  run: Run,
): Promise<void> {
  const outcome = await askSubgraph(run, new WrittenRequest(subgraph, "query", operation, body));
  if (outcome.kind === "failed") run.faults.failed(outcome.error, subgraph, allPlaces(asked, run));
  else receive(outcome.answer, subgraph, asked, run);
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
    const { count, objects } = one.collected;
    if (count === 0) continue;
    const { responseName } = one.input;
    const entities = read(data, responseName);
    if (Array.isArray(entities) && entities.length === count) {
      const unclean = mergeEntities(entities, one);
      if (unclean.length === 0) continue;
      const detail = "an entity is no object, or a list in it differs in length from another subgraph's";
      run.faults.failed(malformed(detail), subgraph, placesOfObjects(unclean, one, run));
    } else if (!isFaulty || (entities !== null && entities !== undefined)) {
      const detail = `\`${responseName}\` is no list of ${count} entities`;
      run.faults.failed(malformed(detail), subgraph, placesOfObjects(objects, one, run));
    }
  }
}

/** @returns the objects into which their entity could not be merged cleanly */
function mergeEntities(entities: readonly unknown[], { input, collected }: Asked): JsonObject[] {
  const { merge, copies } = input;
  const { objects, positions } = collected;
  const unclean: JsonObject[] = [];
  for (let at = 0; at < objects.length; at++) {
    const object = objects[at];
    const position = positions[at] ?? -1;
    const isAgain = copies && positions.indexOf(position) < at;
    const entity = isAgain ? structuredClone(entities[position]) : entities[position];
    if (object === undefined || entity === null || entity === undefined) continue;
    if (!isObject(entity) || !merge(object, entity)) unclean.push(object);
  }
  return unclean;
}

/** Every place that used the representation which an error's path names. */
function errorPlaces(path: readonly unknown[], asked: readonly Asked[], run: Run): readonly Place[] | null {
  const [responseName, position, ...rest] = path;
  const one = asked.find(({ input }) => input.responseName === responseName);
  if (one === undefined || !isPlace(rest)) return null;
  const { objects, positions } = one.collected;
  const concerned = typeof position === "number" ? objects.filter((_, at) => positions[at] === position) : objects;
  if (concerned.length === 0) return null;
  return placesOfObjects(concerned, one, run).map((place) => [...place, ...rest]);
}

function allPlaces(asked: readonly Asked[], run: Run): readonly Place[] {
  return asked.flatMap((one) => placesOfObjects(one.collected.objects, one, run));
}

function placesOfObjects(objects: readonly JsonObject[], { input }: Asked, run: Run): readonly Place[] {
  const places = placesOf(run.data, input.paths, new Set(objects));
  return [...new Set(objects)].flatMap((object) => places.get(object) ?? []);
}

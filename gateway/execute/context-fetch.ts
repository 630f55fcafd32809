/** Compiles a fetch of entities whose arguments take values from objects further up (`@fromContext`): a field of the request for each. */

import { invariant } from "../errors.ts";
import type { ContextValue, EntityFetch, EntityInput, PerValue, ResponsePath } from "../plan/plan.ts";
import { type SelectedField, TYPENAME } from "../plan/selection.ts";
import type { Collected } from "./collect.ts";
import { type Asked, type CompiledInput, compileInput, type CompileOptions, sendEntities } from "./entity-fetch.ts";
import { isObject, type JsonObject, read } from "./json.ts";
import { compileRepresentations } from "./representation.ts";
import { compileVariables, type Run, type RunFetch } from "./run.ts";

/** Objects of an input for which the values are the same. */
interface Group {
  /** Which input, as its position. */
  readonly input: number;
  /** The values as JSON, in the order of the input's contexts. */
  readonly values: readonly string[];
  readonly collected: Collected;
  readonly known: Map<string, number>;
  /** The representations, as items of a JSON list. */
  text: string;
}

/** Groups in one request; each is a field of the document. */
const MAX_FIELDS = 50;

/** Makes a fetch ready to run. */
export function compileContextFetch(fetch: EntityFetch, perValue: PerValue, options: CompileOptions): RunFetch {
  const inputs = fetch.inputs.map((input) => compileInput(input, options));
  const collects = inputs.map(compileGroups);
  return async (run) => {
    const groups = collects.flatMap((collect, at) => collect(run.data, at));
    const requests: Promise<void>[] = [];
    for (let from = 0; from < groups.length; from += MAX_FIELDS) {
      const { operation, body, asked } = writeRequest(perValue, inputs, groups.slice(from, from + MAX_FIELDS), run);
      requests.push(sendEntities({ subgraph: fetch.subgraph, operation }, asked, body, run));
    }
    await Promise.all(requests);
  };
}

/** Writes a request for groups, with what they use and nothing else. */
function writeRequest(
  perValue: PerValue,
  inputs: readonly CompiledInput[],
  groups: readonly Group[],
  { request }: Run,
): { readonly operation: string; readonly body: Buffer; readonly asked: readonly Asked[] } {
  const declared: string[] = [];
  const fields: string[] = [];
  const values: string[] = [];
  const variables = new Map<string, string>();
  const fragments = new Set<string>();
  const asked = groups.map((group, at): Asked => {
    const [input, pieces] = [inputs[group.input], perValue.inputs[group.input]];
    invariant(input !== undefined && pieces !== undefined, "a group is of an input");
    const isAlone = groups.length === 1;
    const suffix = isAlone ? "" : `_${at}`;
    declared.push(pieces.declarations.join(suffix));
    fields.push(`${isAlone ? "" : `${suffix}: `}${pieces.field.join(suffix)}`);
    for (const [name, declaration] of pieces.variables) variables.set(name, declaration);
    for (const one of pieces.fragments) fragments.add(one);
    for (const [index, one] of input.contexts.entries()) {
      values.push(`"${one.variable}${suffix}":${group.values[index]}`);
    }
    values.push(`"${input.variable}${suffix}":[${group.text}]`);
    return { input: { ...input, responseName: isAlone ? "_entities" : suffix }, collected: group.collected };
  });
  const head = `query(${[...declared, ...variables.values()].join(", ")})`;
  const operation = [`${head} { ${fields.join(" ")} }`, ...fragments].join("\n");
  const sent = `${compileVariables([...variables.keys()])(request)}${values.join()}`;
  return { operation, body: Buffer.from(`{"query":${JSON.stringify(operation)},"variables":{${sent}}}`), asked };
}

function compileGroups({
  paths,
  representations,
  contexts,
}: EntityInput): (data: JsonObject, input: number) => Group[] {
  const write = compileRepresentations(representations);
  return (data, input) => {
    const groups = new Map<string, Group>();
    const found = (object: JsonObject, above: readonly JsonObject[]): void => {
      const representation = write(object);
      if (representation === null) return;
      const values: string[] = [];
      for (const one of contexts) {
        const value = valueOf(one, above);
        // As with what `@requires` names: without what was never received, nothing is computed.
        if (value === undefined) return;
        values.push(JSON.stringify(value));
      }
      const key = values.join();
      let group = groups.get(key);
      if (group === undefined) {
        group = { input, values, collected: { objects: [], positions: [], count: 0 }, known: new Map(), text: "" };
        groups.set(key, group);
      }
      const { collected, known } = group;
      let position = known.get(representation);
      if (position === undefined) {
        position = collected.count++;
        known.set(representation, position);
        group.text += position === 0 ? representation : `,${representation}`;
      }
      collected.objects.push(object);
      collected.positions.push(position);
    };
    for (const path of paths) walk(data, path, [], found);
    return [...groups.values()];
  };
}

/** @param above objects on the way, one a slot; the root first */
function walk(
  value: unknown,
  path: ResponsePath,
  above: readonly JsonObject[],
  found: (object: JsonObject, above: readonly JsonObject[]) => void,
): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, path, above, found);
  } else if (isObject(value)) {
    const slot = path[above.length];
    if (slot === undefined) found(value, above);
    else walk(read(value, slot), path, [...above, value], found);
  }
}

/** The value of the nearest object that sets the context: null where none does, undefined where it was never received. */
function valueOf({ from }: ContextValue, above: readonly JsonObject[]): unknown {
  for (const { depth, fields } of from) {
    const object = above[depth];
    if (object === undefined) continue;
    const typeName = object[TYPENAME];
    const [only] = fields.size === 1 ? fields.values() : [];
    const wanted = typeof typeName === "string" ? fields.get(typeName) : only;
    if (wanted !== undefined) return selected(object, wanted);
  }
  return null;
}

/** What a selection of one leaf, perhaps inside objects, has for an object. */
function selected(object: JsonObject, [field]: readonly SelectedField[]): unknown {
  if (field === undefined) return null;
  const value = read(object, field.slot);
  const { selection } = field;
  if (selection === null || !isObject(value)) return value;
  const typeName = value[TYPENAME];
  return selected(value, selection.fieldsOf(typeof typeName === "string" ? typeName : (selection.possible[0] ?? "")));
}

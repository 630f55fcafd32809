/** Compiles a fetch of entities whose arguments take values from objects further up (`@fromContext`): one request for each value. */

import type { ContextValue, EntityFetch, EntityInput, ResponsePath } from "../plan/plan.ts";
import { type SelectedField, TYPENAME } from "../plan/selection.ts";
import type { Collected } from "./collect.ts";
import { type CompiledInput, compileInput, type CompileOptions, sendEntities } from "./entity-fetch.ts";
import { isObject, type JsonObject, read } from "./json.ts";
import { compileRepresentations } from "./representation.ts";
import { compileVariables, type RunFetch } from "./run.ts";

/** Objects for which the values are the same. */
interface Group {
  /** The values, as members of a JSON object; each with a comma after it. */
  readonly variables: string;
  readonly collected: Collected;
  readonly known: Map<string, number>;
  /** The representations, as items of a JSON list. */
  text: string;
}

/** Makes a fetch ready to run. It has one input. */
export function compileContextFetch(fetch: EntityFetch, input: EntityInput, options: CompileOptions): RunFetch {
  const compiled: CompiledInput = compileInput(input, options);
  const collect = compileGroups(input);
  const writeVariables = compileVariables(fetch.variables);
  return async (run) => {
    const groups = collect(run.data);
    const sent = writeVariables(run.request);
    await Promise.all(
      groups.map(async ({ variables, collected, text }) => {
        const body = Buffer.from(`${fetch.head}${sent}${variables}"${input.variable}":[${text}]}}`);
        await sendEntities(fetch, [{ input: compiled, collected }], body, run);
      }),
    );
  };
}

function compileGroups({ paths, representations, contexts }: EntityInput): (data: JsonObject) => Group[] {
  const write = compileRepresentations(representations);
  return (data) => {
    const groups = new Map<string, Group>();
    const found = (object: JsonObject, above: readonly JsonObject[]): void => {
      const representation = write(object);
      if (representation === null) return;
      const variables = contexts.map((one) => `"${one.variable}":${JSON.stringify(valueOf(one, above))},`).join("");
      let group = groups.get(variables);
      if (group === undefined) {
        group = { variables, collected: { objects: [], positions: [], count: 0 }, known: new Map(), text: "" };
        groups.set(variables, group);
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

/** The value of the nearest object that sets the context; null where none does. */
function valueOf({ from }: ContextValue, above: readonly JsonObject[]): unknown {
  for (const { depth, fields } of from) {
    const object = above[depth];
    if (object === undefined) continue;
    const typeName = object[TYPENAME];
    const [only] = fields.size === 1 ? fields.values() : [];
    const wanted = typeof typeName === "string" ? fields.get(typeName) : only;
    if (wanted === undefined) continue;
    return selected(object, wanted) ?? null;
  }
  return null;
}

/** What a selection of one leaf, perhaps inside objects, has for an object. */
function selected(object: JsonObject, [field]: readonly SelectedField[]): unknown {
  if (field === undefined) return undefined;
  const value = read(object, field.slot);
  const { selection } = field;
  if (selection === null || !isObject(value)) return value;
  const typeName = value[TYPENAME];
  return selected(value, selection.fieldsOf(typeof typeName === "string" ? typeName : (selection.possible[0] ?? "")));
}

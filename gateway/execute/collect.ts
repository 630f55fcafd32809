/** Collects the objects of an entity input and writes their representations, each once, by code that is generated for the input. */

import type { EntityInput, Representation, ResponsePath } from "../plan/plan.ts";
import { TYPENAME } from "../plan/selection.ts";
import { canGenerate, generateFunction } from "./generate.ts";
import type { JsonObject } from "./json.ts";
import { compileRepresentations, writeJson, type WriteRepresentation } from "./representation.ts";
import type { Slab } from "./slab.ts";
import { eachTarget } from "./targets.ts";

/** What was collected in one run. */
export interface Collected {
  readonly objects: JsonObject[];
  /** By object, the position of its representation. */
  readonly positions: number[];
  /** How many representations there are. */
  count: number;
}

/** Collects from the response as it is so far, and writes the representations as items of a JSON list. */
export type Collect = (data: JsonObject, slab: Slab) => Collected;

/** Makes the collecting of one input. */
export function compileCollect({ paths, representations }: EntityInput, usesBeforeGeneration: number): Collect {
  const write = compileRepresentations(representations);
  const plain = collectWith(paths, write);
  if (!canGenerate() || paths.length > MAX_GENERATED_PATHS) return plain;
  let generated: Collect | null = null;
  let uses = 0;
  return (data, slab) => {
    if (generated === null && ++uses > usesBeforeGeneration) {
      generated = generateCollect(paths, representations, write);
    }
    return (generated ?? plain)(data, slab);
  };
}

/** Each path is code of its own. */
const MAX_GENERATED_PATHS = 64;

function generateCollect(
  paths: readonly ResponsePath[],
  representations: readonly Representation[],
  write: WriteRepresentation,
): Collect {
  const constants: Uint8Array[] = [];
  const source = `return (data,c,s)=>{${collectSource(paths, representations, constants)}};`;
  const collect = generateFunction(["J", "R", "K"], source)(writeJson, write, constants) as (
    data: JsonObject,
    collected: Collected,
    slab: Slab,
  ) => void;
  return (data, slab) => {
    const collected: Collected = { objects: [], positions: [], count: 0 };
    collect(data, collected, slab);
    return collected;
  };
}

function collectWith(paths: readonly ResponsePath[], write: WriteRepresentation): Collect {
  return (data, slab) => {
    const collected: Collected = { objects: [], positions: [], count: 0 };
    const known = new Map<string, number>();
    for (const path of paths) {
      eachTarget(data, path, (object) => {
        const text = write(object);
        if (text === null) return;
        let position = known.get(text);
        if (position === undefined) {
          position = collected.count++;
          known.set(text, position);
          slab.raw(position === 0 ? text : `,${text}`);
        }
        collected.objects.push(object);
        collected.positions.push(position);
      });
    }
    return collected;
  };
}

/** One function a step of each path: each then sees objects of one kind. */
function collectSource(
  paths: readonly ResponsePath[],
  representations: readonly Representation[],
  constants: Uint8Array[],
): string {
  const functions: string[] = [];
  const starts: string[] = [];
  const take = takeSource(representations, constants);
  for (const [n, path] of paths.entries()) {
    for (let at = path.length; at >= 0; at--) {
      const slot = path[at];
      const step = slot === undefined ? take : `f${n}_${at + 1}(v[${JSON.stringify(slot)}]);`;
      const each = `for(let i=0;i<v.length;i++)f${n}_${at}(v[i]);`;
      functions.push(
        `function f${n}_${at}(v){if(typeof v!=="object"||v===null)return;if(Array.isArray(v)){${each}return;}${step}}`,
      );
    }
    starts.push(`f${n}_0(data);`);
  }
  return `const m=new Map(),o=new Map(),f=[];let n=0;${functions.join("")}${starts.join("")}c.count=n;`;
}

/**
 * Takes the object `v`. Entities are looked up by the first leaf that is sent; where others are sent too they must be the same as the
 * first time, else the object gets a representation of its own.
 */
function takeSource(representations: readonly Representation[], constants: Uint8Array[]): string {
  const [only] = representations;
  const fields = only?.fields.filter(({ name }) => name !== TYPENAME) ?? [];
  const keep = "c.objects.push(v);c.positions.push(p);";
  const isPlain =
    only !== undefined &&
    representations.length === 1 &&
    only.types === null &&
    fields.length > 0 &&
    fields.every((one) => one.selection === null);
  if (!isPlain) {
    return `const k=R(v);if(k===null)return;let p=m.get(k);if(p===undefined){p=n++;m.set(k,p);s.raw(p===0?k:","+k);}${keep}`;
  }
  const values = fields.map(({ slot }, at) => `const k${at}=v[${JSON.stringify(slot)}];if(k${at}===undefined)return;`);
  const isSame = fields.slice(1).map(({ slot }, at) => `k${at + 1}!==f[p][${JSON.stringify(slot)}]`);
  const writes = fields.map(({ name }, at) => {
    const head = at === 0 ? `{"${TYPENAME}":${JSON.stringify(only.typeName)},` : ",";
    constants.push(new Uint8Array(Buffer.from(`${head}${JSON.stringify(name)}:`)));
    return `s.constant(K[${constants.length - 1}]);s.value(k${at});`;
  });
  // Scalars of the schema's own may be objects, which are told apart by what they hold.
  const find = `const q=typeof k0==="object"&&k0!==null?J(k0):k0,w=q===k0?m:o;let p=w.get(q);`;
  const isNew = isSame.length === 0 ? "p===undefined" : `p===undefined||${isSame.join("||")}`;
  const add = `p=n++;w.set(q,p);${isSame.length === 0 ? "" : "f.push(v);"}if(p!==0)s.byte(44);${writes.join("")}s.byte(125);`;
  return `${values.join("")}${find}if(${isNew}){${add}}${keep}`;
}

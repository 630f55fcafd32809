/** Collects the objects of an entity input and writes their representations, each once, by code that is generated for the input. */

import type { EntityInput, Representation, ResponsePath } from "../plan/plan.ts";
import { TYPENAME } from "../plan/selection.ts";
import { canGenerate, generateFunction } from "./generate.ts";
import type { JsonObject } from "./json.ts";
import { compileRepresentations, writeJson, type WriteRepresentation } from "./representation.ts";
import { eachTarget } from "./targets.ts";

/** What was collected in one run. */
export interface Collected {
  readonly objects: JsonObject[];
  /** By object, the position of its representation. */
  readonly positions: number[];
  /** How many representations there are. */
  count: number;
  /** The representations, as items of a JSON list. */
  text: string;
}

/** Collects from the response as it is so far. */
export type Collect = (data: JsonObject) => Collected;

/** Makes the collecting of one input. */
export function compileCollect({ paths, representations }: EntityInput): Collect {
  const write = compileRepresentations(representations);
  if (!canGenerate()) return collectWith(paths, write);
  const source = `return (data,c,m)=>{${collectSource(paths, representations)}};`;
  const collect = generateFunction(["J", "R"], source)(writeJson, write) as (
    data: JsonObject,
    collected: Collected,
    known: Map<unknown, number>,
  ) => void;
  return (data) => {
    const collected: Collected = { objects: [], positions: [], count: 0, text: "" };
    collect(data, collected, new Map());
    return collected;
  };
}

function collectWith(paths: readonly ResponsePath[], write: WriteRepresentation): Collect {
  return (data) => {
    const collected: Collected = { objects: [], positions: [], count: 0, text: "" };
    const known = new Map<string, number>();
    for (const path of paths) {
      eachTarget(data, path, (object) => {
        const text = write(object);
        if (text === null) return;
        let position = known.get(text);
        if (position === undefined) {
          position = collected.count++;
          known.set(text, position);
          collected.text += position === 0 ? text : `,${text}`;
        }
        collected.objects.push(object);
        collected.positions.push(position);
      });
    }
    return collected;
  };
}

/** One function a step of each path: each then sees objects of one kind. */
function collectSource(paths: readonly ResponsePath[], representations: readonly Representation[]): string {
  const functions: string[] = [];
  const starts: string[] = [];
  const take = takeSource(representations);
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
  return `const o=new Map();let n=0,s="";${functions.join("")}${starts.join("")}c.count=n;c.text=s;`;
}

/** Takes the object `v`. Where one leaf tells entities apart, it is what is looked up; else the whole representation. */
function takeSource(representations: readonly Representation[]): string {
  const [only] = representations;
  const fields = only?.fields.filter(({ name }) => name !== TYPENAME) ?? [];
  const keep = "c.objects.push(v);c.positions.push(p);";
  if (
    only === undefined ||
    representations.length > 1 ||
    only.types !== null ||
    fields.some((one) => one.selection !== null)
  ) {
    return `const k=R(v);if(k===null)return;let p=m.get(k);if(p===undefined){p=n++;m.set(k,p);s+=p===0?k:","+k;}${keep}`;
  }
  const values = fields.map(({ slot }, at) => `const k${at}=v[${JSON.stringify(slot)}];if(k${at}===undefined)return;`);
  const head = JSON.stringify(`{"${TYPENAME}":${JSON.stringify(only.typeName)}`);
  const parts = fields.map(({ name }, at) => `+${JSON.stringify(`,${JSON.stringify(name)}:`)}+J(k${at})`);
  const text = `${head}${parts.join("")}+"}"`;
  if (fields.length === 1) {
    // Scalars of the schema's own may be objects, which are told apart by what they hold.
    const find = `const q=typeof k0==="object"&&k0!==null?J(k0):k0,w=q===k0?m:o;let p=w.get(q);`;
    return `${values.join("")}${find}if(p===undefined){p=n++;w.set(q,p);const k=${text};s+=p===0?k:","+k;}${keep}`;
  }
  return `${values.join("")}const k=${text};let p=m.get(k);if(p===undefined){p=n++;m.set(k,p);s+=p===0?k:","+k;}${keep}`;
}

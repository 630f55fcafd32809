/** Merging answers: what was asked for is taken, whatever else an answer holds is left. */

import type { Shape } from "../plan/plan.ts";
import { TYPENAME } from "../plan/selection.ts";
import { canGenerate, generateFunction } from "./generate.ts";
import { isObject, type JsonObject, read } from "./json.ts";

/** Merges what a subgraph gave for an object into that object, as `mergeInto` does. */
export type Merge = (target: JsonObject, source: JsonObject) => boolean;

/** Makes the merging of one shape; generated, where that may be. */
export function compileMerge(shape: Shape, usesBeforeGeneration: number): Merge {
  const isAllowed = canGenerate();
  let generated: Merge | null = null;
  let uses = 0;
  return (target, source) => {
    if (generated !== null) return generated(target, source);
    if (isAllowed && ++uses > MERGES_A_USE * usesBeforeGeneration) generated = generateMerge(shape);
    return mergeInto(target, source, shape);
  };
}

/** A request merges many objects of a shape, as a rule. */
const MERGES_A_USE = 32;

function generateMerge(shape: Shape): Merge {
  const nested: Shape[] = [];
  let code = "let v,k,c=true;";
  for (const [slot, below] of shape) {
    const name = JSON.stringify(slot);
    if (slot === TYPENAME) code += `if(typeof(v=s[${name}])==="string")t[${name}]=v;`;
    else if (below === null) code += `if((v=s[${name}])!==undefined)t[${name}]=v;`;
    else {
      nested.push(below);
      code += `if((v=s[${name}])!==undefined){if((k=t[${name}])==null)t[${name}]=v;else if(!M(k,v,N[${nested.length - 1}]))c=false;}`;
    }
  }
  return generateFunction(["M", "N"], `return (t,s)=>{${code}return c;};`)(mergeValue, nested) as Merge;
}

/**
 * Merges what a subgraph gave for an object into that object. What is there already stays where the new value is null. Objects
 * within are shared with the answer, not copied: a slot has one meaning, so whoever writes it writes the same.
 * @returns false when lists do not match in length, and the new one was left out
 */
function mergeInto(target: JsonObject, source: JsonObject, shape: Shape): boolean {
  let isClean = true;
  for (const [slot, nested] of shape) {
    const value = read(source, slot);
    if (value === undefined) continue;
    if (nested === null) {
      if (slot !== TYPENAME || typeof value === "string") target[slot] = value;
      continue;
    }
    const known = read(target, slot);
    if (known === undefined || known === null) target[slot] = value;
    else if (!mergeValue(known, value, nested)) isClean = false;
  }
  return isClean;
}

function mergeValue(known: unknown, value: unknown, shape: Shape): boolean {
  if (value === null || known === value) return true;
  if (isObject(known) && isObject(value)) return mergeInto(known, value, shape);
  if (!Array.isArray(known) || !Array.isArray(value) || known.length !== value.length) return false;
  let isClean = true;
  for (const [at, item] of value.entries()) {
    const before: unknown = known[at];
    if (before === null || before === undefined) known[at] = item;
    else if (!mergeValue(before, item, shape)) isClean = false;
  }
  return isClean;
}

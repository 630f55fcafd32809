/** Code that collects the objects of entity inputs, by their records, and writes their representations, each once. */

import type { Representation } from "../../plan/plan.ts";
import { TYPENAME } from "../../plan/selection.ts";
import { type InputLayout, type InputPath, MAX_PATHS, type PlanLayout } from "./layout.ts";
import { ObjectSource, type Source, typeSource } from "./source.ts";

/** Adds the list `collects`: by input, a function that writes its representations and sets its count. */
export function addCollector(source: Source, layouts: PlanLayout): void {
  const collects = layouts.inputs.map((input) => {
    const starts = input.paths.map((path, at) => addWalk(source, layouts, input, path, at));
    const width = Math.max(0, ...input.input.representations.map(({ fields }) => fieldsOf(fields).length));
    const name = source.name();
    source.functions.push(`function ${name}(){P.begin(${width});${starts.join("")}C[${input.id}]=P.count;}`);
    return name;
  });
  source.functions.push(`const collects=[${collects.join()}];`);
}

function fieldsOf(fields: Representation["fields"]): Representation["fields"] {
  return fields.filter(({ name }) => name !== TYPENAME);
}

/** @returns code that walks a path from the root */
function addWalk(
  source: Source,
  layouts: PlanLayout,
  input: InputLayout,
  { steps, target }: InputPath,
  at: number,
): string {
  let next = addTake(source, layouts, input, target);
  for (const [n, step] of [...steps.entries()].reverse()) {
    const object = new ObjectSource(source, n === 0 ? null : "r");
    const pointer = object.pointer(step);
    const each = `if(w<=0)return;if((w&1)===0){${next}(w>>1);return;}for(let x=w>>1;x!==0;x=T[x]>>1)if((T[x]&1)===0)${next}(x);`;
    const { visitedAt } = step.layout;
    const entity = object.record(step);
    // Whoever was asked for once is shared by all objects that it belongs to, and is visited once.
    const mark = 1 + input.id * MAX_PATHS + at;
    const once =
      step.attachment === null || visitedAt === null
        ? ""
        : `if(${entity}===0||T[${entity}+${visitedAt}]===${mark})return;T[${entity}+${visitedAt}]=${mark};`;
    const name = source.name();
    source.functions.push(`function ${name}(r){${object.beginning}${once}const w=${pointer};${each}}`);
    next = name;
  }
  return `${next}(0);`;
}

/** Takes the object of a record. */
function addTake(source: Source, layouts: PlanLayout, input: InputLayout, target: InputPath["target"]): string {
  const offset = target.attachments.find((one) => one.input === input)?.offset ?? 0;
  const { representations } = input.input;
  const object = new ObjectSource(source, "r");
  const takes = representations.map((one, kind) => takeSource(source, layouts, object, target, one, kind, offset));
  const [only] = representations;
  let code: string;
  if (only !== undefined && only.types === null && representations.length === 1) code = takes[0] ?? "";
  else {
    // The last of a type counts, as where representations are written from objects.
    const byType = new Map<string, number>();
    let otherwise = -1;
    for (const [kind, { types }] of representations.entries()) {
      if (types === null) otherwise = kind;
      for (const type of types ?? []) byType.set(type, kind);
    }
    const unknown = representations.find(({ types, typeName }) => types?.has(typeName) === true && byType.size === 1);
    const untyped = (unknown === undefined ? undefined : byType.get(unknown.typeName)) ?? otherwise;
    const types = [...byType.keys()];
    const { find, index, checkOther } = typeSource(source, object, layouts.providersOf(target, TYPENAME), types);
    const cases = takes.map((take, kind) => {
      const labels = types.flatMap((type, n) => (byType.get(type) === kind ? [`case ${n}:`] : []));
      if (kind === untyped) labels.push("case -2:");
      if (kind === otherwise) labels.push(`default:`);
      return labels.length === 0 ? "" : `${labels.join("")}{${take}break;}`;
    });
    code = `${find}const t=${index};if(t===-1){${checkOther}}switch(t){${cases.join("")}}`;
  }
  const name = source.name();
  source.functions.push(`function ${name}(r){${object.beginning}${code}}`);
  return name;
}

/** Takes an object by one of the representations; not where a field was never received. */
function takeSource(
  source: Source,
  layouts: PlanLayout,
  object: ObjectSource,
  target: InputPath["target"],
  { typeName, fields }: Representation,
  kind: number,
  offset: number,
): string {
  const sent = fieldsOf(fields);
  if (sent.length === 0) return "";
  let finds = "";
  let writes = "";
  for (const [n, { name, slot }] of sent.entries()) {
    const head = n === 0 ? `{"${TYPENAME}":${JSON.stringify(typeName)},` : ",";
    const constant = source.constant(`${head}${JSON.stringify(name)}:`);
    const found = source.name();
    const names = { answer: `${found}a`, start: `${found}s`, end: `${found}e` };
    finds += `${object.leaf(layouts.providersOf(target, slot), names)}if(${names.start}===0)return;`;
    finds += `P.answers[${n}]=${found}a;P.starts[${n}]=${found}s;P.ends[${n}]=${found}e;`;
    writes += `s.keyed(${constant},${found}a,${found}s,${found}e);`;
  }
  return `${finds}const p=P.take(${kind},${sent.length});if(P.isNew){if(p!==0)s.byte(44);${writes}s.byte(125);}T[r+${offset}]=p+1;`;
}

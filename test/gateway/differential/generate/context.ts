/** Adds `@context` and `@fromContext` to a supergraph that is being generated. */

import type { Random } from "../random.ts";
import { addType, declareField, declareType, type Draft, entitiesOf } from "./draft.ts";
import { isLeaf } from "./inputs.ts";

/**
 * An entity that is reached only through another, whose fields arguments of its own come from. It stands in a second subgraph too, so
 * that those arguments also cross fetches.
 */
export function addContext(draft: Draft, random: Random): void {
  const parent = random.pick(entitiesOf(draft));
  const graph = random.pick([...parent.heads.keys()]);
  const given = [...parent.fields.values()].filter(
    (field) => isLeaf(field) && field.args === "" && field.name !== "seq" && !field.type.includes("["),
  );
  if (given.length === 0) return;
  const field = random.pick(given);
  if (!field.in.has(graph)) declareField(parent, field, [graph], "@external");
  parent.heads.get(graph)?.directives.push(`@context(name: "ctx")`);
  const type = addType(draft, "C0", "type", true);
  for (const one of new Set([graph, random.pick(draft.graphs)])) {
    declareType(type, one, [`@key(fields: "id")`]);
    declareField(type, { name: "id", type: "ID!" }, [one], "@shareable");
    declareField(type, { name: `c${one}`, type: "Int", args: random.pick(["", "(n: Int = 2)"]) }, [one]);
  }
  const argument = `given: ${field.type.replaceAll("!", "")} @fromContext(field: "$ctx { ${field.name} }")`;
  declareField(type, { name: "told", type: "String", args: `(${argument}, n: Int = 2)` }, [graph]);
  declareField(type, { name: "inner", type: random.pick(["C0", "[C0]"]) }, [graph]);
  declareField(parent, { name: "ctx", type: random.pick(["C0", "C0!", "[C0]"]) }, [graph]);
}

/** Hides parts of a supergraph that is being generated from its clients. */

import type { Random } from "../random.ts";
import { declareField, type Draft, entitiesOf, resolvingGraphs } from "./draft.ts";

/** Adds `@inaccessible` to fields, also to keys, and to a type. */
export function hideSome(draft: Draft, random: Random): void {
  for (const type of entitiesOf(draft)) {
    if (!random.chance(20)) continue;
    const field = random.pick([...type.fields.values()]);
    if (["shape", "weight", "label"].includes(field.name) || resolvingGraphs(field).length < field.in.size) continue;
    if (field.name === "id" && [...type.heads.values()].some(({ interfaces }) => interfaces.size > 0)) continue;
    for (const graph of field.in.keys()) declareField(type, field, [graph], "@inaccessible");
  }
  if (random.chance(15)) hideOrg(draft);
}

/** A type that only keys need. */
function hideOrg(draft: Draft): void {
  const org = draft.types.get("Org");
  if (org === undefined) return;
  for (const head of org.heads.values()) head.directives.push("@inaccessible");
  for (const type of draft.types.values()) {
    const field = type.fields.get("org");
    if (field !== undefined) for (const graph of field.in.keys()) declareField(type, field, [graph], "@inaccessible");
  }
}

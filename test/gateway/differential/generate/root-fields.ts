/** Adds the fields of the root types to a supergraph that is being generated. */

import type { Random } from "../random.ts";
import { pickArguments } from "./arguments.ts";
import { addType, declareField, declareType, type Draft, entitiesOf } from "./draft.ts";
import { outputTypesIn } from "./fields.ts";
import { isSplit } from "./value-types.ts";

/** Adds the fields of Query and, sometimes, of Mutation and Subscription, and fields of other types that lead back to Query. */
export function addRootFields(draft: Draft, random: Random): void {
  const query = addType(draft, "Query", "type", false);
  const mutation = addType(draft, "Mutation", "type", false);
  const subscription = addType(draft, "Subscription", "type", false);
  const hasMutations = random.chance(50);
  let count = 0;
  for (const graph of draft.graphs) {
    const outputs = outputTypesIn(draft, graph).filter((one) => !isSplitName(draft, one) && !one.startsWith("C"));
    if (outputs.length === 0) continue;
    const add = (root: typeof query, prefix: string, named: string): void => {
      const wrapped = random.pick(["T", "T", "[T]", "[T]", "[[T]]"]).replace("T", named);
      declareType(root, graph);
      const args = random.chance(30) ? pickArguments(random) : "";
      declareField(root, { name: `${prefix}${count++}`, type: wrapped, args }, [graph]);
    };
    for (let left = 1 + random.below(2); left > 0; left--) add(query, "q", random.pick(outputs));
    if (hasMutations && random.chance(60)) add(mutation, "m", random.pick(outputs));
    if (hasMutations && random.chance(40)) {
      declareType(mutation, graph);
      declareField(mutation, { name: `m${count++}`, type: "Int", args: "(n: Int)" }, [graph]);
    }
    if (hasMutations && random.chance(15)) {
      declareType(mutation, graph);
      declareField(mutation, { name: `m${count++}`, type: "Query" }, [graph]);
    }
    if (random.chance(15)) add(subscription, "s", random.pick(outputs));
    if (random.chance(15)) {
      const types = entitiesOf(draft).filter((type) => type.heads.has(graph));
      if (types.length > 0) declareField(random.pick(types), { name: `q${count++}`, type: "Query" }, [graph]);
    }
  }
  if (draft.federation === 2) addSharedRootFields(draft, query, random);
}

function isSplitName(draft: Draft, name: string): boolean {
  const type = draft.types.get(name);
  return type !== undefined && isSplit(type);
}

/** Fields that several subgraphs resolve: value types that are split over them, entities, leaves. */
function addSharedRootFields(draft: Draft, query: ReturnType<typeof addType>, random: Random): void {
  const split = draft.types.get("V1");
  if (split !== undefined && random.chance(60)) {
    declareShared(query, { name: "shared0", type: random.pick(["V1", "[V1]", "[V1!]!"]) }, [...split.heads.keys()]);
  }
  if (random.chance(25)) {
    declareShared(query, { name: "shared1", type: "Int", args: "(n: Int = 2)" }, random.some(draft.graphs, 2, 2));
  }
  const shared = entitiesOf(draft).find(({ name, heads }) => heads.size > 1 && !name.startsWith("C"));
  if (shared !== undefined && random.chance(20)) {
    const graphs = random.some([...shared.heads.keys()], 2, 2);
    declareShared(query, { name: "shared2", type: random.pick(["T", "[T]"]).replace("T", shared.name) }, graphs);
  }
}

function declareShared(
  query: ReturnType<typeof addType>,
  field: { name: string; type: string; args?: string },
  graphs: readonly string[],
): void {
  for (const graph of graphs) declareType(query, graph);
  declareField(query, field, graphs, "@shareable");
}

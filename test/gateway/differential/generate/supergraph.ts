/** Generates the subgraphs of a supergraph. Whether they compose is for composition to say. */

import type { Random } from "../random.ts";
import type { Federation, Subgraphs } from "../world.ts";
import { addAbstractTypes } from "./abstract-types.ts";
import { addContext } from "./context.ts";
import { addDefinitions } from "./definitions.ts";
import { addDirectives } from "./directives.ts";
import { type Draft, printDraft } from "./draft.ts";
import { addEntities } from "./entities.ts";
import { addFields } from "./fields.ts";
import { hideSome } from "./hide.ts";
import { addInterfaceObject } from "./interface-objects.ts";
import { addRootFields } from "./root-fields.ts";
import { addReferences, addValueTypes } from "./value-types.ts";

/** What is generated. */
export interface SupergraphOptions {
  readonly federation: Federation;
  /** Whether subgraphs may differ in what they say is never null. */
  readonly mixesNullability: boolean;
}

/** Generates SDL by subgraph. */
export function generateSubgraphs(random: Random, { federation, mixesNullability }: SupergraphOptions): Subgraphs {
  const graphs = ["a", "b", "c", "d", "e"].slice(0, 2 + random.below(4));
  const draft: Draft = {
    federation,
    graphs,
    types: new Map(),
    unions: new Map(),
    mixesNullability,
    rootNames: rootNamesOf(graphs, random),
    definitions: new Map(),
  };
  addDefinitions(draft, random);
  addEntities(draft, random);
  addValueTypes(draft, random);
  addReferences(draft, random);
  if (federation === 2 && random.chance(30)) addInterfaceObject(draft, random);
  addAbstractTypes(draft, random);
  addFields(draft, random);
  addDirectives(draft, random);
  if (federation === 2 && random.chance(30)) addContext(draft, random);
  addRootFields(draft, random);
  if (federation === 2) hideSome(draft, random);
  return printDraft(draft);
}

/** Some subgraphs call their root types something else. */
function rootNamesOf(graphs: readonly string[], random: Random): Draft["rootNames"] {
  const names: Draft["rootNames"] = new Map();
  for (const graph of graphs) {
    if (!random.chance(15)) continue;
    names.set(
      graph,
      new Map(["Query", "Mutation", "Subscription"].map((root) => [root, `${graph.toUpperCase()}${root}`])),
    );
  }
  return names;
}

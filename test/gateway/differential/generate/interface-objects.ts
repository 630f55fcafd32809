/** Adds an entity interface, and objects in its place, to a supergraph that is being generated. */

import type { Random } from "../random.ts";
import { addType, declareField, declareType, type Draft, type DraftType, entitiesOf } from "./draft.ts";
import { outputTypesIn } from "./fields.ts";
import { isSplit } from "./value-types.ts";

const NAME = "I0";

/** An interface with a key in one subgraph, and an object in its place in one or two others that know no implementation. */
export function addInterfaceObject(draft: Draft, random: Random): void {
  const [home = "a", ...others] = random.chance(50) ? draft.graphs : [...draft.graphs].reverse();
  const remotes = random.some(others, 1, random.chance(30) ? 2 : 1);
  const isFree = (type: DraftType): boolean =>
    type.fields.get("id")?.in.has(home) === true && !remotes.some((graph) => type.heads.has(graph));
  const members = entitiesOf(draft).filter(isFree).slice(0, 2);
  while (members.length < 2) members.push(addMember(draft, `N${members.length}`, home, remotes, random));
  const type = addType(draft, NAME, "interface", true);
  declareType(type, home, [`@key(fields: "id")`]);
  declareField(type, { name: "id", type: "ID!" }, [home]);
  const label = random.chance(50)
    ? declareField(type, { name: "label", type: random.pick(["String", "Int"]) }, [home])
    : null;
  const second = others.find((graph) => !remotes.includes(graph));
  for (const member of members) {
    declareMember(member, home);
    if (label !== null) declareField(member, label, [home]);
  }
  if (second !== undefined && random.chance(30)) {
    declareType(type, second, [`@key(fields: "id")`]);
    declareField(type, { name: "id", type: "ID!" }, [second]);
    for (const member of members) declareMember(member, second);
  }
  for (const graph of remotes) addRemote(draft, graph, label !== null && random.chance(60), label?.type ?? "", random);
}

/** An implementation of the interface, in a subgraph that knows all of them. */
function declareMember(member: DraftType, graph: string): void {
  declareType(member, graph, [`@key(fields: "id")`]);
  const head = member.heads.get(graph);
  head?.interfaces.add(NAME);
  if (head?.directives.includes(`@key(fields: "id")`) === false) head.directives.push(`@key(fields: "id")`);
  declareField(member, { name: "id", type: "ID!" }, [graph], "@shareable");
}

function addMember(draft: Draft, name: string, home: string, remotes: readonly string[], random: Random): DraftType {
  const member = addType(draft, name, "type", true);
  const homes = random.some(draft.graphs, 2, 3).filter((one) => !remotes.includes(one));
  for (const graph of new Set([home, ...homes])) {
    declareType(member, graph, [`@key(fields: "id")`]);
    declareField(member, { name: "id", type: "ID!" }, [graph], "@shareable");
  }
  return member;
}

/** Leads from objects of which the subgraph does not know the type to others. */
function addEdge(draft: Draft, remote: DraftType, graph: string, random: Random): void {
  const named = random.pick(
    outputTypesIn(draft, graph).filter((name) => {
      const target = draft.types.get(name);
      return target === undefined || !isSplit(target);
    }),
  );
  const type = random.pick(["T", "[T]", "T!"]).replace("T", named);
  declareField(remote, { name: `near${graph}`, type }, [graph]);
}

/** @param requiresLabel whether one of its fields is computed from the interface's `label`, which is of type `labelType` */
function addRemote(draft: Draft, graph: string, requiresLabel: boolean, labelType: string, random: Random): void {
  const remote = addType(draft, `${NAME}@${graph}`, "type", true);
  declareType(remote, graph, ["@interfaceObject", `@key(fields: "id")`]);
  declareField(remote, { name: "id", type: "ID!" }, [graph]);
  declareField(
    remote,
    {
      name: `remote${graph}`,
      type: random.pick(["String", "Int!", "[String]"]),
      args: random.pick(["", "(n: Int)", "(n: Int = 2)"]),
    },
    [graph],
  );
  if (random.chance(60)) addEdge(draft, remote, graph, random);
  if (!requiresLabel) return;
  declareField(remote, { name: "label", type: labelType }, [graph], "@external");
  declareField(remote, { name: `told${graph}`, type: "String" }, [graph], `@requires(fields: "label")`);
}

/** Writes requests as what is sent: documents, and how their answers are taken. */

import { type OperationDefinitionNode, print } from "graphql";
import { invariant } from "../errors.ts";
import { type FetchDraft, slotsTo } from "./draft.ts";
import type { Model } from "./model.ts";
import { type FetchGroup, sharedSelections } from "./order.ts";
import type { EntityInput, Fetch, PerValue, QueryPlan, Representation, RootFetch, Shape } from "./plan.ts";
import { createPrinter, createShaper, type Printer, SUFFIX } from "./print.ts";

/** Writes a group of requests as one. @param id its position in the plan */
export type Write = (group: FetchGroup, id: number, kind: QueryPlan["kind"]) => Fetch;

/** What writing needs to know of an operation. */
export interface WriterOptions {
  readonly model: Model;
  /** All requests of the plan. */
  readonly fetches: readonly FetchDraft[];
  readonly operation: OperationDefinitionNode;
  /** How variables of ours begin. */
  readonly prefix: string;
}

/** Makes what writes the requests of one plan. */
export function createWriter({ model, fetches, operation, prefix }: WriterOptions): Write {
  const shared = sharedSelections(fetches);
  const shapeOf = createShaper();
  const definitions = new Map(
    (operation.variableDefinitions ?? []).map((node) => [node.variable.name.value, print({ ...node, directives: [] })]),
  );
  return ({ members, dependsOn }, id, kind) => {
    const printer = createPrinter(model, shared);
    const variables = definitions.size === 0 ? [] : variablesOf(members);
    const declared = variables.map((name) => definitions.get(name) ?? "");
    const subgraph = model.graphs[members[0]?.graph ?? -1];
    invariant(subgraph !== undefined, "a group has members");
    const common = { id, subgraph, variables, dependsOn };
    const [first] = members;
    if (first !== undefined && first.entry.kind === "root") {
      const isRoot = first.place.parent === null;
      const operationKind = isRoot ? kind : "query";
      const body = printer.print(first.selection);
      const head = declared.length === 0 ? operationKind : `${operationKind}(${declared.join(", ")})`;
      const fetch: RootFetch = {
        kind: "root",
        operationKind,
        path: slotsTo(first.place),
        shape: shapeOf([first.selection]),
        operation: [`${head} ${body}`, ...printer.fragments.values()].join("\n"),
        ...common,
      };
      return fetch;
    }
    const joined = joinInputs(members, printer, shapeOf, prefix);
    const inputs = joined.map(({ input }) => input);
    const taken = joined.map(({ declarations }) => declarations.join(""));
    const body = inputs.map(({ text }) => text).join(" ");
    const text = [`query(${[...taken, ...declared].join(", ")}) { ${body} }`, ...printer.fragments.values()].join("\n");
    const pieces = ({ declarations, field, members: own }: JoinedInput): PerValue["inputs"][number] => ({
      declarations,
      field,
      variables: new Map(variablesOf(own).map((name) => [name, definitions.get(name) ?? ""])),
      fragments: printer.fragmentsIn(own.map(({ selection }) => selection)),
    });
    return {
      kind: "entities",
      inputs,
      head: `{"query":${JSON.stringify(text)},"variables":{`,
      perValue: inputs.some(({ contexts }) => contexts.length > 0) ? { inputs: joined.map(pieces) } : null,
      operation: text,
      ...common,
    };
  };
}

interface Draft {
  readonly representations: Representation[];
  readonly paths: string[][];
  readonly members: FetchDraft[];
  readonly selection: string;
}

/** An input with its text in pieces, as `PerValue` has it. */
interface JoinedInput extends Pick<PerValue["inputs"][number], "declarations" | "field"> {
  readonly input: EntityInput;
  readonly members: readonly FetchDraft[];
}

/** What several requests ask of entities, as few `_entities` fields. */
function joinInputs(
  members: readonly FetchDraft[],
  printer: Printer,
  shapeOf: (drafts: readonly FetchDraft["selection"][]) => Shape,
  prefix: string,
): JoinedInput[] {
  const drafts: Draft[] = [];
  const byPlace = new Map<FetchDraft["place"], FetchDraft[][]>();
  for (const member of members) {
    const sets = byPlace.get(member.place) ?? [];
    byPlace.set(member.place, sets);
    const set = sets.find((others) => others.every((other) => areApart(member, other)));
    if (set === undefined) sets.push([member]);
    else set.push(member);
  }
  const byContent = new Map<string, Draft>();
  for (const [place, sets] of byPlace) {
    for (const set of sets) {
      const representations = set.map(representationOf);
      const selection = set
        .map(({ selection: one }) => `... on ${one.source.typeName} ${printer.print(one)}`)
        .join(" ");
      const content = `${representations.map(textOf).join(" ")} ${selection}`;
      const known = byContent.get(content);
      if (known === undefined) {
        const draft = { representations, paths: [slotsTo(place)], members: [...set], selection };
        byContent.set(content, draft);
        drafts.push(draft);
      } else {
        known.paths.push(slotsTo(place));
        known.members.push(...set);
      }
    }
  }
  return drafts.map(({ representations, paths, members: own, selection }, at) => {
    const responseName = drafts.length === 1 ? "_entities" : `_${at}`;
    const variable = drafts.length === 1 ? prefix : `${prefix}_${at}`;
    const alias = drafts.length === 1 ? "" : `${responseName}: `;
    const field = `_entities(representations: $${variable}${SUFFIX}) { ${selection} }`.split(SUFFIX);
    const contexts = own[0]?.entry.kind === "entities" ? own[0].entry.contexts : [];
    const types = [{ variable, type: "[_Any!]!" }, ...contexts];
    const declarations = types.map((one) => `$${one.variable}${SUFFIX}: ${one.type}`).join(", ");
    const input: EntityInput = {
      responseName,
      variable,
      text: `${alias}${field.join("")}`,
      paths,
      representations,
      contexts,
      shape: shapeOf([...new Set(own.map((one) => one.selection))]),
    };
    return { input, declarations: declarations.split(SUFFIX), field, members: own };
  });
}

function areApart(a: FetchDraft, b: FetchDraft): boolean {
  if (a.entry.kind !== "entities" || b.entry.kind !== "entities") return false;
  const { types, contexts } = a.entry;
  if (contexts.length > 0 || b.entry.contexts.length > 0) return false;
  if (types === null || b.entry.types === null) return false;
  for (const type of b.entry.types) if (types.has(type)) return false;
  return a.selection.source.typeName !== b.selection.source.typeName;
}

function representationOf({ entry }: FetchDraft): Representation {
  invariant(entry.kind === "entities", "only requests for entities are joined");
  return { types: entry.types, typeName: entry.typeName, fields: entry.inputs };
}

function textOf({ types, typeName, fields }: Representation): string {
  return `${types === null ? "" : [...types].join("|")} ${typeName} ${fields.map(({ slot }) => slot).join()};`;
}

function variablesOf(members: readonly FetchDraft[]): string[] {
  const names = new Set<string>();
  const seen = new Set<FetchDraft["selection"]>();
  const visit = (draft: FetchDraft["selection"]): void => {
    if (seen.has(draft)) return;
    seen.add(draft);
    for (const { field, child } of draft.fields.values()) {
      for (const name of field.variables) names.add(name);
      if (child !== null) visit(child);
    }
  };
  for (const { selection } of members) visit(selection);
  return [...names].sort();
}

/** The gateway's own planner: a model of the supergraph, made once, and for each operation selections, choices, requests, order. */

import { type DocumentNode, type OperationDefinitionNode, print } from "graphql";
import { GatewayError, invariant } from "../errors.ts";
import { type Builder, createBuilder } from "./build.ts";
import { createChooser } from "./choose.ts";
import { createRootPlace, type FetchDraft, type Place, slotsTo } from "./draft.ts";
import type { GraphId, Model } from "./model.ts";
import { type ConditionValues, createNormaliser } from "./normalise.ts";
import { type FetchGroup, orderFetches, sharedSelections } from "./order.ts";
import type { EntityInput, Fetch, QueryPlan, Representation, RootFetch, Shape } from "./plan.ts";
import { createPrinter, createShaper, type Printer } from "./print.ts";
import { isIntrospection, type SelectedField, type Selection, TYPENAME } from "./selection.ts";

/** An operation to plan. It must be valid. */
export interface PlanRequest {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** The values of all variables that decide conditions. */
  readonly conditions: ConditionValues;
  /** Labels of progressive overrides that are active for it. */
  readonly activeLabels: ReadonlySet<string>;
}

/** Plans operations of one supergraph. It runs to the end, in time linear in the operation's size. */
export interface Planner {
  /** @throws GatewayError PLANNING_FAILED when no path resolves a field, DOCUMENT_TOO_LARGE */
  plan(request: PlanRequest): QueryPlan;
}

/** What a planner is made of. */
export interface PlannerOptions {
  readonly model: Model;
  /** Whether clients may see a type. */
  readonly isVisible: (typeName: string) => boolean;
  /** Fields looked at, over all types, before an operation is given up. Default 200,000. */
  readonly maxFields?: number;
}

/** Makes a planner. */
export function createPlanner({ model, isVisible, maxFields = 200_000 }: PlannerOptions): Planner {
  return {
    plan: ({ document, operation, conditions, activeLabels }) => {
      const kind: QueryPlan["kind"] = operation.operation;
      const rootType = model.roots[kind];
      invariant(rootType, "the operation is valid, so its root type exists");
      const normaliser = createNormaliser({ model, document, conditions, isVisible, maxFields });
      const selection = normaliser.root(rootType, operation.selectionSet, kind === "mutation");
      const chooser = createChooser({ model, normaliser, isActive: (label) => activeLabels.has(label) });
      const prefix = freePrefix((operation.variableDefinitions ?? []).map((node) => node.variable.name.value));
      const builder = createBuilder({ model, chooser, normaliser, contextPrefix: `${prefix}_context_` });
      const root = createRootPlace();
      const fields = selection.fieldsOf(rootType).filter((field) => field.slot !== TYPENAME && !isIntrospection(field));
      if (kind === "mutation") addInOrder(builder, root, selection, fields);
      else if (fields.length > 0) builder.addRootFields(root, selection, fields, 0);
      const groups = orderFetches(builder.fetches, true);
      const write = createWriter(model, builder.fetches, operation, prefix);
      const fetches = groups.map((group, id) => write(group, id, kind));
      if (kind !== "subscription") return Object.freeze({ kind, selection, primary: null, fetches });
      const [primary, ...rest] = fetches;
      if (primary?.kind !== "root") throw new GatewayError("PLANNING_FAILED");
      return Object.freeze({ kind, selection, primary, fetches: rest.map(withoutPrimary) });
    },
  };
}

/** A mutation's fields follow one another; neighbours go together when one subgraph answers them and nothing else is to be asked. */
function addInOrder(builder: Builder, place: Place, selection: Selection, fields: readonly SelectedField[]): void {
  let stage = 0;
  let sole: GraphId | null = null;
  for (const field of fields) {
    const graph = builder.rootGraphOf(selection.typeName, field);
    if (graph !== sole) stage++;
    builder.addRootFields(place, selection, [field], stage);
    sole = builder.fetches.filter((fetch) => fetch.stage === stage).length === 1 ? graph : null;
  }
}

/** The primary fetch is complete before the rest begins. */
function withoutPrimary(fetch: Fetch, at: number): Fetch {
  return { ...fetch, id: at, dependsOn: fetch.dependsOn.filter((id) => id > 0).map((id) => id - 1) };
}

type Write = (group: FetchGroup, id: number, kind: QueryPlan["kind"]) => Fetch;

function createWriter(
  model: Model,
  fetches: readonly FetchDraft[],
  operation: OperationDefinitionNode,
  prefix: string,
): Write {
  const shared = sharedSelections(fetches);
  const shapeOf = createShaper();
  const definitions = new Map(
    (operation.variableDefinitions ?? []).map((node) => [node.variable.name.value, print({ ...node, directives: [] })]),
  );
  return ({ members, dependsOn }, id, kind) => {
    const printer = createPrinter(model, shared);
    const variables = variablesOf(members);
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
    const inputs = joinInputs(members, printer, shapeOf, prefix);
    const taken = inputs.flatMap(({ variable, contexts }) => [
      `$${variable}: [_Any!]!`,
      ...contexts.map((one) => `$${one.variable}: ${one.type}`),
    ]);
    const body = inputs.map(({ text }) => text).join(" ");
    const text = [`query(${[...taken, ...declared].join(", ")}) { ${body} }`, ...printer.fragments.values()].join("\n");
    const head = `{"query":${JSON.stringify(text)},"variables":{`;
    return { kind: "entities", inputs, head, operation: text, ...common };
  };
}

interface Draft {
  readonly representations: Representation[];
  readonly paths: string[][];
  readonly members: FetchDraft[];
  readonly selection: string;
}

/** What several requests ask of entities, as few `_entities` fields. */
function joinInputs(
  members: readonly FetchDraft[],
  printer: Printer,
  shapeOf: (drafts: readonly FetchDraft["selection"][]) => Shape,
  prefix: string,
): EntityInput[] {
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
    return {
      responseName,
      variable,
      text: `${alias}_entities(representations: $${variable}) { ${selection} }`,
      paths,
      representations,
      contexts: own[0]?.entry.kind === "entities" ? own[0].entry.contexts : [],
      shape: shapeOf([...new Set(own.map((one) => one.selection))]),
    };
  });
}

function areApart(a: FetchDraft, b: FetchDraft): boolean {
  if (a.entry.kind !== "entities" || b.entry.kind !== "entities") return false;
  const { types } = a.entry;
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

/** How variables of ours begin: not as one of the client's does. */
function freePrefix(names: readonly string[]): string {
  let prefix = "representations";
  while (names.some((name) => name.startsWith(prefix))) prefix = `_${prefix}`;
  return prefix;
}

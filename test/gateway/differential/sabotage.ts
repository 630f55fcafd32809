/** Bugs seeded by hand: engines that are right but for one thing. The judge has to see each. */

import {
  type ArgumentNode,
  type DirectiveNode,
  type ExecutionResult,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  print,
  type SelectionNode,
  visit,
} from "graphql";
import type { FetchSubgraph, SubgraphRequest } from "../../../gateway/execute/ports.ts";
import type { OperationRequest } from "../../../gateway/operation.ts";
import { runSeeds } from "./run-seeds.ts";
import type { EngineUnderTest, NamedEngine } from "./under-test.ts";

/** A bug by what it does. */
export interface Sabotage {
  readonly name: string;
  /** Puts the bug into an engine. */
  readonly into: (engine: NamedEngine) => NamedEngine;
}

/** The bugs. */
export const SABOTAGES: readonly Sabotage[] = [
  onRequests("drops a field of a key", dropKeyField),
  onRequests("swaps two arguments", swapArguments),
  onRequests("forgets a variable", forgetVariable),
  onResponses("adds the last item of a list once more", doubleLastItem),
  onResponses("leaves nulls out of lists", dropNulls),
  onResponses("swaps the answers of two entities", swapEntities),
  onAnswers(
    "ignores a condition within a condition",
    (answer) =>
      (request, ...ports) =>
        answer(withDocument(request, ignoreInnerConditions), ...ports),
  ),
  onAnswers("runs mutations at once", runMutationsAtOnce),
  onAnswers(
    "puts an error to a wrong place",
    (answer) =>
      async (...given) =>
        misplaceErrors(await answer(...given)),
  ),
  onAnswers("swallows an error", (answer) => async (...given) => {
    const { errors, data = null } = await answer(...given);
    return errors === undefined || errors.length < 2 ? { data } : { data, errors: errors.slice(1) };
  }),
];

/** How many cases it takes to see a bug: one that the engine answers right without it. @returns null when it goes unseen */
export async function casesUntilSeen(sabotage: Sabotage, engine: NamedEngine, count: number): Promise<number | null> {
  const sabotaged = sabotage.into(engine);
  for (let seed = 0; seed < count; seed++) {
    const { failures, cases } = await runSeeds({
      engine: sabotaged,
      from: seed,
      count: count - seed,
      isEnough: () => true,
    });
    const [failure] = failures;
    if (failure === undefined) return null;
    const { failures: own } = await runSeeds({ engine, from: failure.case.seed, count: 1 });
    if (own.length === 0) return seed + cases;
    seed = failure.case.seed;
  }
  return null;
}

type Answering = EngineUnderTest["answer"];

function onAnswers(name: string, change: (answer: Answering) => Answering): Sabotage {
  return {
    name,
    into: (engine) => ({
      ...engine,
      create: async (supergraph) => {
        const made = await engine.create(supergraph);
        return { answer: change((...given) => made.answer(...given)), close: () => made.close() };
      },
    }),
  };
}

function onFetches(name: string, change: (fetch: FetchSubgraph) => FetchSubgraph): Sabotage {
  return onAnswers(name, (answer) => (request, fetch, signal) => answer(request, change(fetch), signal));
}

function onRequests(name: string, change: (request: SubgraphRequest) => SubgraphRequest): Sabotage {
  return onFetches(name, (fetch) => (request, signal) => fetch(change(request), signal));
}

function onResponses(name: string, change: (value: unknown, request: SubgraphRequest) => unknown): Sabotage {
  return onFetches(name, (fetch) => async (request, signal) => {
    const response = await fetch(request, signal);
    return { ...response, data: change(response.data, request) };
  });
}

const KEY_NAMES: ReadonlySet<string> = new Set(["id", "code", "region", "number", "org", "tags", "owner"]);

function dropKeyField(request: SubgraphRequest): SubgraphRequest {
  const drop = (representation: unknown): unknown => {
    if (!isObject(representation)) return representation;
    const dropped = Object.keys(representation).find((name) => KEY_NAMES.has(name));
    return Object.fromEntries(Object.entries(representation).filter(([name]) => name !== dropped));
  };
  return changeVariables(request, (value) => (isRepresentations(value) ? value.map(drop) : value));
}

function isRepresentations(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.some((one) => isObject(one) && "__typename" in one);
}

function changeVariables(request: SubgraphRequest, change: (value: unknown) => unknown): SubgraphRequest {
  const entries = Object.entries(request.variables ?? {});
  return { ...request, variables: Object.fromEntries(entries.map(([name, value]) => [name, change(value)])) };
}

/** Gives two arguments of one name each other's values. */
function swapArguments(request: SubgraphRequest): SubgraphRequest {
  const document = parse(request.query);
  const all: ArgumentNode[] = [];
  visit(document, { Field: ({ arguments: own = [] }) => void all.push(...own) });
  for (const one of all) {
    const other = all.find(({ name, value }) => name.value === one.name.value && print(value) !== print(one.value));
    if (other === undefined || one.name.value === "representations") continue;
    const swapped = visit(document, {
      Argument: (node) => {
        if (node === one) return { ...node, value: other.value };
        return node === other ? { ...node, value: one.value } : undefined;
      },
    });
    return { ...request, query: print(swapped) };
  }
  return request;
}

function forgetVariable(request: SubgraphRequest): SubgraphRequest {
  const { variables = {} } = request;
  const forgotten = Object.keys(variables).find((name) => !isRepresentations(variables[name]));
  return {
    ...request,
    variables: Object.fromEntries(Object.entries(variables).filter(([name]) => name !== forgotten)),
  };
}

function doubleLastItem(data: unknown, { query }: SubgraphRequest): unknown {
  let done = false;
  const change = (value: unknown, depth: number): unknown => {
    if (Array.isArray(value)) {
      const items = value.map((item) => change(item, depth + 1));
      if (done || items.length === 0 || (depth === 1 && query.includes("_entities"))) return items;
      done = true;
      return [...items, structuredClone(items.at(-1))];
    }
    return mapFields(value, (field) => change(field, depth + 1));
  };
  return change(data, 0);
}

function dropNulls(data: unknown, { query }: SubgraphRequest): unknown {
  const change = (value: unknown, depth: number): unknown => {
    if (!Array.isArray(value)) return mapFields(value, (field) => change(field, depth + 1));
    const items = value.map((item) => change(item, depth + 1));
    return depth === 1 && query.includes("_entities") ? items : items.filter((item) => item !== null);
  };
  return change(data, 0);
}

function swapEntities(data: unknown, { query }: SubgraphRequest): unknown {
  if (!query.includes("_entities")) return data;
  return mapFields(data, (value) => {
    if (!Array.isArray(value)) return value;
    const texts = value.map((item) => JSON.stringify(item));
    const other = texts.findIndex((text) => text !== texts[0]);
    if (other <= 0) return value;
    return value.map((item, at) =>
      at === 0 ? (value[other] as unknown) : at === other ? (value[0] as unknown) : item,
    );
  });
}

function withDocument(
  request: OperationRequest,
  change: (document: OperationRequest["prepared"]["document"]) => OperationRequest["prepared"]["document"],
): OperationRequest {
  const document = change(request.prepared.document);
  return { ...request, prepared: preparedOf(document, request) };
}

function preparedOf(
  document: OperationRequest["prepared"]["document"],
  request: OperationRequest,
): OperationRequest["prepared"] {
  const text = print(document);
  const operation = getOperationAST(document, request.prepared.operation.name?.value);
  if (operation == null) throw new TypeError("expected a document with an operation");
  return { hash: text, text, document, operation, defers: false };
}

function ignoreInnerConditions(document: OperationRequest["prepared"]["document"]) {
  let depth = 0;
  const enter = <T extends { readonly directives?: readonly DirectiveNode[] | undefined }>(node: T): T | undefined => {
    if ((node.directives?.length ?? 0) === 0) return undefined;
    depth++;
    return depth > 1 ? { ...node, directives: [] } : undefined;
  };
  const enclosing: boolean[] = [];
  const visitor = {
    enter: <T extends SelectionNode>(node: T): T | undefined => {
      enclosing.push((node.directives?.length ?? 0) > 0);
      return enter(node);
    },
    leave: (): undefined => {
      if (enclosing.pop() === true) depth--;
    },
  };
  return visit(document, { Field: visitor, InlineFragment: visitor, FragmentSpread: visitor });
}

/** Runs each root field of a mutation as an operation of its own, all of them at once. */
function runMutationsAtOnce(answer: Answering): Answering {
  return async (request, ...ports) => {
    const { operation, document } = request.prepared;
    const { selections } = operation.selectionSet;
    if (operation.operation !== OperationTypeNode.MUTATION || selections.length < 2)
      return await answer(request, ...ports);
    const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
    const parts = selections.map((selection): OperationRequest => {
      const only: OperationDefinitionNode = {
        ...operation,
        selectionSet: { kind: Kind.SELECTION_SET, selections: [selection] },
      };
      const prepared = preparedOf({ kind: Kind.DOCUMENT, definitions: [only, ...fragments] }, request);
      return { ...request, prepared };
    });
    const answers = await Promise.all(parts.map((part) => answer(part, ...ports)));
    const errors = answers.flatMap((one) => one.errors ?? []);
    const data = Object.assign(Object.create(null), ...answers.map((one) => one.data)) as ExecutionResult["data"] &
      object;
    return errors.length === 0 ? { data } : { data, errors };
  };
}

function misplaceErrors({ data = null, errors }: ExecutionResult): ExecutionResult {
  if (errors === undefined) return { data };
  return {
    data,
    errors: errors.map((error) => {
      const path = [...(error.path ?? [])];
      const at = path.findLastIndex((one) => typeof one === "number");
      const index = path[at];
      if (typeof index === "number") path[at] = index === 0 ? 1 : index - 1;
      else path.pop();
      return Object.assign(Object.create(error) as typeof error, {
        path,
        toJSON: () => ({ message: error.message, path }),
      });
    }),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mapFields(value: unknown, change: (field: unknown) => unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, change(field)]));
}

/** Translates a plan of @apollo/query-planner into ours. */

import type {
  ConditionNode,
  FetchDataRewrite,
  FetchNode,
  PlanNode,
  QueryPlan as ApolloPlan,
  QueryPlanSelectionNode,
} from "@apollo/query-planner";
import { reduceDependencies } from "./dependencies.ts";
import { mergeFetches } from "./merge.ts";
import type {
  Condition,
  Fetch,
  PathStep,
  PrimaryFetch,
  QueryPlan,
  RequiredSelection,
  ResponsePath,
  Rewrite,
  RewriteStep,
} from "./plan.ts";

/** Names of all types that fulfil a type condition, the type's own included. */
export type TypesFulfilling = (type: string) => readonly string[];

const TYPE_PREFIX = "... on ";

/**
 * @param kind of the operation
 * @throws TypeError when the plan has something that the format cannot say
 */
export function translatePlan(
  plan: ApolloPlan,
  kind: "query" | "mutation" | "subscription",
  typesFulfilling: TypesFulfilling,
): QueryPlan {
  const named = new Set<string>();
  const possibleTypes = (): Record<string, readonly string[]> =>
    Object.fromEntries([...named].map((type) => [type, typesFulfilling(type)]));
  const { node } = plan;
  if (kind === "subscription") {
    if (node?.kind !== "Subscription") throw new TypeError(`expected a Subscription node, got ${node?.kind}`);
    const primary: PrimaryFetch = { ...request(node.primary), outputRewrites: rewrites(node.primary, "output", named) };
    const fetches = mergeFetches(reduceDependencies(collectFetches(node.rest, named)));
    return { kind, primary, fetches, possibleTypes: possibleTypes() };
  }
  if (node?.kind === "Subscription") throw new TypeError(`expected a plan of a ${kind}, got a Subscription node`);
  const ordered = collectFetches(node, named);
  // A mutation's steps wait for each other whether or not they share data.
  const fetches = kind === "mutation" ? ordered : mergeFetches(reduceDependencies(ordered));
  return { kind, fetches, possibleTypes: possibleTypes() };
}

interface Position {
  readonly path: ResponsePath;
  /** The fetches that the barriers before this node wait for. */
  readonly after: readonly number[];
  readonly conditions: readonly Condition[];
}

/** Flattens the tree of nodes. Sequences become dependencies on everything that the step before ends with. */
function collectFetches(root: PlanNode | undefined, named: Set<string>): Fetch[] {
  const fetches: Fetch[] = [];
  /** Gives the fetches that a step after this node has to wait for. */
  const walk = (node: PlanNode, position: Position): readonly number[] => {
    switch (node.kind) {
      case "Sequence":
        return node.nodes.reduce<readonly number[]>(
          (after, step) => walk(step, { ...position, after }),
          position.after,
        );
      case "Parallel":
        return [...new Set(node.nodes.flatMap((branch) => walk(branch, position)))];
      case "Flatten":
        return walk(node.node, { ...position, path: [...position.path, ...steps(node.path, named)] });
      case "Condition":
        return walkCondition(node, position);
      case "Fetch": {
        const id = fetches.length;
        fetches.push(translateFetch(node, id, position, named));
        return [id];
      }
      case "Defer":
        throw new TypeError("expected a plan without @defer");
      default:
        throw new TypeError(`expected a plan node, got ${String(node satisfies never)}`);
    }
  };
  const walkCondition = (node: ConditionNode, position: Position): readonly number[] => {
    const branch = (kind: Condition["kind"], clause: PlanNode | undefined): readonly number[] => {
      const condition: Condition = { kind, variable: node.condition };
      return clause === undefined ? [] : walk(clause, { ...position, conditions: [...position.conditions, condition] });
    };
    const ends = [...branch("include", node.ifClause), ...branch("skip", node.elseClause)];
    // What comes after a clause that does not run still waits for what came before it.
    return [...new Set([...position.after, ...ends])];
  };
  if (root !== undefined) walk(root, { path: [], after: [], conditions: [] });
  return fetches;
}

function translateFetch(node: FetchNode, id: number, position: Position, named: Set<string>): Fetch {
  if (node.contextRewrites !== undefined && node.contextRewrites.length > 0) {
    throw new TypeError("expected a plan without @fromContext");
  }
  const { path, after, conditions } = position;
  const scheduled = { id, dependsOn: [...after] };
  const outputRewrites = rewrites(node, "output", named);
  if (node.requires === undefined || node.requires.length === 0) {
    const operationKind: string = node.operationKind;
    if (operationKind !== "query" && operationKind !== "mutation") {
      throw new TypeError(`expected a query or a mutation, got a ${operationKind}`);
    }
    return { kind: "root", ...scheduled, ...request(node), operationKind, path, conditions, outputRewrites };
  }
  const input = {
    responseName: "_entities",
    variable: "representations",
    paths: [path],
    requires: required(node.requires, named),
    conditions,
    inputRewrites: rewrites(node, "input", named),
    outputRewrites,
  };
  return { kind: "entities", ...scheduled, ...request(node), inputs: [input] };
}

function request(node: FetchNode): {
  readonly subgraph: string;
  readonly operation: string;
  readonly operationName: string | undefined;
  readonly variableUsages: readonly string[];
} {
  const { serviceName: subgraph, operation, operationName, variableUsages = [] } = node;
  return { subgraph, operation, operationName, variableUsages };
}

/** Reads `name`, `@`, and either of them followed by `|[Type,Other]`. */
function steps(path: readonly (string | number)[], named: Set<string>): PathStep[] {
  return path.map((element) => {
    const [name = "", condition] = String(element).split("|");
    const types = condition === undefined ? null : condition.replace(/[[\]\s]/g, "").split(",");
    for (const type of types ?? []) named.add(type);
    return name === "@" ? { kind: "items", types } : { kind: "field", name, types };
  });
}

function required(selections: readonly QueryPlanSelectionNode[], named: Set<string>): RequiredSelection[] {
  return selections.flatMap((selection): RequiredSelection[] => {
    if (selection.kind === "Field") {
      const nested = selection.selections === undefined ? null : required(selection.selections, named);
      return [{ kind: "field", name: selection.alias ?? selection.name, selections: nested }];
    }
    const nested = required(selection.selections, named);
    if (selection.typeCondition === undefined) return nested;
    named.add(selection.typeCondition);
    return [{ kind: "fragment", type: selection.typeCondition, selections: nested }];
  });
}

function rewrites(node: FetchNode, side: "input" | "output", named: Set<string>): Rewrite[] {
  const list = side === "input" ? node.inputRewrites : node.outputRewrites;
  return (list ?? []).flatMap((rewrite) => translateRewrite(rewrite, named));
}

function translateRewrite(rewrite: FetchDataRewrite, named: Set<string>): Rewrite[] {
  const field = rewrite.path.at(-1);
  if (field === undefined) return [];
  const path = rewrite.path.slice(0, -1).map((element): RewriteStep => {
    if (!element.startsWith(TYPE_PREFIX)) return { kind: "field", name: element };
    const name = element.slice(TYPE_PREFIX.length);
    named.add(name);
    return { kind: "type", name };
  });
  if (rewrite.kind === "KeyRenamer") return [{ kind: "rename", path, field, to: rewrite.renameKeyTo }];
  return [{ kind: "set", path, field, value: rewrite.setValueTo as unknown }];
}

import { describe, expect, it } from "@jest/globals";
import { OperationTypeNode } from "graphql";
import type { FetchNode, PlanNode } from "@apollo/query-planner";
import type { QueryPlan } from "../../../gateway/plan/plan.ts";
import { translatePlan } from "../../../gateway/plan/translate.ts";

function root(operation: string, more: Partial<FetchNode> = {}): FetchNode {
  return {
    kind: "Fetch",
    serviceName: "s",
    operation,
    operationKind: OperationTypeNode.QUERY,
    operationName: undefined,
    ...more,
  };
}

function entity(
  at: string,
  type: string,
  fields: string,
  needs: readonly string[] = ["id"],
  serviceName = "s",
): PlanNode {
  const selections = ["__typename", ...needs].map((name) => ({ kind: "Field" as const, name }));
  const operation = `query($representations:[_Any!]!){_entities(representations:$representations){...on ${type}{${fields}}}}`;
  const requires = [{ kind: "InlineFragment" as const, typeCondition: type, selections }];
  return { kind: "Flatten", path: at.split("."), node: { ...root(operation, { serviceName }), requires } };
}

function translate(node: PlanNode, kind: "query" | "mutation" = "query"): QueryPlan {
  return translatePlan({ kind: "QueryPlan", node }, kind, (type) => [type]);
}

function dependencies(plan: QueryPlan): (readonly number[])[] {
  return plan.fetches.map(({ dependsOn }) => dependsOn);
}

describe("translating plans", () => {
  it("makes a fetch wait for those whose data it uses, and not for all behind a barrier", () => {
    const plan = translate({
      kind: "Sequence",
      nodes: [
        { kind: "Parallel", nodes: [root("{a{__typename id}}"), root("{b{__typename id}}")] },
        { kind: "Parallel", nodes: [entity("a", "A", "x"), entity("b", "B", "y", ["id"], "t")] },
        { kind: "Parallel", nodes: [entity("b", "B", "z", ["id", "y"]), entity("a", "A", "w", ["id"], "t")] },
      ],
    });
    expect(dependencies(plan)).toEqual([[], [], [0], [1], [3], [0]]);
  });

  it("puts fetches that are ready together into one request, and one input where they ask the same", () => {
    const plan = translate({
      kind: "Sequence",
      nodes: [
        root("{a{__typename id}b{__typename id}c{__typename id}}"),
        { kind: "Parallel", nodes: [entity("a", "A", "x"), entity("b", "A", "x"), entity("c", "C", "y")] },
      ],
    });
    const [, fetch] = plan.fetches;
    expect(plan.fetches).toHaveLength(2);
    expect(fetch?.operation).toBe(
      "query($_r0:[_Any!]!$_r1:[_Any!]!){_e0:_entities(representations:$_r0){...on A{x}}_e1:_entities(representations:$_r1){...on C{y}}}",
    );
    const inputs = fetch?.kind === "entities" ? fetch.inputs : [];
    expect(inputs.map(({ responseName, variable, paths }) => [responseName, variable, paths.length])).toEqual([
      ["_e0", "_r0", 2],
      ["_e1", "_r1", 1],
    ]);
  });

  it("merges what only becomes ready together by merging", () => {
    const chain = (at: string): PlanNode => ({
      kind: "Sequence",
      nodes: [entity(at, "A", "__typename x"), { ...entity(at, "A", "y", ["id", "x"]) }],
    });
    const plan = translate({
      kind: "Sequence",
      nodes: [root("{a{__typename id}b{__typename id}}"), { kind: "Parallel", nodes: [chain("a"), chain("b")] }],
    });
    expect(dependencies(plan)).toEqual([[], [0], [1]]);
  });

  it("keeps two writers of one place in the planner's order", () => {
    const plan = translate({
      kind: "Sequence",
      nodes: [root("{a{__typename id}}"), entity("a", "A", "__typename x"), entity("a", "A", "__typename y")],
    });
    expect(dependencies(plan)).toEqual([[], [0], [1]]);
  });

  it("keeps every barrier of a mutation", () => {
    const step = (operation: string): FetchNode => root(operation, { operationKind: OperationTypeNode.MUTATION });
    const plan = translate({ kind: "Sequence", nodes: [step("mutation{a}"), step("mutation{b}")] }, "mutation");
    expect(dependencies(plan)).toEqual([[], [0]]);
  });

  it("collects nested conditions, and lets what follows wait through a clause that may not run", () => {
    const plan = translate({
      kind: "Sequence",
      nodes: [
        root("{a{__typename id}}"),
        {
          kind: "Condition",
          condition: "x",
          ifClause: { kind: "Condition", condition: "y", elseClause: entity("a", "A", "__typename n") },
        },
        entity("a", "A", "m", ["id", "n"]),
      ],
    });
    const [, conditional] = plan.fetches;
    expect(conditional?.kind === "entities" && conditional.inputs[0]?.conditions).toEqual([
      { kind: "include", variable: "x" },
      { kind: "skip", variable: "y" },
    ]);
    expect(dependencies(plan)).toEqual([[], [0], [1]]);
  });

  it("reads lists and type conditions of paths", () => {
    const plan = translate(entity("a.@.b|[X,Y].@|[X]", "X", "n"));
    const [fetch] = plan.fetches;
    expect(fetch?.kind === "entities" && fetch.inputs[0]?.paths).toEqual([
      [
        { kind: "field", name: "a", types: null },
        { kind: "items", types: null },
        { kind: "field", name: "b", types: ["X", "Y"] },
        { kind: "items", types: ["X"] },
      ],
    ]);
    expect(Object.keys(plan.possibleTypes).sort()).toEqual(["X", "Y"]);
  });

  it("refuses what the format cannot say", () => {
    const rewrites = [{ kind: "KeyRenamer" as const, path: [".."], renameKeyTo: "x" }];
    expect(() => translate(root("{a}", { contextRewrites: rewrites }))).toThrow(TypeError);
  });
});

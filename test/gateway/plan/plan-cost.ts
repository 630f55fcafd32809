/** What plans cost: how many requests they send, and how many of them must follow each other. */

import type { QueryPlan as ApolloPlan } from "@apollo/query-planner";
import type { QueryPlan as RustPlan } from "@graphql-hive/router-query-planner";
import type { QueryPlan } from "../../../gateway/plan/plan.ts";

export interface PlanCost {
  readonly requests: number;
  readonly criticalPath: number;
}

/** The cost of a plan of ours. */
export function costOfPlan({ fetches }: QueryPlan): PlanCost {
  const depths: number[] = [];
  for (const fetch of fetches) depths[fetch.id] = 1 + Math.max(0, ...fetch.dependsOn.map((id) => depths[id] ?? 0));
  return { requests: fetches.length, criticalPath: Math.max(0, ...depths) };
}

/** A node of a reference planner's plan; both have the same, but for requests that only one of them knows to join. */
type Node = NonNullable<ApolloPlan["node"] | RustPlan["node"]>;

const NOTHING: PlanCost = { requests: 0, criticalPath: 0 };
const ONE: PlanCost = { requests: 1, criticalPath: 1 };

/** The cost of a reference planner's plan under the variables that decide its conditions. */
export function costOfNode(node: Node | undefined, variables: Readonly<Record<string, unknown>>): PlanCost {
  switch (node?.kind) {
    case undefined:
      return NOTHING;
    case "Fetch":
    case "BatchFetch":
      return ONE;
    case "Flatten":
      return costOfNode(node.node, variables);
    case "Sequence":
    case "Parallel": {
      const costs = node.nodes.map((one) => costOfNode(one, variables));
      const paths = costs.map(({ criticalPath }) => criticalPath);
      return {
        requests: costs.reduce((sum, { requests }) => sum + requests, 0),
        criticalPath: node.kind === "Sequence" ? paths.reduce((sum, one) => sum + one, 0) : Math.max(0, ...paths),
      };
    }
    case "Condition":
      return costOfNode(variables[node.condition] === true ? node.ifClause : node.elseClause, variables);
    default:
      throw new TypeError(`expected a plan of a query or a mutation, got ${node?.kind}`);
  }
}

/** Plans with @apollo/query-planner, in whichever thread this is called. */

import { operationFromDocument, possibleRuntimeTypes, Supergraph } from "@apollo/federation-internals";
import { QueryPlanner } from "@apollo/query-planner";
import { type DocumentNode, parse } from "graphql";
import type { QueryPlan } from "./plan.ts";
import { translatePlan } from "./translate.ts";

/**
 * Plans one operation. It blocks the thread until it is done, for seconds with some operations.
 * @throws Error of the planner's
 */
export type PlanOperation = (document: DocumentNode | string, operationName: string | undefined) => QueryPlan;

/** Builds a planner of a supergraph, which takes hundreds of milliseconds for a large one. */
export function createPlanOperation(supergraphSdl: string): PlanOperation {
  // What a feature of the supergraph means is for others to honour; planning needs none but join.
  const supergraph = Supergraph.build(supergraphSdl, { supportedFeatures: null, validateSupergraph: false });
  const apiSchema = supergraph.apiSchema();
  const planner = new QueryPlanner(supergraph, { reuseQueryFragments: false });

  const typesFulfilling = (name: string): readonly string[] => {
    const type = supergraph.schema.type(name);
    if (type?.kind === "InterfaceType") return [name, ...type.allImplementations().map((one) => one.name)];
    if (type?.kind === "UnionType") return [name, ...possibleRuntimeTypes(type).map((one) => one.name)];
    return [name];
  };

  return (document, operationName) => {
    const options = { validate: false, ...(operationName === undefined ? {} : { operationName }) };
    const parsed = typeof document === "string" ? parse(document) : document;
    const operation = operationFromDocument(apiSchema, parsed, options);
    return translatePlan(planner.buildQueryPlan(operation), operation.rootKind, typesFulfilling);
  };
}

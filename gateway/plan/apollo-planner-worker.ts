/** Thread that plans with @apollo/query-planner. Its owner sends one operation at a time and ends the thread when one takes too long. */

import { parentPort, workerData } from "node:worker_threads";
import { operationFromDocument, possibleRuntimeTypes, Supergraph } from "@apollo/federation-internals";
import { QueryPlanner } from "@apollo/query-planner";
import { parse } from "graphql";
import { invariant } from "../errors.ts";
import type { QueryPlan } from "./plan.ts";
import { translatePlan } from "./translate.ts";

/** What the thread is started with. */
export interface PlannerWorkerData {
  readonly supergraphSdl: string;
}

/** An operation to plan. */
export interface PlanJob {
  readonly id: number;
  readonly text: string;
  readonly operationName: string | undefined;
}

/** What the thread says: once that it is ready, and then one message a job. */
export type PlannerWorkerMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "planned"; readonly id: number; readonly plan: QueryPlan }
  | { readonly kind: "failed"; readonly id: number; readonly message: string };

invariant(parentPort, "this file is run as a worker thread");
const port = parentPort;
const { supergraphSdl } = workerData as PlannerWorkerData;
// What a feature of the supergraph means is for others to honour; planning needs none but join.
const supergraph = Supergraph.build(supergraphSdl, { supportedFeatures: null, validateSupergraph: false });
const apiSchema = supergraph.apiSchema();
const planner = new QueryPlanner(supergraph, { reuseQueryFragments: false });

port.on("message", (job: PlanJob) => say(plan(job)));
say({ kind: "ready" });

function say(message: PlannerWorkerMessage): void {
  port.postMessage(message);
}

function plan({ id, text, operationName }: PlanJob): PlannerWorkerMessage {
  try {
    const options = { validate: false, ...(operationName === undefined ? {} : { operationName }) };
    const operation = operationFromDocument(apiSchema, parse(text), options);
    const plan = translatePlan(planner.buildQueryPlan(operation), operation.rootKind, typesFulfilling);
    return { kind: "planned", id, plan };
  } catch (error) {
    return { kind: "failed", id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function typesFulfilling(name: string): readonly string[] {
  const type = supergraph.schema.type(name);
  if (type?.kind === "InterfaceType") return [name, ...type.allImplementations().map((one) => one.name)];
  if (type?.kind === "UnionType") return [name, ...possibleRuntimeTypes(type).map((one) => one.name)];
  return [name];
}

/** Thread that plans with @apollo/query-planner. Its owner sends one operation at a time and ends the thread when one takes too long. */

import { parentPort, workerData } from "node:worker_threads";
import { invariant } from "../errors.ts";
import { createPlanOperation } from "./apollo-plan.ts";
import type { QueryPlan } from "./plan.ts";

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
const planOperation = createPlanOperation(supergraphSdl);

port.on("message", (job: PlanJob) => say(plan(job)));
say({ kind: "ready" });

function say(message: PlannerWorkerMessage): void {
  port.postMessage(message);
}

function plan({ id, text, operationName }: PlanJob): PlannerWorkerMessage {
  try {
    return { kind: "planned", id, plan: planOperation(text, operationName) };
  } catch (error) {
    return { kind: "failed", id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** The life of a workload. */

import { stateMachine } from "../kit/state-machine.ts";

export const WORKLOAD_STATES = [
  "QUEUED",
  "ADMITTED",
  "RUNNING",
  "SUSPENDED",
  "COMPLETED",
  "FAILED",
  "CANCELLED",
  "PREEMPTED",
  "NODE_FAILED",
] as const;
export type WorkloadState = (typeof WORKLOAD_STATES)[number];

/** ADMITTED lasts no longer than the transaction that places a workload, so nobody sees it. */
export const WORKLOAD_MACHINE = stateMachine({
  name: "Workload",
  states: WORKLOAD_STATES,
  initial: ["QUEUED"],
  edges: [
    ["QUEUED", "admit", "ADMITTED"],
    ["ADMITTED", "wait", "QUEUED"],
    ["ADMITTED", "start", "RUNNING"],
    ["RUNNING", "complete", "COMPLETED"],
    ["RUNNING", "fail", "FAILED"],
    ["RUNNING", "preempt", "PREEMPTED"],
    ["RUNNING", "lose a node", "NODE_FAILED"],
    ["QUEUED", "suspend", "SUSPENDED"],
    ["RUNNING", "suspend", "SUSPENDED"],
    ["SUSPENDED", "resume", "QUEUED"],
    ["PREEMPTED", "resume", "QUEUED"],
    ["NODE_FAILED", "resume", "QUEUED"],
    ["QUEUED", "cancel", "CANCELLED"],
    ["ADMITTED", "cancel", "CANCELLED"],
    ["RUNNING", "cancel", "CANCELLED"],
    ["SUSPENDED", "cancel", "CANCELLED"],
  ],
});

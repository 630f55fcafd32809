/** The life of a workload as data: which state may follow which. */

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

/** The states that may follow each state. One without followers is final. */
export const NEXT_STATES: Readonly<Record<WorkloadState, readonly WorkloadState[]>> = {
  QUEUED: ["ADMITTED", "CANCELLED"],
  ADMITTED: ["RUNNING", "QUEUED", "CANCELLED"],
  RUNNING: ["SUSPENDED", "COMPLETED", "FAILED", "CANCELLED", "PREEMPTED", "NODE_FAILED"],
  SUSPENDED: ["QUEUED", "CANCELLED"],
  COMPLETED: [],
  FAILED: [],
  CANCELLED: [],
  PREEMPTED: [],
  NODE_FAILED: [],
};

/** States that `to` may follow: the condition that every update towards `to` puts into its filter. */
export function statesBefore(to: WorkloadState): WorkloadState[] {
  return WORKLOAD_STATES.filter((from) => NEXT_STATES[from].includes(to));
}

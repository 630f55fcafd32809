/** The port behind which operations are planned. */

import type { LabelledOperation } from "./label.ts";
import type { QueryPlan } from "./plan.ts";

/** Plans operations of one supergraph. */
export interface Planner {
  /**
   * @param operation its document is the labelled one: response names in the plan are labels
   * @param signal ends the wait; the planner may go on in the background
   * @throws GatewayError PLANNING_TIMEOUT or PLANNING_FAILED; the signal's reason when it aborts
   */
  plan(operation: LabelledOperation, signal: AbortSignal): Promise<QueryPlan>;
  /** Ends what is under way with GatewayError OVERLOADED and frees what the planner holds. */
  close(): Promise<void>;
}

/** Compiles an operation and its plan once into what runs for every request of it. */

import type { GraphQLSchema } from "graphql";
import type { LabelledOperation } from "../plan/label.ts";
import type { QueryPlan } from "../plan/plan.ts";

/** An operation that is ready to run. Make it once and keep it; it holds no state of a request. */
export interface CompiledOperation {
  readonly plan: QueryPlan;
  readonly labelled: LabelledOperation;
  readonly apiSchema: GraphQLSchema;
}

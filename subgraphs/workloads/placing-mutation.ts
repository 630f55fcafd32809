/** Mutations that may place workloads. */

import { type Effect, mutate, type MutationCall, type Payload } from "../kit/mutation.ts";
import { refuse } from "../kit/refusal.ts";
import type { Context } from "./context.ts";
import type { WorkloadDocument } from "./models.ts";
import { place, PreemptedInVain } from "./placing.ts";
import type { Stores } from "./stores.ts";

/**
 * Runs a mutation in its partner's turn. When workloads were ended to make room, and it was not enough, all of it is taken
 * back and runs again without that.
 * @param partner whose turn it takes; undefined where it will be refused
 * @throws GraphQLError FORBIDDEN without the scope
 */
export async function mutatePlacing<Answer extends object>(
  context: Context,
  call: MutationCall,
  partner: string | undefined,
  work: (effect: Effect, preempt: boolean) => Promise<Answer>,
): Promise<Payload<Answer>> {
  const inTurn = context.inTurnOf(partner ?? "");
  try {
    return await mutate(inTurn, call, async (effect) => await work(effect, true));
  } catch (error) {
    if (!(error instanceof PreemptedInVain)) throw error;
    return await mutate(inTurn, call, async (effect) => await work(effect, false));
  }
}

/** The workload after an attempt to place it. @throws Refused with `placeNow`, when it would have to wait */
export async function placeOrWait(
  stores: Stores,
  effect: Effect,
  workload: WorkloadDocument,
  { preempt, placeNow }: { readonly preempt: boolean; readonly placeNow: boolean },
): Promise<WorkloadDocument> {
  const attempt = await place(stores, effect, workload, { preempt });
  if (attempt.kind === "waits" && placeNow) refuse(attempt.reason, attempt.explanation, attempt);
  const found = await stores.workloads
    .findById(workload._id, null, { session: effect.session })
    .lean<WorkloadDocument>();
  return found ?? workload;
}

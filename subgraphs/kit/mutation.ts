/**
 * Runs a mutation: its effect, its answer under the idempotency key and its audit entries are one transaction, so after a
 * crash there are all of them or none.
 */

import type { ClientSession, Model } from "mongoose";
import { appendAudit, type AuditDocument, type Change, type Origin } from "./audit/entries.ts";
import type { CallInfo } from "./call.ts";
import type { Databases } from "./database.ts";
import { type CallKey, callKey, type IdempotencyDocument, recall, remember } from "./idempotency.ts";
import { requireScope, type Scope, type Viewer } from "./identity.ts";
import { Refused, type Refusal } from "./refusal.ts";

/** What mutations of a subgraph are run with. */
export interface MutationServices {
  readonly transaction: Databases["transaction"];
  readonly idempotency: Model<IdempotencyDocument>;
  readonly audit: Model<AuditDocument>;
}

/** What every mutation's input has. */
export interface MutationInput {
  readonly idempotencyKey: string;
  /** True to be answered without any effect. */
  readonly whatIf?: boolean | null | undefined;
}

/** What the context of every subgraph has for its mutations. */
export interface MutationContext {
  readonly viewer: Viewer;
  readonly call: CallInfo;
  readonly mutations: MutationServices;
}

/** One mutation, as it was asked for. */
export interface MutationCall {
  /** What the viewer's token must allow. */
  readonly scope: Scope;
  /** The mutation's name. */
  readonly name: string;
  readonly input: MutationInput;
}

/** What a mutation's work is done with. It may run several times, so it must have no effect outside of the session. */
export interface Effect {
  readonly session: ClientSession;
  readonly now: Date;
  /** Notes a change for the audit log. */
  readonly changed: (change: Change) => void;
}

/** The payload of a mutation: what its work answered, or why nothing was done. */
export type Payload<Answer> = (Answer & { readonly refusal: null }) | { readonly refusal: Refusal };

/** Carries an answer out of a transaction that must not be committed. */
class WhatIf<Answer> extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super("nothing of this is to last");
    this.answer = answer;
  }
}

/**
 * Runs a mutation once for its key. A refusal takes back what the work has written, and is remembered like any answer.
 * With `whatIf` the same work runs in a transaction that is aborted; the key is then neither looked up nor used up.
 * @param work the effect; it throws `Refused` to do nothing
 * @throws GraphQLError FORBIDDEN without the scope
 */
export async function mutate<Answer extends object>(
  context: MutationContext,
  mutation: MutationCall,
  work: (effect: Effect) => Promise<Answer>,
): Promise<Payload<Answer>> {
  requireScope(context.viewer, mutation.scope);
  const { idempotencyKey, whatIf, ...input } = mutation.input;
  let key: CallKey | null = null;
  try {
    key = callKey(context.viewer, mutation.name, idempotencyKey, input);
    return await attempt(context, mutation, key, whatIf === true, work);
  } catch (error) {
    if (error instanceof WhatIf) return error.answer as Payload<Answer>;
    if (!(error instanceof Refused)) throw error;
    const refused = { refusal: error.refusal };
    if (key === null || whatIf === true || error.refusal.code === "IDEMPOTENCY_KEY_REUSED") return refused;
    return await settle(context.mutations, key, refused);
  }
}

async function attempt<Answer extends object>(
  context: MutationContext,
  mutation: MutationCall,
  key: CallKey,
  whatIf: boolean,
  work: (effect: Effect) => Promise<Answer>,
): Promise<Payload<Answer>> {
  const { transaction, idempotency, audit } = context.mutations;
  return await transaction(async (session) => {
    const earlier = whatIf ? null : await recall<Payload<Answer>>(idempotency, session, key);
    if (earlier !== null) return earlier;
    const changes: Change[] = [];
    const now = new Date();
    const answer = { ...(await work({ session, now, changed: (change) => void changes.push(change) })), refusal: null };
    if (whatIf) throw new WhatIf(answer);
    await appendAudit(audit, session, originOf(context, mutation, now), changes);
    await remember(idempotency, session, key, answer);
    return answer;
  });
}

/** Records a refusal, unless the same call has been answered meanwhile. */
async function settle<Answer>(
  { transaction, idempotency }: MutationServices,
  key: CallKey,
  refused: { readonly refusal: Refusal },
): Promise<Payload<Answer>> {
  try {
    return await transaction(async (session) => {
      const earlier = await recall<Payload<Answer>>(idempotency, session, key);
      if (earlier === null) await remember(idempotency, session, key, refused);
      return earlier ?? refused;
    });
  } catch (error) {
    if (error instanceof Refused) return { refusal: error.refusal };
    throw error;
  }
}

function originOf({ viewer, call }: MutationContext, { name, input }: MutationCall, at: Date): Origin {
  return { actor: viewer.subject ?? "unknown", action: name, requestId: call.requestId, key: input.idempotencyKey, at };
}

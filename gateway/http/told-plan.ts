/** How a plan is told to a client that asks for it (`extensions.explain`). */

/** Adds a plan to an answer. @param body a JSON object with members, none of them `extensions` */
export function withPlan(body: Buffer, plan: string): Buffer {
  return Buffer.concat([body.subarray(0, -1), Buffer.from(`,"extensions":${JSON.stringify({ plan })}}`)]);
}

/** A plan in the place of an answer. @param plan null where the engine tells none */
export function planAlone(plan: string | null): Buffer {
  return Buffer.from(JSON.stringify({ data: null, extensions: { plan } }));
}

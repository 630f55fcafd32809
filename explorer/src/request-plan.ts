/** Asks the gateway for the plan of an operation. */

import { ACCEPT } from "./connection.ts";

/** An operation as the editors hold it, and whom to ask as. */
export interface PlanRequest {
  readonly query: string;
  readonly operationName: string | null;
  /** JSON text, or empty. */
  readonly variables: string;
  /** A JWT, or empty for nobody. */
  readonly token: string;
}

/**
 * The editor takes answers in parts, so the plan is that of such an answer.
 * @throws Error with a message for people: the operation is not valid, the principal may not see plans, nobody answers
 */
export async function requestPlan(
  { query, operationName, variables, token }: PlanRequest,
  signal: AbortSignal,
): Promise<string> {
  const headers = { "content-type": "application/json", accept: ACCEPT };
  const response = await fetch("graphql", {
    method: "POST",
    headers: token === "" ? headers : { ...headers, authorization: `Bearer ${token}` },
    body: JSON.stringify({
      query,
      operationName,
      variables: readVariables(variables),
      extensions: { explain: "only" },
    }),
    signal,
  });
  const { extensions, errors } = (await response.json()) as {
    readonly extensions?: { readonly plan: string | null };
    readonly errors?: readonly { readonly message: string }[];
  };
  if (extensions === undefined) throw new Error(errors?.[0]?.message ?? `the gateway answered ${response.status}`);
  if (extensions.plan === null) throw new Error("The gateway's engine tells no plans.");
  return extensions.plan;
}

/** @param text JSON, or empty for none @throws Error with a message for people */
export function readVariables(text: string): unknown {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("The variables are no JSON.");
  }
}

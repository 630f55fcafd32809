/** Makes one call of the catalogue, again and again with the same key until it is acknowledged. */

import { setTimeout as sleep } from "node:timers/promises";
import { callSubgraph } from "../../support/subgraph-call.ts";
import type { Acknowledged } from "./audit-check.ts";
import type { Operation } from "./catalogue.ts";

const RETRY_MS = 150;

/** What came of one try: an answer, or a fault, after which nobody knows what happened. */
export async function callOnce(url: string, operation: Operation): Promise<Acknowledged | null> {
  const { name, as, input } = operation;
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { it: ${name}(input: $input) { refusal { code message } } }`;
  const viewer = as();
  let answer;
  try {
    answer = await callSubgraph(url, viewer, query, { input });
  } catch {
    // The socket broke: the process is gone.
    return null;
  }
  if (answer.errors.some(({ extensions }) => extensions?.code !== "INTERNAL_SERVER_ERROR")) {
    throw new Error(`${name} ${JSON.stringify(input)}: ${JSON.stringify(answer.errors)}`);
  }
  if (answer.errors.length > 0) return null;
  const payload = answer.data?.["it"] as { readonly refusal: { readonly code: string } | null } | undefined;
  if (payload === undefined) throw new Error(`expected a payload of ${name}, got ${JSON.stringify(answer.data)}`);
  return { name, actor: viewer.subject ?? "", key: input.idempotencyKey, refusal: payload.refusal?.code ?? null };
}

/** @returns the acknowledgement, and how many tries it took. @throws Error when none comes within the time */
export async function callUntilAcknowledged(
  urlOf: () => string,
  operation: Operation,
  timeoutMs: number,
): Promise<{ readonly acknowledged: Acknowledged; readonly tries: number }> {
  const deadlineMs = Date.now() + timeoutMs;
  for (let tries = 1; ; tries += 1) {
    const acknowledged = await callOnce(urlOf(), operation);
    if (acknowledged !== null) return { acknowledged, tries };
    if (Date.now() > deadlineMs) throw new Error(`${operation.name} was not acknowledged within ${timeoutMs} ms`);
    await sleep(RETRY_MS);
  }
}

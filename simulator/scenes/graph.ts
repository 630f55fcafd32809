/** The public graph as an operator's program uses it: over HTTP, with a token, and with a key for each change. */

import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { SceneError } from "./scene-error.ts";

/** The graph of a system that runs. */
export interface Graph {
  /** @throws SceneError when there is no answer, or one with errors */
  ask<Data>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Data>;
  /**
   * Makes a change, once: where no answer comes it is asked again with the same key.
   * @param name of the mutation, whose input is named after it
   * @param selection of the payload, without `refusal`
   * @throws SceneError with the reason when it is refused
   */
  change<Payload>(name: string, input: Readonly<Record<string, unknown>>, selection: string): Promise<Payload>;
}

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

const ANSWER_MS = 30_000;
const ATTEMPTS = 5;
const RETRY_MS = 500;
/** Codes of errors after which the same may be asked again. */
const RETRYABLE = new Set([
  "AUTHENTICATION_UNAVAILABLE",
  "DEADLINE_EXCEEDED",
  "OVERLOADED",
  "SUBGRAPH_TIMEOUT",
  "SUBGRAPH_UNREACHABLE",
  "TOO_MANY_REQUESTS",
]);

/** @param url of the gateway, such as `http://127.0.0.1:4000` */
export function connectGraph(url: string, token: string): Graph {
  const post = async <Data>(query: string, variables: Readonly<Record<string, unknown>>): Promise<Answer<Data>> => {
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return (await response.json()) as Answer<Data>;
  };
  /** Everything here may be asked again: a query, or a change with its key. */
  const ask = async <Data>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Data> => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await post<Data>(query, variables).catch((error: unknown) => {
        if (attempt < ATTEMPTS) return null;
        throw new SceneError(`The gateway at ${url} does not answer.`, { cause: error });
      });
      const [error] = answer?.errors ?? [];
      if (answer !== null && error === undefined && answer.data != null) return answer.data;
      const mayRetry = error === undefined || RETRYABLE.has(error.extensions?.code ?? "");
      if (!mayRetry || attempt === ATTEMPTS) throw new SceneError(error?.message ?? "The gateway answered no data.");
      await sleep(RETRY_MS);
    }
  };
  return {
    ask,
    change: async <Payload>(name: string, input: Readonly<Record<string, unknown>>, selection: string) => {
      const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
      const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${selection} refusal { message } } }`;
      const key = { idempotencyKey: `scene-${randomUUID()}` };
      const data = await ask<Record<string, Payload & { readonly refusal: { readonly message: string } | null }>>(
        query,
        {
          input: { ...input, ...key },
        },
      );
      const payload = data[name];
      if (payload === undefined) throw new SceneError(`The gateway answered nothing to ${name}.`);
      if (payload.refusal !== null) throw new SceneError(`${name}: ${payload.refusal.message}`);
      return payload;
    },
  };
}

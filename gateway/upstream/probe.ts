/** Whether subgraphs can be reached: a real request to each, asked for at most about once a second. */

import { Agent, request } from "undici";

/** Asks subgraphs how they are. */
export interface SubgraphProbe {
  /** Names of the subgraphs that did not answer their `/health` with 200 in time, in the order of the supergraph. */
  missing(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** How subgraphs are probed. Times in milliseconds. */
export interface SubgraphProbeOptions {
  /** HTTP addresses of GraphQL endpoints by subgraph; `/health` is on the same host. */
  readonly urls: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** How long an answer is good for. */
  readonly maxAgeMs: number;
}

/** Creates a probe. It asks only when it is asked. */
export function createSubgraphProbe({ urls, timeoutMs, maxAgeMs }: SubgraphProbeOptions): SubgraphProbe {
  const agent = new Agent({ connections: 1, connectTimeout: timeoutMs });
  let latest: { readonly atMs: number; readonly answer: Promise<readonly string[]> } | undefined;

  const isUp = async (url: string): Promise<boolean> => {
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      const { statusCode, body } = await request(new URL("/health", url), { dispatcher: agent, signal });
      await body.dump();
      return statusCode === 200;
    } catch {
      return false;
    }
  };
  const ask = async (): Promise<readonly string[]> => {
    const names = Object.keys(urls);
    const up = await Promise.all(Object.values(urls).map(isUp));
    return names.filter((_, index) => up[index] === false);
  };

  return {
    async missing() {
      const nowMs = Date.now();
      if (latest === undefined || nowMs - latest.atMs >= maxAgeMs) latest = { atMs: nowMs, answer: ask() };
      return latest.answer;
    },
    async close() {
      await agent.destroy();
    },
  };
}

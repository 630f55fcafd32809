/** CPU of the gateway process for a request, our own engine beside @apollo/gateway, on the real graph. */

import { readFile } from "node:fs/promises";
import { startSystem, type System, until } from "../test/support/system.ts";
import { cpuMs } from "./process-cost.ts";
import { median, rounded } from "./statistics.ts";

const ROUNDS = 5;
const REQUESTS_A_ROUND = 150;
const CONCURRENCY = 10;

const LIST = /* GraphQL */ `
  {
    nodes(first: 100) {
      nodes {
        hostname
        status
        partner {
          name
        }
        rack {
          name
          site {
            name
          }
        }
        workloads {
          name
          project {
            name
          }
        }
      }
    }
  }
`;

/** Metrics by name: `graph.<query>.own` and `.apollo` in milliseconds of CPU a request, `.ratio` apollo over own. */
export async function benchGraph(log: (line: string) => void): Promise<Record<string, number>> {
  await using system = await startSystem({ scrapeIntervalMs: 10_000 });
  const apollo = await system.addGateway("apollo");
  const token = await system.token("analyst");
  const gateways = [
    { engine: "own", url: system.url, pid: system.gatewayPid() },
    { engine: "apollo", url: new URL(apollo.url).origin, pid: apollo.pid },
  ] as const;
  await until(
    async () => await system.ask("analyst", "{ fleet { utilisation { reportingGpuCount } } }"),
    ({ errors }) => errors === undefined,
  );
  const metrics: Record<string, number> = {};
  for (const { name, query, variables } of await queries(system)) {
    const costs = { own: [] as number[], apollo: [] as number[] };
    const body = JSON.stringify({ query, variables });
    for (const { url } of gateways) await send(url, token, body, REQUESTS_A_ROUND);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const { engine, url, pid } of round % 2 === 0 ? gateways : gateways.toReversed()) {
        const before = await cpuMs(pid);
        await send(url, token, body, REQUESTS_A_ROUND);
        costs[engine].push(((await cpuMs(pid)) - before) / REQUESTS_A_ROUND);
      }
    }
    const ratios = costs.own.map((own, round) => (costs.apollo[round] ?? Number.NaN) / own);
    metrics[`graph.${name}.own`] = rounded(median(costs.own));
    metrics[`graph.${name}.apollo`] = rounded(median(costs.apollo));
    metrics[`graph.${name}.ratio`] = rounded(median(ratios));
    log(
      `${name}: own ${rounded(median(costs.own))} ms, @apollo/gateway ${rounded(median(costs.apollo))} ms of CPU a request, ` +
        `ratio ${rounded(median(ratios))} (${rounded(Math.min(...ratios))} to ${rounded(Math.max(...ratios))})`,
    );
  }
  return metrics;
}

async function queries(
  system: System,
): Promise<readonly { readonly name: string; readonly query: string; readonly variables?: object }[]> {
  const example = async (file: string) => await readFile(`schema/examples/${file}.graphql`, "utf8");
  const list = [
    { name: "small", query: await example("01-fleet-by-partner") },
    { name: "big", query: await example("02-four-subgraphs"), variables: { slug: "samsung" } },
    { name: "list", query: LIST },
  ];
  for (const { name, query, variables } of list) {
    const { errors } = await system.ask("analyst", query, variables);
    if (errors !== undefined) throw new Error(`${name} answers ${JSON.stringify(errors)}`);
  }
  return list;
}

/** Sends a request many times, a few at once. @throws Error when an answer has errors */
async function send(url: string, token: string, body: string, count: number): Promise<void> {
  let left = count;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const response = await fetch(`${url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        body,
      });
      const text = await response.text();
      if (!response.ok || text.includes('"errors"')) throw new Error(`${response.status} ${text.slice(0, 500)}`);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

/** One round: a gateway under load, and what the kernel says that it cost. */

import { processTree, cpuMs } from "../process-cost.ts";
import type { BenchCase } from "./cases.ts";
import type { RunningGateway } from "./gateways.ts";
import type { LoadOrder, LoadReport } from "./load.ts";
import type { PinnedProcess } from "./pinned-process.ts";
import type { FromSubgraphs } from "./subgraphs.ts";

/** The processes around the gateways. */
export interface Bench {
  readonly load: PinnedProcess;
  readonly subgraphs: PinnedProcess;
}

/** What one round found. */
export interface Round extends LoadReport {
  /** CPU of the gateway's processes for a request, user and system. */
  readonly cpuMsPerRequest: number;
  readonly subgraphRequestsPerRequest: number;
}

/** @throws Error when an answer was wrong: a figure of failures is none */
export async function measureRound(
  bench: Bench,
  gateway: RunningGateway,
  { name, body }: BenchCase,
  connections: number,
  durationMs: number,
): Promise<Round> {
  const before = await reading(bench, gateway);
  const report = await runLoad(bench, { url: gateway.url, bodies: [body], connections, durationMs });
  const after = await reading(bench, gateway);
  if (report.failures > 0)
    throw new Error(`${gateway.name} failed ${report.failures} of ${report.requests} of ${name}`);
  return {
    ...report,
    cpuMsPerRequest: (after.cpuMs - before.cpuMs) / report.requests,
    subgraphRequestsPerRequest: (after.subgraphRequests - before.subgraphRequests) / report.requests,
  };
}

export async function runLoad({ load }: Bench, order: LoadOrder): Promise<LoadReport> {
  return (await load.ask(order)) as LoadReport;
}

/** How many requests the subgraphs have had. */
async function subgraphRequests({ subgraphs }: Bench): Promise<number> {
  const answer = (await subgraphs.ask({ kind: "count" })) as FromSubgraphs;
  return answer.kind === "count" ? answer.requests : Number.NaN;
}

async function reading(bench: Bench, { process }: RunningGateway) {
  const members = await Promise.all((await processTree(process.pid)).map(cpuMs));
  return { cpuMs: members.reduce((sum, ms) => sum + ms, 0), subgraphRequests: await subgraphRequests(bench) };
}

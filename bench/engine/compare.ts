/** Figures of paired rounds: medians, and ratios with their spread. */

import { median, quantile, rounded } from "../statistics.ts";
import type { Round } from "./measure.ts";

/** Medians over the rounds of one gateway. */
export function compare(rounds: readonly Round[]) {
  return {
    cpuMs: median(rounds.map(({ cpuMsPerRequest }) => cpuMsPerRequest)),
    requestsPerSecond: median(rounds.map(({ requests, tookMs }) => (requests * 1000) / tookMs)),
    subgraphRequests: median(rounds.map(({ subgraphRequestsPerRequest }) => subgraphRequestsPerRequest)),
  };
}

/** How many times the CPU of ours another takes, round by round: a busy machine slows the two of a pair alike. */
export function describeRatio(others: readonly Round[], own: readonly Round[]) {
  const ratios = others.flatMap(({ cpuMsPerRequest }, round) => {
    const ours = own[round]?.cpuMsPerRequest;
    return ours === undefined || ours === 0 ? [] : [cpuMsPerRequest / ours];
  });
  const middle = median(ratios);
  const [low, high] = [quantile(ratios, 0), quantile(ratios, 1)];
  return { median: middle, text: `${rounded(middle)} times (${rounded(low)} to ${rounded(high)}) that` };
}

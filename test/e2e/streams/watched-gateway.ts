/** A gateway over the auction house in a process of its own, open to anyone on this machine, whose insides a test can look at. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuctionHouse } from "../../gateway/subscribe/auction-house.ts";
import { createCleanup } from "../../support/cleanup.ts";
import { startProcess } from "../../support/process.ts";
import { until } from "../../support/system.ts";

/** What a process holds. */
export interface Vitals {
  /** After a collection of garbage. */
  readonly heapBytes: number;
  readonly externalBytes: number;
  readonly rssBytes: number;
  /** Sockets, timers and what else keeps it busy, by kind. */
  readonly resources: Readonly<Record<string, number>>;
}

/** The running gateway. */
export interface WatchedGateway extends AsyncDisposable {
  /** Of its one endpoint, such as `http://127.0.0.1:45123/graphql`. */
  readonly url: string;
  vitals(): Promise<Vitals>;
  /** A figure of `/metrics`, without `gateway_stream_` before it. */
  metric(name: string): Promise<number>;
  /** Puts another supergraph in the place of the one that is served, and says so by SIGHUP. */
  reload(supergraphSdl: string): Promise<void>;
}

/** Starts the gateway; it takes as many streams of one principal as there are. */
export async function startWatchedGateway({ supergraphSdl }: AuctionHouse): Promise<WatchedGateway> {
  const cleanup = createCleanup();
  const folder = await mkdtemp(join(tmpdir(), "watched-"));
  cleanup.defer(async () => await rm(folder, { recursive: true }));
  const supergraph = join(folder, "supergraph.graphql");
  await writeFile(supergraph, supergraphSdl);
  const gateway = cleanup.use(
    await startProcess("test/e2e/streams/watched-gateway-process.js", [], {
      PORT: "0",
      SUPERGRAPH: supergraph,
      MAX_SOCKETS_PER_PRINCIPAL: "10000",
      MAX_SUBSCRIPTIONS_PER_PRINCIPAL: "10000",
      MAX_SUBSCRIBES_PER_SECOND: "10000",
      MAX_QUEUED_AGE_MS: "5000",
      // For so long a supergraph is kept that is not served any more.
      REQUEST_TIMEOUT_MS: "2000",
      LOG_LEVEL: "warn",
    }),
  );
  const allVitals = (): Vitals[] =>
    gateway
      .output()
      .split("\n")
      .filter((line) => line.includes('"event":"vitals"') && line.endsWith("}"))
      .map((line) => JSON.parse(line) as Vitals);
  const metric = async (name: string): Promise<number> => {
    const text = await (
      await fetch(`${new URL(gateway.url).origin}/metrics`, { headers: { connection: "close" } })
    ).text();
    return Number(new RegExp(`^gateway_stream_${name} (.+)$`, "m").exec(text)?.[1]);
  };
  return {
    url: new URL("/graphql", gateway.url).href,
    async vitals() {
      const before = allVitals().length;
      process.kill(gateway.pid, "SIGUSR2");
      const seen = await until(
        async () => allVitals(),
        ({ length }) => length > before,
      );
      const last = seen.at(-1);
      if (last === undefined) throw new Error("the gateway has no vitals");
      return last;
    },
    metric,
    async reload(sdl) {
      const swaps = await metric("supergraph_swaps_total");
      await writeFile(supergraph, sdl);
      process.kill(gateway.pid, "SIGHUP");
      await until(
        async () => await metric("supergraph_swaps_total"),
        (now) => now > swaps,
      );
    },
    [Symbol.asyncDispose]: async () => await cleanup[Symbol.asyncDispose](),
  };
}

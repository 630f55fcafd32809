/** The gateways that are measured, each started as its users start it. */

import { join } from "node:path";
import { freePort } from "../../scripts/free-port.ts";
import { installPeers } from "./peers.ts";
import { type PinnedProcess, startPinned } from "./pinned-process.ts";

export const GATEWAY_NAMES = ["own", "stock", "hive", "floor"] as const;

export type GatewayName = (typeof GATEWAY_NAMES)[number];

/** What each is, for people. */
export const GATEWAY_TITLES: Readonly<Record<GatewayName, string>> = {
  own: "our gateway, as `npx gateway` runs it",
  stock: "@apollo/server with @apollo/gateway",
  hive: "Hive Gateway with its Rust planner",
  floor: "written by hand: fetches, JSON.parse, merge, JSON.stringify",
};

/** A gateway that answers. */
export interface RunningGateway {
  readonly name: GatewayName;
  /** The GraphQL endpoint. */
  readonly url: string;
  readonly process: PinnedProcess;
  /** From the start of the process to the first answer. */
  readonly readyMs: number;
}

/** Where things are for a gateway that is started. */
export interface Ground {
  readonly supergraphPath: string;
  /** By name. */
  readonly subgraphs: Readonly<Record<string, string>>;
  /** Takes logs. */
  readonly folder: string;
}

const READY_WITHIN_MS = 30_000;
const POLL_MS = 5;

/** Starts a gateway and waits for its first answer. @throws Error in one sentence when it cannot be had on this machine */
export async function startGateway(
  name: GatewayName,
  ground: Ground,
  log: (line: string) => void,
): Promise<RunningGateway> {
  const port = await freePort();
  const command = await commandOf(name, port, ground, log);
  const startedAt = performance.now();
  const process = startPinned("gateway", command, join(ground.folder, `${name}.log`));
  const url = `http://127.0.0.1:${port}/graphql`;
  // Ours tells its parent when it is ready; what it says later is the probe's.
  if (name === "own") await process.next();
  while (!(await answers(url))) {
    if (process.hasEnded() || performance.now() - startedAt > READY_WITHIN_MS) {
      await process.stop();
      const lines = (await process.output()).trim().split("\n");
      throw new Error(
        `it does not serve on this machine (Node ${processVersion()}): ${lines.at(-1) ?? "no reason given"}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return { name, url, process, readyMs: performance.now() - startedAt };
}

async function commandOf(
  name: GatewayName,
  port: number,
  { supergraphPath, subgraphs }: Ground,
  log: (line: string) => void,
): Promise<readonly [string, ...string[]]> {
  const node = process.execPath;
  switch (name) {
    case "own": {
      const probe = new URL("./probe.js", import.meta.url).href;
      return [node, "--import", probe, "gateway/cli/bin.mjs", "--supergraph", supergraphPath, "--port", String(port)];
    }
    case "stock":
      return [node, builtFile("stock.js"), supergraphPath, String(port)];
    case "hive": {
      const folder = await installPeers(log);
      const bin = join(folder, "node_modules", ".bin", "hive-gateway");
      const config = join(folder, "gateway.config.mjs");
      const options = ["--config-path", config, "--hive-router-runtime", "--host", "127.0.0.1", "--port", String(port)];
      return [node, bin, "supergraph", supergraphPath, ...options];
    }
    case "floor":
      return [
        node,
        builtFile("floor.js"),
        String(port),
        ...Object.entries(subgraphs).map(([key, url]) => `${key}=${url}`),
      ];
    default:
      return name satisfies never;
  }
}

function builtFile(name: string): string {
  return new URL(`./${name}`, import.meta.url).pathname;
}

async function answers(url: string): Promise<boolean> {
  return await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "{ __typename }" }),
  }).then(
    ({ ok }) => ok,
    () => false,
  );
}

function processVersion(): string {
  return process.versions.node;
}

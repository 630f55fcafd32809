/** The processes of a system on one machine, and what each is told by its environment. */

import { fileURLToPath } from "node:url";
import type { ChildSpec } from "./child.ts";
import { TOKEN_AUDIENCE, TOKEN_ISSUER } from "./principals.ts";
import type { Secrets } from "./secrets.ts";

/** The names of the subgraphs' processes. */
export const SUBGRAPH_NAMES = ["inventory", "partners", "sites", "workloads"] as const;

export type SubgraphName = (typeof SUBGRAPH_NAMES)[number];

/** A process, without what the launcher adds for its logs. */
export type ProcessSpec = Omit<ChildSpec, "logPath" | "onLine">;

/** What all processes of one system have in common. */
export interface SystemOptions {
  /** The launcher's own environment: settings in it, such as `LOG_LEVEL`, reach the processes. */
  readonly inherited: Readonly<Record<string, string | undefined>>;
  readonly mongodbUri: string;
  readonly secrets: Secrets;
}

/** A process that fills the databases, and then ends. */
export function seedSpec(options: SystemOptions, fleet: string): ProcessSpec {
  return {
    name: "seed",
    module: moduleOf("subgraphs/seed.js"),
    args: ["--fleet", fleet],
    environment: internal(options, {}),
    heap: { oldMegabytes: 1024, youngMegabytes: 16 },
  };
}

/** A process that writes a past for the seeded fleet, unless it has one, and then ends. */
export function historySpec(options: SystemOptions, days: number): ProcessSpec {
  return {
    name: "history",
    module: moduleOf("simulator/history-main.js"),
    args: ["--days", String(days)],
    environment: internal(options, {}),
    heap: { oldMegabytes: 768, youngMegabytes: 32 },
  };
}

/** The process that plays the fleet's exporters. */
export function simulatorSpec(options: SystemOptions): ProcessSpec {
  return {
    name: "simulator",
    module: moduleOf("simulator/main.js"),
    args: [],
    environment: internal(options, {}),
    heap: { oldMegabytes: 512, youngMegabytes: 8 },
  };
}

/**
 * A subgraph's process.
 * @param simulatorUrl where the collector finds the exporters
 * @param scrapeIntervalMs null for the collector's own default
 */
export function subgraphSpec(
  options: SystemOptions,
  name: SubgraphName,
  simulatorUrl: string,
  scrapeIntervalMs: number | null,
): ProcessSpec {
  const collector = {
    EXPORTER_URL: `${simulatorUrl}/nodes/{hostname}/metrics`,
    ...(scrapeIntervalMs !== null && { SCRAPE_INTERVAL_MS: String(scrapeIntervalMs) }),
  };
  return {
    name,
    module: moduleOf("subgraphs/main.js"),
    args: [name],
    environment: internal(options, { ...options.secrets, ...(name === "workloads" && collector) }),
    heap: name === "workloads" ? { oldMegabytes: 768, youngMegabytes: 8 } : { oldMegabytes: 256, youngMegabytes: 4 },
  };
}

/** What the gateway is told beyond the system's own settings. */
export interface GatewayOptions {
  readonly host: string;
  readonly port: number;
  readonly subgraphUrls: Readonly<Record<SubgraphName, string>>;
  readonly jwksUrl: string;
  readonly tokensUrl: string;
}

/** The gateway's process: it reads no database, so it is told of none. */
export function gatewaySpec(options: SystemOptions, gateway: GatewayOptions): ProcessSpec {
  const urls = SUBGRAPH_NAMES.map((name) => `${name}=${gateway.subgraphUrls[name]}/graphql`);
  return {
    name: "gateway",
    module: moduleOf("gateway/main.js"),
    args: [],
    environment: {
      ...settings(options.inherited),
      HOST: gateway.host,
      PORT: String(gateway.port),
      SUBGRAPH_URLS: urls.join(","),
      GATEWAY_ACCESS: "tokens",
      IDENTITY_SECRET: options.secrets.IDENTITY_SECRET,
      JWKS_URL: gateway.jwksUrl,
      FORWARDED_CLAIMS: "partner",
      TOKEN_ISSUER,
      TOKEN_AUDIENCE,
      EXPLORER_TOKENS_URL: gateway.tokensUrl,
    },
    heap: { oldMegabytes: 384, youngMegabytes: 16 },
  };
}

/** The environment of a process that only this machine reaches, on any free port. */
function internal(options: SystemOptions, own: Readonly<Record<string, string>>): Record<string, string> {
  const environment = { ...settings(options.inherited), HOST: "127.0.0.1", PORT: "0" };
  return { ...environment, MONGODB_URI: options.mongodbUri, ...own };
}

/** The launcher's environment without npm's own variables and without secrets that are meant for others. */
function settings(inherited: SystemOptions["inherited"]): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(inherited)) {
    if (value === undefined || name.startsWith("npm_") || name === "MONGODB_URI" || name.endsWith("_SECRET")) continue;
    kept[name] = value;
  }
  return kept;
}

function moduleOf(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

/** Hosts one subgraph: GraphQL over HTTP by Apollo Server on node:http, subscriptions by graphql-ws, health and readiness. */

import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ApolloServer } from "@apollo/server";
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from "@apollo/server/plugin/disabled";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { type GraphQLSchema, parse } from "graphql";
import type { CallInfo } from "./call.ts";
import type { Environment, SubgraphConfig } from "./config.ts";
import type { Databases } from "./database.ts";
import { maskError } from "./errors.ts";
import { graphqlOverHttp } from "./http.ts";
import type { Viewer } from "./identity.ts";
import type { Logger } from "./log.ts";
import { graphqlOverWebSocket } from "./web-socket.ts";

/** What a subgraph's `serve` is handed. */
export interface ServeOptions {
  readonly config: SubgraphConfig;
  readonly databases: Databases;
  readonly log: Logger;
  /** For settings that only this subgraph has. */
  readonly env: Environment;
}

/** A subgraph that answers. */
export interface RunningSubgraph {
  /** Base address, such as `http://127.0.0.1:4101`; GraphQL is at `/graphql` below it. */
  readonly url: string;
  /** Stops background work, ends streams, lets calls finish for at most 3 s, and resolves. */
  close(): Promise<void>;
}

/** Starts a subgraph; what each subgraph's `server.ts` exports as `serve`. */
export type Serve = (options: ServeOptions) => Promise<RunningSubgraph>;

/** What makes a subgraph. */
export interface Subgraph<Context extends object> {
  readonly name: string;
  readonly config: SubgraphConfig;
  readonly databases: Databases;
  /** SDL with federation directives. */
  readonly typeDefs: string;
  readonly resolvers: object;
  /** Makes what one call's resolvers share; called once for each call and each subscription. */
  readonly createContext: (viewer: Viewer, call: CallInfo) => Context;
  /** Work beside the calls. Each resolves after the signal aborts; one that fails is logged. */
  readonly background?: readonly ((signal: AbortSignal) => Promise<void>)[];
  readonly log: Logger;
}

const DRAIN_MS = 3000;

/** The SDL of a subgraph. @param directory where the contract lies, the project's `schema` by default */
export function readTypeDefs(name: string, directory = "schema"): Promise<string> {
  return readFile(`${directory}/${name}.graphql`, "utf8");
}

/** Starts a subgraph. @throws Error when its port is taken, or its resolvers do not fit its SDL */
export async function startSubgraph<Context extends object>(subgraph: Subgraph<Context>): Promise<RunningSubgraph> {
  const { name, config, log } = subgraph;
  const schema = buildSchema(subgraph);
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: true,
    csrfPrevention: false,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    nodeEnv: "production",
    plugins: [ApolloServerPluginLandingPageDisabled(), ApolloServerPluginInlineTraceDisabled()],
    formatError: (formatted, error) => maskError(formatted, error, log),
    logger: {
      debug: (message) => log.debug(message),
      info: (message) => log.info(message),
      warn: (message) => log.warn(message),
      error: (message) => log.error(message),
    },
  });
  await apollo.start();
  const stopping = new AbortController();
  const server = createServer(graphqlOverHttp({ ...subgraph, apollo, stopping: stopping.signal }));
  const sockets = graphqlOverWebSocket({ ...subgraph, schema, server });
  const url = await listen(server, config);
  const work = (subgraph.background ?? []).map((run) =>
    run(stopping.signal).catch((error: unknown) => {
      if (!stopping.signal.aborted) log.error({ err: error }, "background work failed");
    }),
  );
  log.info({ url }, `${name} listens`);
  return {
    url,
    close: async () => {
      stopping.abort();
      await Promise.all([sockets.close(), drain(server), ...work]);
      await apollo.stop();
    },
  };
}

function buildSchema<Context extends object>(subgraph: Subgraph<Context>): GraphQLSchema {
  return buildSubgraphSchema([
    {
      typeDefs: parse(subgraph.typeDefs, { noLocation: true }),
      // The library's map type is looser than the generated one, and the two do not meet.
      resolvers: subgraph.resolvers as Record<string, Record<string, never>>,
    },
  ]);
}

async function listen(server: Server, config: SubgraphConfig): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(config.port, config.host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}

async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
  server.closeIdleConnections();
  const deadline = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(deadline);
}

/** The four subgraphs as real processes over one replica set, each of which can be killed and comes back at its address. */

import { randomBytes } from "node:crypto";
import { DATABASE_NAMES, type DatabaseName, type Databases, openDatabases } from "../../../subgraphs/kit/database.ts";
import { createCleanup } from "../../support/cleanup.ts";
import { type RunningProcess, startProcess } from "../../support/process.ts";
import { TEST_CURSOR_SECRET, TEST_IDENTITY_SECRET } from "../../support/subgraph-call.ts";

export interface SubgraphProcesses extends AsyncDisposable {
  readonly databases: Databases;
  readonly urlOf: (name: DatabaseName) => string;
  /** Kills a subgraph with SIGKILL and starts it again. */
  readonly killAndRestart: (name: DatabaseName) => Promise<void>;
}

/** @param fill writes the fleet, before the subgraphs start */
export async function startSubgraphs(
  mongodbUri: string,
  fill: (databases: Databases) => Promise<void>,
): Promise<SubgraphProcesses> {
  const cleanup = createCleanup();
  const databasePrefix = `operations-${randomBytes(6).toString("hex")}`;
  const databases = await openDatabases({ mongodbUri, databasePrefix, connectTimeoutMs: 20_000 });
  cleanup.defer(async () => await databases.close());
  cleanup.defer(async () => await databases.drop());
  const running = new Map<DatabaseName, RunningProcess>();
  const start = async (name: DatabaseName, port: string): Promise<void> => {
    const environment = {
      MONGODB_URI: mongodbUri,
      DATABASE_PREFIX: databasePrefix,
      IDENTITY_SECRET: TEST_IDENTITY_SECRET,
      CURSOR_SECRET: TEST_CURSOR_SECRET,
      COLLECTOR: "off",
      LOG_LEVEL: "error",
      PORT: port,
    };
    running.set(name, await startProcess("subgraphs/main.js", [name], environment));
  };
  try {
    await fill(databases);
    cleanup.defer(async () => {
      await Promise.all([...running.values()].map(async (subgraph) => await subgraph.kill()));
    });
    await Promise.all(DATABASE_NAMES.map(async (name) => await start(name, "0")));
  } catch (error) {
    await cleanup[Symbol.asyncDispose]();
    throw error;
  }
  const urlOf = (name: DatabaseName): string => running.get(name)?.url ?? "";
  return {
    databases,
    urlOf,
    killAndRestart: async (name) => {
      const { port } = new URL(urlOf(name));
      await running.get(name)?.kill("SIGKILL");
      for (;;) {
        try {
          return await start(name, port);
        } catch (error) {
          // Without a primary it cannot make its indexes, and ends; whoever runs it starts it again.
          if (!String(error).includes("before it was ready")) throw error;
        }
      }
    },
    [Symbol.asyncDispose]: async () => await cleanup[Symbol.asyncDispose](),
  };
}

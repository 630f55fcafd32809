/** One subgraph on a free port over fresh databases. */

import { createLog } from "../../subgraphs/kit/log.ts";
import type { Serve } from "../../subgraphs/kit/server.ts";
import { testDatabase, type TestDatabase } from "./mongo.ts";
import { TEST_CURSOR_SECRET, TEST_IDENTITY_SECRET } from "./subgraph-call.ts";

export interface RunningSubgraphRig extends AsyncDisposable {
  readonly url: string;
  readonly database: TestDatabase;
}

/** Starts a subgraph. @param fill writes what the test needs, before the subgraph starts */
export async function runningSubgraph(
  serve: Serve,
  fill: (database: TestDatabase) => Promise<void> = () => Promise.resolve(),
): Promise<RunningSubgraphRig> {
  const database = await testDatabase();
  try {
    await fill(database);
    const running = await serve(serveOptions(database));
    return {
      url: running.url,
      database,
      [Symbol.asyncDispose]: async () => {
        await running.close();
        await database[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await database[Symbol.asyncDispose]();
    throw error;
  }
}

/** What a subgraph's `serve` is handed in tests. */
export function serveOptions(database: TestDatabase): Parameters<Serve>[0] {
  return {
    config: {
      mongodbUri: database.mongodbUri,
      databasePrefix: database.databasePrefix,
      host: "127.0.0.1",
      port: 0,
      identitySecret: TEST_IDENTITY_SECRET,
      cursorSecret: TEST_CURSOR_SECRET,
      connectTimeoutMs: 5000,
    },
    databases: database.databases,
    log: createLog("test", "silent"),
    env: {},
  };
}

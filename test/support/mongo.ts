/** Databases of a test's own: under a random prefix, dropped when the test ends. */

import { randomBytes } from "node:crypto";
import { type Databases, openDatabases } from "../../subgraphs/kit/database.ts";

export interface TestDatabase extends AsyncDisposable {
  readonly mongodbUri: string;
  readonly databasePrefix: string;
  readonly databases: Databases;
}

/** Opens fresh databases. @throws Error when MONGODB_URI does not name a running replica set */
export async function testDatabase(): Promise<TestDatabase> {
  const mongodbUri = process.env["MONGODB_URI"];
  if (mongodbUri === undefined) throw new Error("Set MONGODB_URI to a replica set for tests.");
  const databasePrefix = `test-${randomBytes(6).toString("hex")}`;
  const databases = await openDatabases({ mongodbUri, databasePrefix, connectTimeoutMs: 5000 });
  return {
    mongodbUri,
    databasePrefix,
    databases,
    [Symbol.asyncDispose]: async () => {
      await databases.drop();
      await databases.close();
    },
  };
}

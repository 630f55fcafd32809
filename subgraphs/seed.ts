/** Seeds the four databases: `seed.js --fleet default|full|sample`. */

import { parseArgs } from "node:util";
import { ConfigError, text } from "./kit/config.ts";
import { openDatabases } from "./kit/database.ts";
import { type Fleet, FLEETS } from "./seed/blocks.ts";
import { SeedError, seedFleet } from "./seed/seed-fleet.ts";

const CONNECT_TIMEOUT_MS = 10_000;

const orphaned = (): void => process.exit(1);
process.once("disconnect", orphaned);
try {
  await run(process.argv.slice(2));
  process.off("disconnect", orphaned);
  process.disconnect?.();
} catch (error) {
  console.error(error instanceof ConfigError || error instanceof SeedError ? error.message : error);
  process.exit(1);
}

async function run(argv: readonly string[]): Promise<void> {
  const fleet = fleetIn(argv);
  const databases = await openDatabases({
    mongodbUri: text(process.env, "MONGODB_URI"),
    databasePrefix: text(process.env, "DATABASE_PREFIX", "fleet"),
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
  });
  try {
    await seedFleet(databases, fleet, { report: (line) => console.log(line) });
  } finally {
    await databases.close();
  }
}

function fleetIn(argv: readonly string[]): Fleet {
  const { values } = parseArgs({
    args: [...argv],
    options: { fleet: { type: "string", default: "default" } },
    strict: false,
  });
  const fleet = FLEETS.find((candidate) => candidate === values.fleet);
  if (fleet !== undefined) return fleet;
  throw new ConfigError(`Pass --fleet with one of ${FLEETS.join(", ")}.`);
}

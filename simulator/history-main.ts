/** Writes a past for the fleet that is seeded: `history-main.js --days 30`; the environment is the simulator's. */

import { parseArgs } from "node:util";
import { openDatabases } from "../subgraphs/kit/database.ts";
import { ConfigError, readSimulatorConfig } from "./config.ts";
import { writeHistory } from "./history/history.ts";

const MAX_DAYS = 400;

const orphaned = (): void => process.exit(1);
process.once("disconnect", orphaned);
try {
  await run(process.argv.slice(2));
  process.off("disconnect", orphaned);
  process.disconnect?.();
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}

async function run(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: { days: { type: "string", default: "30" } },
    strict: false,
  });
  const days = Number(values.days);
  if (!Number.isInteger(days) || days < 1 || days > MAX_DAYS) {
    throw new ConfigError(`Pass --days with a whole number from 1 to ${MAX_DAYS}.`);
  }
  const config = readSimulatorConfig(process.env);
  const databases = await openDatabases(config);
  try {
    const options = { days, seed: config.seed, nowMs: Date.now() };
    await writeHistory(databases, { ...options, report: (line) => console.log(line) });
  } finally {
    await databases.close();
  }
}

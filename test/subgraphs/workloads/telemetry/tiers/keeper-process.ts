/** Makes roll-ups in a process of its own, which a test may kill: `MONGODB_URI`, `DATABASE_PREFIX`, and `NOW_MS` for the time. */

import { openDatabases } from "../../../../../subgraphs/kit/database.ts";
import { telemetryCollections } from "../../../../../subgraphs/workloads/telemetry/collections.ts";
import { RollupKeeper } from "../../../../../subgraphs/workloads/telemetry/tiers/rollup-keeper.ts";
import { tierCollections } from "../../../../../subgraphs/workloads/telemetry/tiers/tier-collections.ts";
import { DAY_MS, DEFAULT_WIDTHS } from "../../../../../subgraphs/workloads/telemetry/tiers/tiers.ts";

const { MONGODB_URI: mongodbUri = "", DATABASE_PREFIX: databasePrefix = "", NOW_MS: nowMs } = process.env;
const databases = await openDatabases({ mongodbUri, databasePrefix, connectTimeoutMs: 5000 });
const keeper = await RollupKeeper.load({
  collections: { ...telemetryCollections(databases.workloads), ...tierCollections(databases.workloads) },
  widths: DEFAULT_WIDTHS,
  graceMs: 15_000,
  rawRetentionMs: 2 * DAY_MS,
  term: 1,
});
process.send?.({ event: "ready", url: "" });
await keeper.catchUp(Number(nowMs), new AbortController().signal);
await databases.close();
process.disconnect();

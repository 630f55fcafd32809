/** A collector in a process of its own, which a test may kill: `MONGODB_URI`, `DATABASE_PREFIX`, `EXPORTER_URL`, `LEASE_MS`. */

import { openDatabases } from "../../../../subgraphs/kit/database.ts";
import { createLog } from "../../../../subgraphs/kit/log.ts";
import { runCollector } from "../../../../subgraphs/workloads/telemetry/collector.ts";

const {
  MONGODB_URI: mongodbUri = "",
  DATABASE_PREFIX: databasePrefix = "",
  EXPORTER_URL: exporterUrl = "",
} = process.env;
const databases = await openDatabases({ mongodbUri, databasePrefix, connectTimeoutMs: 5000 });
runCollector({
  databases,
  config: {
    scrapeIntervalMs: 400,
    exporterUrl,
    flushIntervalMs: 50,
    leaseMs: Number(process.env["LEASE_MS"]),
    widths: { fineMs: 2000, nodeMs: 4000, coarseMs: 8000 },
    graceMs: 1000,
  },
  log: createLog("collector", "silent"),
  signal: new AbortController().signal,
});
process.send?.({ event: "ready", url: "" });
process.once("disconnect", () => process.exit(0));

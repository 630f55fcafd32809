/** Runs measurements and prints what they found; with `--json`, one line `{"metrics": {…}}` at the end. */

import { Command } from "commander";
import { benchCollector } from "./collector.ts";
import { benchGraph } from "./graph.ts";
import { benchStart } from "./start.ts";
import { benchStreams } from "./streams.ts";

const BENCHES = { graph: benchGraph, collector: benchCollector, streams: benchStreams, start: benchStart };

const program = new Command("bench")
  .description("Measures the system on this machine. Compare ratios within one run: machines differ and are noisy.")
  .argument("[names...]", `which of ${Object.keys(BENCHES).join(", ")}; all unless told`)
  .option("--json", "end with one line of JSON")
  .parse();

const names = program.args.length === 0 ? Object.keys(BENCHES) : program.args;
const metrics: Record<string, number> = {};
for (const name of names) {
  if (!isBench(name)) program.error(`there is no measurement ${name}; choose from ${Object.keys(BENCHES).join(", ")}`);
  console.log(`${name}:`);
  Object.assign(metrics, await BENCHES[name]((line) => console.log(`  ${line}`)));
}
if (program.opts<{ json?: boolean }>().json === true) console.log(JSON.stringify({ metrics }));

function isBench(name: string): name is keyof typeof BENCHES {
  return Object.hasOwn(BENCHES, name);
}

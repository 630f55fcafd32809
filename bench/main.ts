/** Runs measurements and prints what they found; with `--json`, one line `{"metrics": {…}}` at the end. */

import { Argument, Command } from "commander";
import { runCommand } from "../scripts/command.ts";
import { startThrowawayMongod } from "../scripts/throwaway-mongod.ts";
import { benchCollector } from "./collector.ts";
import { benchGraph } from "./graph.ts";
import { benchStart } from "./start.ts";
import { benchStreams } from "./streams.ts";

type Bench = (log: (line: string) => void) => Promise<Record<string, number>>;

const BENCHES: ReadonlyMap<string, Bench> = new Map([
  ["graph", benchGraph],
  ["collector", benchCollector],
  ["streams", benchStreams],
  ["start", benchStart],
]);

await runCommand(async () => {
  const names = [...BENCHES.keys()];
  const program = new Command("npm run bench --")
    .description("Measures the system on this machine. Compare ratios within one run: machines differ and are noisy.")
    .addArgument(new Argument("[names...]", "what to measure; all unless told").choices(names).default(names))
    .option("--json", "end with one line of JSON")
    .parse();
  const mongod = await startThrowawayMongod(new AbortController().signal);
  process.env["MONGODB_URI"] = mongod.uri;
  try {
    const metrics: Record<string, number> = {};
    for (const [name, bench] of BENCHES) {
      if (!program.processedArgs.flat().includes(name)) continue;
      console.log(`${name}:`);
      Object.assign(metrics, await bench((line) => console.log(`  ${line}`)));
    }
    if (program.opts<{ json?: boolean }>().json === true) console.log(JSON.stringify({ metrics }));
  } finally {
    await mongod.stop();
  }
  return 0;
});

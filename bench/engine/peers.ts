/** Gateways of others that are no dependency of ours: installed on demand into a cache, from `bench/peers/`. */

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const SOURCE = "bench/peers";
const CACHE = "node_modules/.cache/bench-peers";
/** Run from beside their `node_modules`, or they would not find what they import. */
const FILES = ["package.json", "gateway.config.mjs"];
const INSTALL_TIMEOUT_MS = 300_000;

/**
 * Makes the peers ready to run.
 * @returns the folder with their `node_modules`
 * @throws Error in one sentence when they cannot be installed on this machine
 */
export async function installPeers(log: (line: string) => void): Promise<string> {
  const wanted = await readFile(join(SOURCE, "package.json"), "utf8");
  const folder = join(CACHE, createHash("sha256").update(wanted).digest("hex").slice(0, 12));
  await mkdir(folder, { recursive: true });
  for (const file of FILES) await copyFile(join(SOURCE, file), join(folder, file));
  const stamp = join(folder, ".installed");
  if (existsSync(stamp)) return folder;
  log("installing the peers with npm, once (half a minute and 500 MB)");
  const npm = process.env["npm_execpath"];
  const [file, ...first] = npm?.endsWith("js") === true ? [process.execPath, npm] : ["npm"];
  const args = [...first, "install", "--no-package-lock", "--loglevel=error", "--no-audit", "--no-fund"];
  const child = spawn(file, args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"], timeout: INSTALL_TIMEOUT_MS });
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString("utf8")));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`npm could not install it: ${complaint.trim().split("\n")[0] ?? "no reason given"}`);
  await writeFile(stamp, "");
  return folder;
}

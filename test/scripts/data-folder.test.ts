/** The claim on a data folder, in folders of the tests' own. */

import { access, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { claimDataFolder } from "../../scripts/data-folder.ts";

const URL_OF_ONE = "http://127.0.0.1:4000";

describe("claimDataFolder", () => {
  it("names the living process that has the folder, and where it is reached", async () => {
    await using folder = await createFolder();
    await claimDataFolder(folder.path, URL_OF_ONE);
    await expect(claimDataFolder(folder.path, "http://127.0.0.1:4001")).rejects.toThrow(
      `This system runs already, as process ${process.pid}: use it at ${URL_OF_ONE},`,
    );
  });

  it("takes over the claim of a process whose id another has now", async () => {
    await using folder = await createFolder();
    await writeFile(folder.claim, JSON.stringify({ pid: process.pid, startedAt: "1", url: URL_OF_ONE }));
    await claimDataFolder(folder.path, "http://127.0.0.1:4001");
    expect(await readFile(folder.claim, "utf8")).toContain("4001");
  });

  it("takes over a claim that was never written to its end", async () => {
    await using folder = await createFolder();
    await writeFile(folder.claim, '{"pid":');
    const giveBack = await claimDataFolder(folder.path, URL_OF_ONE);
    giveBack();
    await expect(access(folder.claim)).rejects.toThrow(/ENOENT/);
  });
});

async function createFolder() {
  const path = await mkdtemp(join(tmpdir(), "data-"));
  return {
    path,
    claim: join(path, "launcher.json"),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

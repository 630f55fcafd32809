/** `npm start` as a whole: what it leaves behind when it is stopped, killed, or loses a child, and what it finds again. */

import { execFileSync, spawnSync } from "node:child_process";
import { access, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { freePort } from "../../scripts/free-port.ts";
import { readIssuerKey } from "../../scripts/issuer-key.ts";
import { mintToken, PRINCIPALS } from "../../scripts/principals.ts";
import { launch, type Launched } from "../support/launched.ts";

describe("npm start", () => {
  let dataPath: string;
  let port: number;
  let allottedAtFirst: number;

  beforeAll(async () => {
    dataPath = await mkdtemp(join(tmpdir(), "start-"));
    port = await freePort();
  });

  afterAll(() => rm(dataPath, { recursive: true, force: true }));

  it("refuses a second launcher, and leaves nothing running when it is itself killed", async () => {
    await using system = launch({ dataPath, port });
    await system.ready();
    allottedAtFirst = await allotted(port, dataPath);
    expect(allottedAtFirst).toBeGreaterThan(0);

    await using second = launch({ dataPath, port });
    expect(await second.ended).toEqual({ exitCode: 1 });
    expect(second.stderr()).toMatch(/^This system runs already, as process \d+: use it at .*\n$/);
    await using sidelong = launch({ dataPath: join(dataPath, "other"), port });
    expect(await sidelong.ended).toEqual({ exitCode: 1 });
    expect(sidelong.stderr()).toBe(
      `Port ${port} is in use: stop what uses it, or choose another, such as PORT=${port + 1} npm start.\n`,
    );

    system.send("SIGKILL");
    await system.ended;
    expect(await system.left()).toEqual([]);
  }, 90_000);

  it("finds the same data again, and on Ctrl-C stops in order and leaves no process and no lock", async () => {
    await using system = launch({ dataPath, port });
    await system.ready();
    expect(system.stdout()).not.toMatch(/wrote [\d,]+ documents/);
    expect(await allotted(port, dataPath)).toBe(allottedAtFirst);
    expect(await partnersSeenWith(port, printedToken(system.stdout()))).toEqual(["Samsung"]);
    // The command finds the system by its data folder, and is let in.
    const scene = ["dist/scripts/scene.js", "feed-loss", "--site", "atlantis", "--data", dataPath];
    expect(endingOf(scene)).toEqual([1, "There is no site atlantis.\n"]);

    system.send("SIGINT");
    expect(await system.ended).toEqual({ exitCode: 0 });
    const subgraphs = ["workloads", "sites", "partners", "inventory"];
    expect(stoppedBy(system)).toEqual(["gateway", "token issuer", ...subgraphs, "simulator", "MongoDB"]);
    expect(await system.left()).toEqual([]);
    await expect(access(join(dataPath, "launcher.json"))).rejects.toThrow(/ENOENT/);
    expect(endingOf(scene)).toEqual([1, `No system runs with the data folder ${dataPath}: run npm start first.\n`]);
    expect(await readFile(join(dataPath, "mongo", "mongod.lock"), "utf8")).toBe("");
  }, 90_000);

  it("says which child died, stops the rest, and fails", async () => {
    await using system = launch({ dataPath, port });
    await system.ready();
    const gateway = (await system.running()).find(({ command }) => command.includes("gateway/main.js"));
    process.kill(gateway?.pid ?? 0, "SIGKILL");
    expect(await system.ended).toEqual({ exitCode: 1 });
    expect(system.stderr()).toMatch(
      /^gateway was killed by SIGKILL \(see .*gateway\.log\), so everything else was stopped: run npm start again\.\n$/,
    );
    expect(await system.left()).toEqual([]);
  }, 90_000);
});

/** How many GPUs the gateway says that Samsung was allotted. */
async function allotted(port: number, dataPath: string): Promise<number> {
  const samsung = PRINCIPALS.find(({ name }) => name === "samsung");
  if (samsung === undefined) throw new TypeError("expected a sample principal for samsung");
  const token = await mintToken(await readIssuerKey(dataPath), samsung, 60, Date.now());
  const answer = await ask<{ data: { partner: { allotted: number } } }>(
    port,
    token,
    '{ partner(slug: "samsung") { allotted } }',
  );
  return answer.data.partner.allotted;
}

/** The token that one gets who types what `npm start` says. */
function printedToken(stdout: string): string {
  const command = /^ {2}TOKEN=\$\((.+)\)$/m.exec(stdout)?.[1];
  if (command === undefined) throw new TypeError(`expected a command for a token, got ${stdout}`);
  return execFileSync("sh", ["-c", command], { encoding: "utf8" }).trim();
}

/** The exit code of a program, and what it says is wrong. */
function endingOf(program: readonly string[]): readonly [number | null, string] {
  const { status, stderr } = spawnSync(process.execPath, program, { encoding: "utf8" });
  return [status, stderr];
}

async function partnersSeenWith(port: number, token: string): Promise<readonly string[]> {
  const answer = await ask<{ data: { partners: { name: string }[] } }>(port, token, "{ partners { name } }");
  return answer.data.partners.map(({ name }) => name);
}

async function ask<Result>(port: number, token: string, query: string): Promise<Result> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as Result;
}

function stoppedBy(system: Launched): readonly (string | undefined)[] {
  return [...system.stdout().matchAll(/stopping (.+) …/g)].map(([, name]) => name);
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "@jest/globals";
import { ConfigError, readSubgraphConfig } from "../../../subgraphs/kit/config.ts";
import { openDatabases } from "../../../subgraphs/kit/database.ts";
import { testDatabase } from "../../support/mongo.ts";

const SECRET = "s".repeat(32);
const GOOD = { MONGODB_URI: "mongodb://127.0.0.1:1/", IDENTITY_SECRET: SECRET, CURSOR_SECRET: SECRET };

describe("the settings of a subgraph", () => {
  it("have defaults for everything but addresses and secrets", () => {
    expect(readSubgraphConfig(GOOD)).toMatchObject({ databasePrefix: "fleet", host: "127.0.0.1", port: 0 });
  });

  it.each([
    ["MONGODB_URI", undefined],
    ["MONGODB_URI", "http://127.0.0.1"],
    ["IDENTITY_SECRET", "short"],
    ["CURSOR_SECRET", undefined],
    ["DATABASE_PREFIX", "../x"],
    ["PORT", "70000"],
    ["PORT", "1e3"],
  ])("are refused by one sentence that names %s when it is %s", (name, value) => {
    const read = () => readSubgraphConfig({ ...GOOD, [name]: value });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(new RegExp(`^Set ${name}[^.]*\\.`));
  });

  it("lead to a clear error in time when MongoDB is away", async () => {
    const startedMs = Date.now();
    const config = { ...readSubgraphConfig(GOOD), connectTimeoutMs: 300 };
    await expect(openDatabases(config)).rejects.toThrow("MongoDB cannot be reached");
    expect(Date.now() - startedMs).toBeLessThan(5000);
  });
});

/** Runs code that TypeScript has built into `dist`. */
function start(argument: string, env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, ["dist/subgraphs/main.js", argument], {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
}

describe("the process of a subgraph", () => {
  it("says what is missing, and exits with 1", async () => {
    const child = start("sites", {});
    const said: string[] = [];
    child.stderr?.on("data", (chunk: Buffer) => said.push(chunk.toString()));
    const [code] = (await once(child, "close")) as [number];
    expect(code).toBe(1);
    expect(said.join("")).toBe("Set MONGODB_URI: it is missing.\n");
  });

  it.each([
    ["SIGTERM", (child: ChildProcess) => child.kill("SIGTERM")],
    ["the end of its parent's channel", (child: ChildProcess) => child.disconnect()],
  ])("is ready with its address, and stops on %s", async (_, stop) => {
    await using database = await testDatabase();
    const child = start("sites", {
      ...GOOD,
      MONGODB_URI: database.mongodbUri,
      DATABASE_PREFIX: database.databasePrefix,
      LOG_LEVEL: "silent",
    });
    const [ready] = (await once(child, "message")) as [{ readonly event: string; readonly url: string }];
    expect(ready).toEqual({ event: "ready", name: "sites", url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
    expect((await fetch(`${ready.url}/ready`)).status).toBe(200);
    stop(child);
    const [code] = (await once(child, "exit")) as [number];
    expect(code).toBe(0);
  });
});

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { connectExporters } from "../../simulator/scenes/exporters.ts";
import { connectGraph } from "../../simulator/scenes/graph.ts";
import { SCENES } from "../../simulator/scenes/scenes.ts";
import { type SceneChoices, Stage } from "../../simulator/scenes/stage.ts";
import { type Databases, openDatabases } from "../../subgraphs/kit/database.ts";
import { violations } from "../subgraphs/workloads/invariants.ts";
import { startSystem, type System, until } from "../support/system.ts";

const SCENE_MS = 120_000;
/** After it a scene is ended, so that the test can tell how far it was. */
const OVERDUE_MS = 90_000;
const CHOICES: SceneChoices = { partner: null, site: null, nodes: null, seconds: 2 };
/** Everything that a scene may leave behind. */
const LEFT = `{
  sites { slug powerLimitWatts }
  down: nodes(filter: { status: DOWN }, first: 1000) { nodes { hostname } }
  draining: nodes(filter: { status: DRAINING }, first: 1000) { nodes { hostname } }
  drained: nodes(filter: { status: DRAINED }, first: 1000) { nodes { hostname } }
}`;
const ALERTS = `{ alerts(filter: { standing: true, kind: XID }, first: 1000) { nodes { node { hostname } } } }`;

describe("a scene", () => {
  let system: System;
  let databases: Databases;

  beforeAll(async () => {
    system = await startSystem({ historyDays: 1 });
    databases = await openDatabases({
      mongodbUri: process.env["MONGODB_URI"] ?? "",
      databasePrefix: system.databasePrefix,
      connectTimeoutMs: 5000,
    });
    await until(
      async () => await system.ask("analyst", "{ fleet { utilisation { coverage } } }"),
      (answer) => Number(/"coverage":([\d.]+)/.exec(JSON.stringify(answer))?.[1] ?? 0) > 0.8,
      60_000,
    );
  }, 120_000);

  afterAll(async () => {
    await databases?.close();
    await system?.[Symbol.asyncDispose]();
  }, 60_000);

  it(
    "failover: moves the job of a GPU that falls off the bus, and brings the node back",
    async () => {
      const before = await system.ask("operator", LEFT);
      const said = await play("failover", { partner: "samsung" });
      expect(said).toEqual([
        expect.stringMatching(/trains on \d+ GPUs of /),
        expect.stringMatching(/^GPU 3 of \S+ falls off the bus \(XID 79\)\.$/),
        expect.stringMatching(/^Alert: .*79/),
        expect.stringMatching(/^The operator takes out \S+, which ends 1 workload\.$/),
        "Queued again: 1 of 1 at once elsewhere.",
        expect.stringMatching(/runs again after [\d.]+ s, on \d+ nodes of /),
        expect.stringMatching(/is repaired and in service\.$/),
      ]);
      expect(await system.ask("operator", LEFT)).toEqual(before);
    },
    SCENE_MS,
  );

  it(
    "feed-loss: darkens racks until there is an alert of each, and gives nodes and power back",
    async () => {
      const before = await system.ask("operator", LEFT);
      const said = await play("feed-loss", { nodes: 4 });
      expect(said[0]).toMatch(/ loses a feed: no power at [1-4] nodes?, and the site may draw [\d,]+ kW\.$/);
      expect(said[1]).toMatch(/^There is an alert of each; \d\d\.\d % of the site's GPUs report\.$/);
      expect(said.slice(-2)).toEqual([
        expect.stringMatching(/^Power is back, and [1-4] nodes? in service again\.$/),
        "All of them answer.",
      ]);
      expect(await system.ask("operator", LEFT)).toEqual(before);
    },
    SCENE_MS,
  );

  it(
    "feed-loss: leaves things as they were when it is ended early",
    async () => {
      const before = await system.ask("operator", LEFT);
      const ending = new AbortController();
      const playing = play("feed-loss", { nodes: 4, seconds: 600 }, ending, (sentence) => {
        if (sentence.startsWith("Queued again")) ending.abort();
      });
      await expect(playing).rejects.toThrow();
      expect(await system.ask("operator", LEFT)).toEqual(before);
    },
    SCENE_MS,
  );

  it(
    "xid-storm: raises an alert of each failing GPU, and ends when all are over",
    async () => {
      const [before, alerts] = [await system.ask("operator", LEFT), await system.ask("operator", ALERTS)];
      const said = await play("xid-storm", { nodes: 8, partner: "samsung" });
      expect(said.slice(0, 3)).toEqual([
        "GPUs of 8 nodes report XIDs 79, 48, 119, 31.",
        "Raised: 6 alerts.",
        expect.stringMatching(/^The operator takes out 6 nodes, which ends \d+ workloads?\.$/),
      ]);
      expect(said.slice(-3)).toEqual([
        "The GPUs have been reset.",
        "In service again: 6 nodes.",
        "The alerts are over.",
      ]);
      expect(await system.ask("operator", LEFT)).toEqual(before);
      expect(await system.ask("operator", ALERTS)).toEqual(alerts);
    },
    SCENE_MS,
  );

  it(
    "delivery: has what was ordered received, built in, switched on and scraped",
    async () => {
      const active = "{ fleet { received active } }";
      const before = await system.ask("analyst", active);
      const said = await play("delivery", { nodes: 2 });
      expect(said.at(-1)).toMatch(/^All of them report, [\d.]+ s later\.$/);
      const after = await system.ask("analyst", active);
      const of = (answer: typeof before, name: string): number =>
        Number(new RegExp(`"${name}":(\\d+)`).exec(JSON.stringify(answer))?.[1]);
      for (const name of ["received", "active"]) expect(of(after, name)).toBe(of(before, name) + 16);
    },
    SCENE_MS,
  );

  it(
    "traffic: submits work that runs, and leaves none of it",
    async () => {
      const states = "{ workloads(first: 1) { totalCount } }";
      const count = (answer: unknown): number => Number(/"totalCount":(\d+)/.exec(JSON.stringify(answer))?.[1]);
      const before = count(await system.ask("analyst", states));
      const said = await play("traffic", { seconds: 14 });
      const [, submitted, ran] = /^(\d+) submitted: (\d+) ran at once/.exec(said.at(-1) ?? "") ?? [];
      expect(Number(submitted)).toBeGreaterThan(8);
      expect(Number(ran)).toBeGreaterThan(0);
      expect(count(await system.ask("analyst", states))).toBeGreaterThan(before);
      const { data } = await system.ask(
        "analyst",
        "{ workloads(filter: { state: RUNNING }, first: 1000) { nodes { name } } }",
      );
      expect(JSON.stringify(data)).not.toMatch(/"name":"traffic-/);
    },
    SCENE_MS,
  );

  it("says what the fleet has not", async () => {
    await expect(play("failover", { partner: "nobody" })).rejects.toThrow("No training job of nobody runs");
    await expect(play("feed-loss", { site: "atlantis" })).rejects.toThrow("There is no site atlantis.");
    await expect(play("delivery", { nodes: 1000, partner: "sk" })).rejects.toThrow("No order of sk has 8000 GPUs");
  });

  async function play(
    name: string,
    choices: Partial<SceneChoices>,
    ending = new AbortController(),
    hear: (sentence: string) => void = () => undefined,
  ): Promise<readonly string[]> {
    const scene = SCENES[name];
    if (scene === undefined) throw new TypeError(`expected a scene, got ${name}`);
    const said: string[] = [];
    const overdue = AbortSignal.timeout(OVERDUE_MS);
    const stage = new Stage({
      graph: connectGraph(system.url, await system.token("operator")),
      exporters: connectExporters(system.simulatorUrl),
      say: (line) => {
        const sentence = line.replace(/^ *[\d.]+ s {2}/, "");
        said.push(sentence);
        hear(sentence);
      },
      signal: AbortSignal.any([ending.signal, overdue]),
    });
    try {
      await stage.play(scene, { ...CHOICES, ...choices });
    } catch (error) {
      if (overdue.aborted)
        throw new Error(`${name} is not over after ${OVERDUE_MS} ms:\n${said.join("\n")}`, { cause: error });
      throw error;
    } finally {
      expect(await violations(databases)).toEqual([]);
    }
    return said;
  }
});

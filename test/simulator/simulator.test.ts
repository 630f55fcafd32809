import { request } from "node:http";
import { describe, expect, it } from "@jest/globals";
import { startSimulator } from "../../simulator/simulator.ts";
import { nodeModel } from "../../subgraphs/kit/published/node.ts";
import { placementModel } from "../../subgraphs/kit/published/placement.ts";
import { createLog } from "../../subgraphs/kit/log.ts";
import { seedFleet } from "../../subgraphs/seed/seed-fleet.ts";
import { testDatabase } from "../support/mongo.ts";
import { until } from "../support/until.ts";

/** An instant at which the nodes that the tests scrape answer. */
const CALM_MS = Date.UTC(2026, 10, 23, 3);

describe("the simulator", () => {
  it("serves a page for every node of the fleet, and names what holds each GPU", async () => {
    await using rig = await simulatorRig();
    const placements = placementModel(rig.databases.workloads);
    const held = await placements.findOne({ mask: 255 }).lean();
    expect(held).not.toBeNull();
    const page = await scrape(rig.url, held?.node ?? "");
    expect(page.status).toBe(200);
    expect(page.type).toContain("text/plain");
    expect(page.body).toContain(`namespace="${held?.project}"`);
    for (const uuid of held?.gpus ?? []) expect(page.body).toContain(`UUID="${uuid}"`);

    const nodes = await nodeModel(rig.databases.inventory).find({}, { status: 1 }).lean();
    const pages = await Promise.all(nodes.map((node) => scrape(rig.url, node._id)));
    const answered = pages.filter((answer) => answer.status === 200).length;
    expect(nodes).toHaveLength(101);
    expect(answered).toBeGreaterThanOrEqual(97);
    for (const [index, node] of nodes.entries()) if (node.status === "DOWN") expect(pages[index]?.status).toBe(503);
  });

  it("shows that a workload came or went within two seconds", async () => {
    await using rig = await simulatorRig();
    const placements = placementModel(rig.databases.workloads);
    const held = await placements.findOne({ mask: 255 }).lean();
    if (held === null) throw new Error("the seed places nothing");
    const shown = async (): Promise<boolean> => (await scrape(rig.url, held.node)).body.includes("namespace=");
    expect(await shown()).toBe(true);

    await placements.deleteOne({ _id: held._id });
    await until(async () => !(await shown()), 2000);
    const idle = await scrape(rig.url, held.node);
    expect(idle.body).toMatch(/DCGM_FI_DEV_GPU_UTIL\{gpu="0".*\} 0\n/);

    await placements.collection.insertOne({ ...held, mask: 1 } as never);
    await until(shown, 2000);
    expect((await scrape(rig.url, held.node)).body.match(/DCGM_FI_DEV_GPU_TEMP\{.*namespace=/g)).toHaveLength(1);
  });

  it("stops answering for a node that goes down, and answers again when it is back", async () => {
    await using rig = await simulatorRig();
    const nodes = nodeModel(rig.databases.inventory);
    const node = await nodes.findOne({ status: "IDLE" }).lean();
    const hostname = node?._id ?? "";
    const status = async (): Promise<number> => (await scrape(rig.url, hostname)).status;
    expect(await status()).toBe(200);
    await nodes.updateOne({ _id: hostname }, { $set: { status: "DOWN" } });
    await until(async () => (await status()) === 503, 2000);
    await nodes.updateOne({ _id: hostname }, { $set: { status: "IDLE" } });
    await until(async () => (await status()) === 200, 2000);
  });

  // A node has no GPUs from when it is built in until it is switched on, and was never heard of again.
  it("serves a page for a node that is built in and then switched on", async () => {
    await using rig = await simulatorRig();
    const nodes = nodeModel(rig.databases.inventory);
    const known = await nodes.findOne({ status: "IDLE" }).lean();
    if (known === null) throw new Error("the seed has no idle node");
    const node = { ...known, _id: "new-0001", gpus: [], status: "DOWN" } as const;
    await nodes.collection.insertOne(node as never);
    await until(async () => (await scrape(rig.url, node._id)).status === 404, 2000);
    const gpus = known.gpus.map((_, slot) => `GPU-new-${slot}`);
    await nodes.updateOne({ _id: node._id }, { $set: { gpus, status: "IDLE" } });
    await until(async () => (await scrape(rig.url, node._id)).status === 200, 2000);
    expect((await scrape(rig.url, node._id)).body).toContain('UUID="GPU-new-7"');
    await nodes.updateOne({ _id: node._id }, { $set: { gpus: [], status: "DOWN" } });
    await until(async () => (await scrape(rig.url, node._id)).status === 404, 2000);
  });

  it("reads the fleet again when its collections were dropped and seeded anew", async () => {
    await using rig = await simulatorRig();
    await rig.databases.drop();
    await seedFleet(rig.databases, "sample");
    const health = async (): Promise<unknown> => JSON.parse((await get(`${rig.url}/health`)).body);
    await until(async () => {
      const { nodes, placements } = (await health()) as { nodes: number; placements: number };
      return nodes === 101 && placements > 0;
    }, 10_000);
  });

  it("gives a GPU the fault that it is told, until it is taken back or its time is over", async () => {
    await using rig = await simulatorRig();
    const node = await nodeModel(rig.databases.inventory).findOne({ status: "ALLOCATED" }).lean();
    const hostname = node?._id ?? "";
    const fault = `${rig.url}/nodes/${hostname}/fault`;
    const xids = async (): Promise<readonly string[]> => {
      const { body } = await scrape(rig.url, hostname);
      return [...body.matchAll(/^DCGM_FI_DEV_XID_ERRORS\{gpu="(\d)".*\} (\d+)$/gm)].map(
        ([, slot, xid]) => `${slot} ${xid}`,
      );
    };
    const whole = await xids();
    expect(whole).toHaveLength(8);
    expect((await get(fault, "PUT", { xid: 48, slot: 5, forSeconds: 60 })).status).toBe(204);
    expect(await xids()).toContain("5 48");
    expect((await get(fault, "PUT", { xid: 79, slot: 2, forSeconds: 120 })).status).toBe(204);
    expect(await xids()).toContain("2 79");
    rig.passMs(60_000);
    // One that fell off the bus has no lines any more.
    expect((await xids()).map(([slot]) => slot)).toEqual(["0", "1", "3", "4", "5", "6", "7"]);
    rig.passMs(60_000);
    expect(await xids()).toEqual(whole);
    await get(fault, "PUT", { silence: true, forSeconds: 60 });
    expect((await scrape(rig.url, hostname)).status).toBe(0);
    expect((await get(fault, "DELETE")).status).toBe(204);
    expect(await xids()).toEqual(whole);
  });

  it("refuses what is no fault, and says why", async () => {
    await using rig = await simulatorRig();
    const node = await nodeModel(rig.databases.inventory).findOne({ status: "ALLOCATED" }).lean();
    const cases: readonly (readonly [what: string, body: string | object, sentence: string])[] = [
      ["no JSON", "{", "a fault is told as JSON"],
      ["no object", "null", "a fault is told as a JSON object"],
      [
        "an XID that it does not know",
        { xid: 13, slot: 0, forSeconds: 1 },
        'say "silence": true, or an xid of 31, 48, 74',
      ],
      ["a slot that no node has", { xid: 79, slot: 8, forSeconds: 1 }, "slot must be a whole number from 0 to 7"],
      ["no time", { silence: true }, "forSeconds must be a number over 0 and up to 86400"],
      ["too long a time", { silence: true, forSeconds: 1e9 }, "forSeconds must be a number over 0 and up to 86400"],
      ["too much", { silence: true, forSeconds: 1, why: "x".repeat(100_000) }, "a fault is told in at most 1024 bytes"],
    ];
    for (const [what, body, sentence] of cases) {
      const answer = await get(`${rig.url}/nodes/${node?._id}/fault`, "PUT", body);
      expect([what, answer.status, answer.body.slice(0, sentence.length)]).toEqual([what, 400, sentence]);
    }
    expect((await get(`${rig.url}/nodes/nobody/fault`, "PUT", { silence: true, forSeconds: 1 })).status).toBe(404);
  });

  it("refuses what it does not serve", async () => {
    await using rig = await simulatorRig();
    expect((await scrape(rig.url, "nobody")).status).toBe(404);
    expect((await get(`${rig.url}/nodes//metrics`)).status).toBe(404);
    expect((await get(`${rig.url}/nodes/a/b/metrics`)).status).toBe(404);
    expect((await get(`${rig.url}/health`, "POST")).status).toBe(405);
  });

  it("waits for MongoDB and says so, without ending", async () => {
    const config = { mongodbUri: "mongodb://127.0.0.1:1/?replicaSet=rs0", databasePrefix: "none", seed: 1 };
    const simulator = await startSimulator(
      { ...config, host: "127.0.0.1", port: 0, connectTimeoutMs: 200 },
      { log: createLog("simulator", "silent") },
    );
    expect((await get(`${simulator.url}/health`)).status).toBe(503);
    expect((await scrape(simulator.url, "any")).status).toBe(503);
    await simulator.close();
  });
});

/** A simulator over a seeded sample fleet, at a fixed instant. */
async function simulatorRig() {
  const database = await testDatabase();
  await seedFleet(database.databases, "sample");
  let nowMs = CALM_MS;
  const simulator = await startSimulator(
    {
      mongodbUri: database.mongodbUri,
      databasePrefix: database.databasePrefix,
      host: "127.0.0.1",
      port: 0,
      seed: 1,
      connectTimeoutMs: 5000,
    },
    { log: createLog("simulator", "silent"), clock: () => nowMs },
  );
  await simulator.loaded;
  return {
    url: simulator.url,
    databases: database.databases,
    passMs: (ms: number) => void (nowMs += ms),
    [Symbol.asyncDispose]: async () => {
      await simulator.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

async function scrape(url: string, hostname: string): Promise<Answer> {
  return await get(`${url}/nodes/${hostname}/metrics`);
}

/** One request; a node that keeps silent counts as status 0. */
function get(url: string, method = "GET", sent: string | object = ""): Promise<Answer> {
  return new Promise((resolve) => {
    const call = request(url, { method, timeout: 2000 }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, type: response.headers["content-type"] ?? "", body });
      });
    });
    call.on("timeout", () => call.destroy());
    call.on("error", () => resolve({ status: 0, type: "", body: "" }));
    call.end(typeof sent === "string" ? sent : JSON.stringify(sent));
  });
}

import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { alertModel } from "../../../subgraphs/workloads/telemetry/alert-model.ts";
import { CELL_FIELDS, GPUS, REPORTING } from "../../../subgraphs/workloads/telemetry/cells.ts";
import { telemetryCollections } from "../../../subgraphs/workloads/telemetry/collections.ts";
import { FeedWriter } from "../../../subgraphs/workloads/telemetry/feed-writer.ts";
import { type WorkloadsRig, workloadsRig } from "../../subgraphs/workloads/rig.ts";
import { openFence } from "../../subgraphs/workloads/telemetry/telemetry-rig.ts";
import { type Cleanup, createCleanup } from "../../support/cleanup.ts";
import { type GatewayRig, startGateway } from "../../support/gateway-rig.ts";
import { TEST_IDENTITY_SECRET } from "../../support/subgraph-call.ts";
import { until } from "../../support/until.ts";

const ALERTS = "subscription { alerts { snapshot standingCount items { message } } }";
const UTILISATION = "subscription { utilisation(groupBy: [SITE]) { snapshot items { id gpuCount } } }";

interface Frame {
  readonly snapshot: boolean;
  readonly standingCount?: number;
  readonly items: readonly { readonly message?: string; readonly id?: string; readonly gpuCount?: number }[];
}

describe("streams of which items end", () => {
  let workloads: WorkloadsRig;
  let gateway: GatewayRig;
  let cleanup: Cleanup;

  beforeAll(async () => {
    workloads = await workloadsRig();
    gateway = await startGateway({
      supergraphSdl: await readFile("schema/supergraph.graphql", "utf8"),
      env: { SUBGRAPH_URLS: `workloads=${workloads.url}/graphql`, IDENTITY_SECRET: TEST_IDENTITY_SECRET },
    });
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await workloads[Symbol.asyncDispose]();
  });
  beforeEach(() => void (cleanup = createCleanup()));
  afterEach(async () => await cleanup[Symbol.asyncDispose]());

  it("tell alerts that are cleared to those who read, and not to those who come", async () => {
    let seq = 0;
    const put = async (message: string, clearedAt: Date | null = null): Promise<void> => {
      seq += 1;
      const about = { kind: "STALE_NODE", partner: "samsung", site: "hwaseong", node: "hwaseong-n001" };
      const rest = { gpu: null, code: null, message, raisedAt: new Date(1000 * seq), clearedAt, seq };
      await alertModel(workloads.database.databases.workloads).replaceOne(
        { _id: message },
        { ...about, ...rest },
        { upsert: true },
      );
    };
    const ada = await read(ALERTS);
    await until(async () => ada.length === 1);
    expect(ada[0]).toMatchObject({ snapshot: true, items: [] });
    await put("stands");
    await put("passes");
    await put("passes", new Date());
    const told = (): readonly unknown[] => ada.flatMap(({ items }) => items.map(({ message }) => message));
    await until(async () => ada.at(-1)?.standingCount === 1 && told().includes("passes") && told().includes("stands"));
    const bob = await read(ALERTS);
    await until(async () => bob.length === 1);
    expect(bob[0]).toEqual({ snapshot: true, standingCount: 1, items: [{ message: "stands" }] });
    await until(async () => isDeepStrictEqual(await streams(), { subscribers: 2, upstream: 1 }));
  });

  it("tell groups that have lost their last GPU to those who read, and not to those who come", async () => {
    const database = workloads.database.databases.workloads;
    const collections = telemetryCollections(database);
    const fence = openFence(database);
    const feed = await FeedWriter.open({ collections, fence, retentionMs: 900_000, keyframeEveryMs: 60_000 });
    const report = async (gpusBySite: Readonly<Record<string, number>>): Promise<void> => {
      const cells = Object.entries(gpusBySite).map(([site, gpus]): (string | number | null)[] => {
        const numbers = Array.from({ length: CELL_FIELDS }, () => 0);
        numbers[GPUS] = numbers[REPORTING] = gpus;
        return [site, "B200", null, null, ...numbers];
      });
      await feed.append(new Date(), { samsung: cells });
    };
    const counts = ({ items }: Frame): readonly unknown[] => items.map(({ gpuCount }) => gpuCount);
    await report({ hwaseong: 48, pangyo: 24 });
    const ada = await read(UTILISATION);
    await until(async () => ada.some((frame) => counts(frame).length === 2));
    await report({ pangyo: 0 });
    await until(async () => counts(ada.at(-1) ?? { snapshot: false, items: [] }).includes(0));
    const bob = await read(UTILISATION);
    await until(async () => bob.length === 1);
    expect(bob[0]?.snapshot).toBe(true);
    expect(counts(bob[0] ?? { snapshot: false, items: [] })).toEqual([48]);
    await until(async () => isDeepStrictEqual(await streams(), { subscribers: 2, upstream: 1 }));
    // What no group has is no GPU: that is the whole, and stays.
    const all = await read("subscription { utilisation { items { gpuCount } } }");
    await until(async () => all.length === 1);
    await report({ hwaseong: 0 });
    await until(async () => all.length === 2);
    const whole = await read("subscription { utilisation { items { gpuCount } } }");
    await until(async () => whole.length === 1);
    expect(whole[0]?.items).toEqual([{ gpuCount: 0 }]);
  });

  /** The frames that an analyst is given from now on. */
  async function read(query: string): Promise<readonly Frame[]> {
    const token = await gateway.issuer.token({ sub: "analyst", scope: "fleet:read fleet:read:all" });
    const client = createClient({
      url: `${gateway.url.replace("http", "ws")}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${token}` },
      retryAttempts: 0,
    });
    cleanup.defer(async () => await client.dispose());
    const frames: Frame[] = [];
    client.subscribe<Record<string, Frame>>(
      { query },
      {
        next: ({ data }) => void frames.push(...Object.values(data ?? {})),
        error: (error) => void frames.push(error as Frame),
        complete: () => undefined,
      },
    );
    return frames;
  }

  async function streams(): Promise<unknown> {
    const text = await (await fetch(`${gateway.url}/metrics`)).text();
    const figure = (name: string): number =>
      Number(new RegExp(`^gateway_stream_${name} (.+)$`, "m").exec(text)?.[1] ?? NaN);
    return { subscribers: figure("subscribers"), upstream: figure("upstream_streams") };
  }
});

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { encodeId } from "../../../subgraphs/kit/ids.ts";
import { type AlertDocument, alertModel } from "../../../subgraphs/workloads/telemetry/alert-model.ts";
import { rackPowerModel } from "../../../subgraphs/workloads/telemetry/rack-power.ts";
import { analystIdentity, partnerIdentity } from "../../support/subgraph-call.ts";
import { type WorkloadsRig, workloadsRig } from "./rig.ts";

const samsung = partnerIdentity("samsung");
const hyundai = partnerIdentity("hyundai");
const analyst = analystIdentity();

const ALERTS = `query ($filter: AlertFilter, $first: Int, $after: Cursor) { alerts(filter: $filter, first: $first, after: $after) {
  totalCount nodes { kind uuid gpu { id } node { id } partner { id } site { id } code message raisedAt clearedAt }
  pageInfo { hasNextPage endCursor } } }`;
const RACKS = `query ($site: String, $above: Float, $first: Int, $after: Cursor) {
  racksByPower(site: $site, shareAbove: $above, first: $first, after: $after) {
    totalCount nodes { rack { id } gpuPowerWatts powerWatts capWatts share } pageInfo { hasNextPage endCursor } } }`;
const LIVE = `subscription ($filter: AlertFilter, $after: Cursor) { alerts(filter: $filter, after: $after) {
  cursor snapshot gap standingCount items { message clearedAt partner { id } } } }`;

interface Page<T> {
  readonly totalCount: number;
  readonly nodes: readonly T[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

let rig: WorkloadsRig;
beforeAll(async () => void (rig = await workloadsRig()));
afterAll(async () => await rig[Symbol.asyncDispose]());

async function page<T>(as: typeof samsung, query: string, variables: object = {}): Promise<Page<T>> {
  const { data, errors } = await rig.call(as, query, { ...variables });
  if (errors.length > 0) throw new Error(errors[0]?.extensions?.code ?? JSON.stringify(errors));
  return Object.values(data ?? {})[0] as Page<T>;
}

describe("alerts", () => {
  let seq = 0;
  const put = async (name: string, alert: Partial<AlertDocument>): Promise<void> => {
    seq += 1;
    const facts = { kind: "STALE_NODE", partner: "samsung", site: "hwaseong", node: "hwaseong-n001" } as const;
    const rest = { gpu: null, code: null, raisedAt: new Date(1000 * seq), clearedAt: null };
    const document = { ...facts, ...rest, ...alert, message: name, seq };
    await alertModel(rig.database.databases.workloads).replaceOne({ _id: name }, document, { upsert: true });
  };
  beforeAll(async () => {
    await put("silent", {});
    await put("over", { clearedAt: new Date() });
    await put("stranger", { kind: "UNKNOWN_GPU", gpu: "GPU-stranger" });
    await put("xid", { kind: "XID", gpu: "GPU-known", code: 79, site: "pangyo", node: "pangyo-n001" });
    await put("foreign", { partner: "hyundai", site: "ulsan", node: "ulsan-n001" });
  });
  const messages = ({ nodes }: Page<{ message: string }>): string[] => nodes.map(({ message }) => message);

  it("are listed newest first and by page, each with what it is about", async () => {
    const first = await page<{ message: string }>(samsung, ALERTS, { first: 3 });
    expect(messages(first)).toEqual(["xid", "stranger", "over"]);
    expect(first.totalCount).toBe(4);
    const rest = await page<{ message: string }>(samsung, ALERTS, { first: 3, after: first.pageInfo.endCursor });
    expect(messages(rest)).toEqual(["silent"]);
    expect(first.nodes.slice(0, 2)).toMatchObject([
      {
        kind: "XID",
        uuid: "GPU-known",
        gpu: { id: encodeId("Gpu", "GPU-known") },
        node: { id: encodeId("Node", "pangyo-n001") },
        partner: { id: encodeId("Partner", "samsung") },
        site: { id: encodeId("Site", "pangyo") },
        code: 79,
        clearedAt: null,
      },
      { kind: "UNKNOWN_GPU", uuid: "GPU-stranger", gpu: null, code: null },
    ]);
  });

  it("are listed by partner, site, kind, and whether they stand", async () => {
    const by = async (filter: object): Promise<string[]> => messages(await page(analyst, ALERTS, { filter }));
    expect(await by({})).toEqual(["foreign", "xid", "stranger", "over", "silent"]);
    expect(await by({ standing: true, partner: "samsung" })).toEqual(["xid", "stranger", "silent"]);
    expect(await by({ standing: false })).toEqual(["over"]);
    expect(await by({ kind: "XID" })).toEqual(["xid"]);
    expect(await by({ site: "ulsan" })).toEqual(["foreign"]);
  });

  it("are nobody else's, whatever a partner's filter says, listed or streamed", async () => {
    expect(messages(await page(hyundai, ALERTS))).toEqual(["foreign"]);
    expect(await page(hyundai, ALERTS, { filter: { partner: "samsung" } })).toMatchObject({ totalCount: 0, nodes: [] });
    const [own, foreign] = [rig.subscribe(hyundai, LIVE), rig.subscribe(hyundai, LIVE, { filter: { site: "pangyo" } })];
    const next = async (frames: typeof own): Promise<unknown> => (await frames.next()).value?.data?.["alerts"];
    expect(await next(foreign)).toMatchObject({ snapshot: true, items: [] });
    expect(await next(own)).toMatchObject({ snapshot: true, items: [{ message: "foreign" }] });
    await put("samsung's", { site: "pangyo" });
    await put("foreign", { partner: "hyundai", site: "ulsan", node: "ulsan-n001", clearedAt: new Date() });
    const partner = { id: encodeId("Partner", "hyundai") };
    expect(await next(own)).toMatchObject({ snapshot: false, items: [{ message: "foreign", partner }] });
    await own.return?.();
    await foreign.return?.();
  });

  it("go on after a cursor with what changed meanwhile, and refuse the cursor of another viewer", async () => {
    const frames = rig.subscribe(samsung, LIVE);
    const first = (await frames.next()).value?.data?.["alerts"] as { cursor: string } | undefined;
    await frames.return?.();
    await put("meanwhile", {});
    const resumed = rig.subscribe(samsung, LIVE, { after: first?.cursor });
    expect((await resumed.next()).value?.data?.["alerts"]).toMatchObject({
      snapshot: false,
      gap: false,
      items: [{ message: "meanwhile" }],
    });
    await resumed.return?.();
    const stolen = rig.subscribe(hyundai, LIVE, { after: first?.cursor });
    const refused = await stolen.next().then(
      ({ value }) => value?.errors?.[0]?.extensions?.["code"],
      (errors: unknown) => (errors as { extensions?: { code?: string } }[])[0]?.extensions?.code,
    );
    expect(refused).toBe("BAD_CURSOR");
  });

  // A hall without power raises an alert a node: a frame of all of them was as long as there were, and the gateway asked the
  // other subgraphs about each.
  it("begin with the newest thousand, and say how many stand", async () => {
    const standing = 1500;
    const raised = Array.from({ length: standing }, (_, index) => ({
      _id: `dark-${index}`,
      kind: "STALE_NODE",
      partner: "sk",
      site: "cheongju",
      node: `cheongju-n${index}`,
      gpu: null,
      code: null,
      message: `dark ${index}`,
      raisedAt: new Date(Date.UTC(2026, 10, 1) + index * 1000),
      clearedAt: null,
      seq: 1_000_000 + index,
    }));
    const model = alertModel(rig.database.databases.workloads);
    await model.insertMany(raised);
    const frames = rig.subscribe(partnerIdentity("sk"), LIVE);
    const first = (await frames.next()).value?.data?.["alerts"] as {
      snapshot: boolean;
      standingCount: number;
      items: { message: string }[];
    };
    expect([first.snapshot, first.standingCount, first.items.length]).toEqual([true, standing, 1000]);
    expect(first.items.map(({ message }) => message)).toEqual(
      Array.from({ length: 1000 }, (_, index) => `dark ${standing - 1 - index}`),
    );
    await model.updateOne({ _id: "dark-0" }, { $set: { clearedAt: new Date(), seq: 2_000_000 } });
    expect((await frames.next()).value?.data?.["alerts"]).toMatchObject({
      snapshot: false,
      standingCount: standing - 1,
      items: [{ message: "dark 0" }],
    });
    await frames.return?.();
    const page = await rig.call(
      partnerIdentity("sk"),
      "{ alerts(first: 1000) { totalCount pageInfo { hasNextPage } } }",
    );
    expect(page.data).toEqual({ alerts: { totalCount: standing, pageInfo: { hasNextPage: true } } });
    await model.deleteMany({ partner: "sk" });
  });
});

describe("racksByPower", () => {
  interface Rack {
    readonly rack: { readonly id: string };
    readonly share: number;
  }
  beforeAll(async () => {
    const shares = { a: 0.91, b: 0.4, c: 0.95, d: 1.02 };
    await rackPowerModel(rig.database.databases.workloads).insertMany(
      Object.entries(shares).map(([_id, share]) => ({
        _id,
        partner: _id === "d" ? "hyundai" : "samsung",
        site: _id === "a" ? "pangyo" : _id === "d" ? "ulsan" : "hwaseong",
        gpuPowerWatts: 50_000 * share,
        powerWatts: 100_000 * share,
        capWatts: 100_000,
        share,
        at: new Date(),
      })),
    );
  });
  const ids = ({ nodes }: Page<Rack>): string[] => nodes.map(({ rack }) => rack.id);
  const of = (...racks: readonly string[]): string[] => racks.map((rack) => encodeId("Rack", rack));

  it("answers the racks above a share of their cap, largest first and by page", async () => {
    expect(ids(await page(analyst, RACKS, { above: 0.9 }))).toEqual(of("d", "c", "a"));
    const first = await page<Rack>(analyst, RACKS, { first: 3 });
    expect(first.totalCount).toBe(4);
    expect(ids(await page(analyst, RACKS, { first: 3, after: first.pageInfo.endCursor }))).toEqual(of("b"));
    expect(first.nodes[1]).toEqual({
      rack: { id: encodeId("Rack", "c") },
      gpuPowerWatts: 47_500,
      powerWatts: 95_000,
      capWatts: 100_000,
      share: 0.95,
    });
  });

  it("keeps to a site, and to the viewer's own", async () => {
    expect(ids(await page(analyst, RACKS, { site: "hwaseong" }))).toEqual(of("c", "b"));
    expect(ids(await page(samsung, RACKS, { above: 0.9 }))).toEqual(of("c", "a"));
    expect(ids(await page(hyundai, RACKS, {}))).toEqual(of("d"));
    expect(await page(hyundai, RACKS, { site: "pangyo" })).toMatchObject({ totalCount: 0, nodes: [] });
  });

  it("refuses a share below 0", async () => {
    await expect(page(analyst, RACKS, { above: -0.1 })).rejects.toThrow("BAD_USER_INPUT");
  });
});

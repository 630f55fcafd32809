import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { encodeId } from "../../../subgraphs/kit/ids.ts";
import {
  CELL_FIELDS,
  countOf,
  GPUS,
  type PackedCells,
  REPORTING,
  sumOf,
} from "../../../subgraphs/workloads/telemetry/cells.ts";
import { telemetryCollections } from "../../../subgraphs/workloads/telemetry/collections.ts";
import { FeedWriter } from "../../../subgraphs/workloads/telemetry/feed-writer.ts";
import { DUTY_CYCLE, POWER } from "../../../subgraphs/workloads/telemetry/metrics.ts";
import { analystIdentity, identity, partnerIdentity } from "../../support/subgraph-call.ts";
import { eventually, type WorkloadsRig, workloadsRig } from "./rig.ts";
import { openFence } from "./telemetry/telemetry-rig.ts";

const FRAME = `{
  cursor at snapshot gap skipped
  items { id partner { id } site { id } gpuCount coverage dutyCycle powerWatts }
}`;
const STREAM = `subscription($filter: UtilisationFilter, $groupBy: [UtilisationDimension!], $every: Duration, $after: Cursor) {
  utilisation(filter: $filter, groupBy: $groupBy, every: $every, after: $after) ${FRAME}
}`;
const QUERY = `query($filter: UtilisationFilter, $groupBy: [UtilisationDimension!]) {
  utilisation(filter: $filter, groupBy: $groupBy) ${FRAME}
}`;
const BY_SITE = { groupBy: ["PARTNER", "SITE"] };

interface Frame {
  readonly cursor: string;
  readonly snapshot: boolean;
  readonly gap: boolean;
  readonly skipped: number;
  readonly items: readonly {
    readonly id: string;
    readonly partner: { readonly id: string } | null;
    readonly site: { readonly id: string } | null;
    readonly gpuCount: number;
    readonly dutyCycle: number | null;
    readonly powerWatts: number | null;
  }[];
}

const samsung = partnerIdentity("samsung");
const hyundai = partnerIdentity("hyundai");
const SAMSUNG_ID = encodeId("Partner", "samsung");

let rig: WorkloadsRig;
let feed: FeedWriter;
beforeAll(async () => {
  rig = await workloadsRig();
  const { workloads } = rig.database.databases;
  const collections = telemetryCollections(workloads);
  feed = await FeedWriter.open({
    collections,
    fence: openFence(workloads),
    retentionMs: 900_000,
    keyframeEveryMs: 60_000,
  });
  await report({ hwaseong: 0.5, pangyo: 0.25, ulsan: 0.75 });
});
afterAll(async () => await rig[Symbol.asyncDispose]());

/** Appends to the feed what the collector would after a scrape with these duty cycles, by site; waits until it is live. */
async function report(dutyCycles: Readonly<Record<string, number>>): Promise<void> {
  const cells: Record<string, PackedCells[string][number][]> = {};
  for (const [site, dutyCycle] of Object.entries(dutyCycles)) {
    const gpus = site === "hwaseong" ? 48 : site === "pangyo" ? 24 : 32;
    const numbers = Array.from({ length: CELL_FIELDS }, () => 0);
    numbers[GPUS] = gpus;
    numbers[REPORTING] = gpus;
    numbers[sumOf(DUTY_CYCLE)] = dutyCycle * 10_000 * gpus;
    numbers[countOf(DUTY_CYCLE)] = gpus;
    numbers[sumOf(POWER)] = 4000 * gpus;
    numbers[countOf(POWER)] = gpus;
    (cells[site === "ulsan" ? "hyundai" : "samsung"] ??= []).push([site, "B200", null, null, ...numbers]);
  }
  await feed.append(new Date(), cells);
  await eventually(
    async () => (await query(BY_SITE)).items.map((item) => [siteOf(item), item.dutyCycle]),
    (now) => Object.entries(dutyCycles).every(([site, duty]) => now.some(([at, is]) => at === site && is === duty)),
  );
}

function siteOf({ site }: Frame["items"][number]): string | null {
  return site === null ? null : Buffer.from(site.id, "base64url").toString().replace("Site:", "");
}

async function query(variables: object, as = analystIdentity()): Promise<Frame> {
  const { data, errors } = await rig.call(as, QUERY, { ...variables });
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data?.["utilisation"] as Frame;
}

type Stream = ReturnType<WorkloadsRig["subscribe"]>;

async function next(stream: Stream): Promise<Frame> {
  const { value, done } = (await stream.next()) as IteratorResult<{ data?: { utilisation: Frame }; errors?: unknown }>;
  if (done === true) throw new Error("the stream has ended");
  if (value.errors !== undefined || value.data === undefined) throw new Error(JSON.stringify(value));
  return value.data.utilisation;
}

/** The code with which a subscription is refused. */
async function refusal(as: typeof samsung, variables: Record<string, unknown>): Promise<unknown> {
  const outcome = await rig
    .subscribe(as, STREAM, variables)
    .next()
    .then(
      ({ value }) => value as unknown,
      (errors: unknown) => errors,
    );
  const [error] = Array.isArray(outcome) ? outcome : ((outcome as { errors?: unknown[] }).errors ?? []);
  return (error as { extensions?: { code?: string } } | undefined)?.extensions?.code ?? outcome;
}

describe("the utilisation stream", () => {
  it("begins with a snapshot, and goes on with the groups that changed", async () => {
    const stream = rig.subscribe(samsung, STREAM, BY_SITE);
    const first = await next(stream);
    expect(first).toMatchObject({ snapshot: true, gap: false, skipped: 0 });
    expect(first.items.map(siteOf)).toEqual(["hwaseong", "pangyo"]);
    expect(first.items[0]).toMatchObject({ gpuCount: 48, coverage: 1, dutyCycle: 0.5, powerWatts: 19_200 });
    await report({ hwaseong: 0.6 });
    const second = await next(stream);
    expect(second.snapshot).toBe(false);
    expect(second.items.map((item) => [siteOf(item), item.dutyCycle])).toEqual([["hwaseong", 0.6]]);
    await stream.return?.();
  });

  it("holds a partner's own groups only, also when the filter names another partner", async () => {
    const mine = rig.subscribe(samsung, STREAM, BY_SITE);
    const foreign = rig.subscribe(samsung, STREAM, { ...BY_SITE, filter: { partner: "hyundai" } });
    const none = rig.subscribe(samsung, STREAM, { ...BY_SITE, filter: { partner: "nobody" } });
    for (const item of (await next(mine)).items) expect(item.partner?.id).toBe(SAMSUNG_ID);
    const empty = await next(foreign);
    expect(empty).toMatchObject({ snapshot: true, items: [] });
    expect(await next(none)).toMatchObject({ snapshot: true, items: [] });
    await report({ ulsan: 0.1 });
    await report({ pangyo: 0.3 });
    const after = await next(mine);
    expect(after.items.map(siteOf)).toEqual(["pangyo"]);
    expect(await query({ filter: { partner: "hyundai" } }, samsung)).toMatchObject({
      items: [{ gpuCount: 0, dutyCycle: null, powerWatts: null }],
    });
    await Promise.all([mine.return?.(), foreign.return?.(), none.return?.()]);
  });

  it("resumes after a cursor with exactly the frames that came since", async () => {
    const before = rig.subscribe(samsung, STREAM, BY_SITE);
    await next(before);
    await report({ hwaseong: 0.11 });
    const { cursor } = await next(before);
    await before.return?.();
    for (const duty of [0.12, 0.13, 0.14]) await report({ hwaseong: duty });
    const resumed = rig.subscribe(samsung, STREAM, { ...BY_SITE, after: cursor });
    const frames = [await next(resumed), await next(resumed), await next(resumed)];
    await report({ hwaseong: 0.15 });
    frames.push(await next(resumed));
    expect(frames.map(({ items }) => items[0]?.dutyCycle)).toEqual([0.12, 0.13, 0.14, 0.15]);
    for (const frame of frames) expect(frame).toMatchObject({ snapshot: false, gap: false });
    await resumed.return?.();
  });

  it("goes on from the cursor of a query", async () => {
    const { cursor } = await query(BY_SITE, samsung);
    await report({ pangyo: 0.41 });
    const stream = rig.subscribe(samsung, STREAM, { groupBy: ["SITE", "PARTNER", "SITE"], after: cursor });
    expect((await next(stream)).items.map((item) => item.dutyCycle)).toEqual([0.41]);
    await stream.return?.();
  });

  it("merges frames to one in each interval, and counts what was merged", async () => {
    const stream = rig.subscribe(samsung, STREAM, { ...BY_SITE, every: "1s" });
    const first = await next(stream);
    expect(first.snapshot).toBe(true);
    for (const duty of [0.51, 0.52, 0.53]) await report({ hwaseong: duty });
    let frame = await next(stream);
    let merged = frame.skipped + 1;
    while (frame.items[0]?.dutyCycle !== 0.53) {
      frame = await next(stream);
      merged += frame.skipped + 1;
    }
    expect(merged).toBe(3);
    await stream.return?.();
  });

  it("refuses cursors that are forged, or of another viewer, filter or grouping", async () => {
    const { cursor } = await query(BY_SITE, samsung);
    const forged = `${cursor.slice(0, -2)}${cursor.endsWith("AA") ? "BB" : "AA"}`;
    expect(await refusal(samsung, { ...BY_SITE, after: forged })).toBe("BAD_CURSOR");
    expect(await refusal(samsung, { ...BY_SITE, after: "nonsense" })).toBe("BAD_CURSOR");
    expect(await refusal(hyundai, { ...BY_SITE, after: cursor })).toBe("BAD_CURSOR");
    expect(await refusal(analystIdentity(), { ...BY_SITE, after: cursor })).toBe("BAD_CURSOR");
    expect(await refusal(samsung, { groupBy: ["SITE"], after: cursor })).toBe("BAD_CURSOR");
    expect(await refusal(samsung, { ...BY_SITE, filter: { site: "pangyo" }, after: cursor })).toBe("BAD_CURSOR");
  });

  it.each(["999ms", "61m", "2h"])("refuses an interval of %s", async (every) => {
    expect(await refusal(samsung, { ...BY_SITE, every })).toBe("BAD_USER_INPUT");
  });

  it("is forbidden to a viewer that sees no fleet", async () => {
    expect(await refusal(identity({ subject: "nobody", scopes: ["fleet:read"] }), BY_SITE)).toBe("FORBIDDEN");
  });

  it("ends with the unsubscribed stream alone: others on the process go on", async () => {
    const [gone, stays] = [rig.subscribe(samsung, STREAM, BY_SITE), rig.subscribe(samsung, STREAM, BY_SITE)];
    await Promise.all([next(gone), next(stays)]);
    await gone.return?.();
    await report({ pangyo: 0.61 });
    expect((await next(stays)).items[0]?.dutyCycle).toBe(0.61);
    await stays.return?.();
  });
});

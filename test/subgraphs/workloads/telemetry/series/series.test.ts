import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { encodeId } from "../../../../../subgraphs/kit/ids.ts";
import {
  ensureTelemetryCollections,
  telemetryCollections,
} from "../../../../../subgraphs/workloads/telemetry/collections.ts";
import { DayMemo } from "../../../../../subgraphs/workloads/telemetry/series/day-memo.ts";
import { rollUpCoarse } from "../../../../../subgraphs/workloads/telemetry/tiers/coarse-rollup.ts";
import { Tally } from "../../../../../subgraphs/workloads/telemetry/tiers/tally.ts";
import { RollupKeeper } from "../../../../../subgraphs/workloads/telemetry/tiers/rollup-keeper.ts";
import {
  ensureTierCollections,
  tierCollections,
} from "../../../../../subgraphs/workloads/telemetry/tiers/tier-collections.ts";
import { DAY_MS, DEFAULT_WIDTHS } from "../../../../../subgraphs/workloads/telemetry/tiers/tiers.ts";
import { analystIdentity, partnerIdentity as partner, type SubgraphAnswer } from "../../../../support/subgraph-call.ts";
import { KEPT, markSamples } from "../telemetry-rig.ts";
import { type WorkloadsRig, workloadsRig } from "../../rig.ts";
import {
  batchDocument,
  hostIn,
  type RawBatch,
  type RawSample,
  type RawSums,
  rawSamples,
  sampleDocuments,
  sumsBy,
  uuidIn,
} from "../tiers/raw-fleet.ts";

const HOUR_MS = 3_600_000;
const INTERVAL_MS = 1_800_000;
const START_MS = Date.parse("2026-11-18T00:00:00Z");
const DAYS = 4;
const END_MS = START_MS + DAYS * DAY_MS;

const LITHO = { project: "samsung-litho", workload: "w-litho", kind: "LITHOGRAPHY" };
const CHAT = { project: "samsung-office", workload: "w-chat", kind: "INTERACTIVE" };
const DRIVE = { project: "hyundai-driving", workload: "w-drive", kind: "PRETRAIN" };

const BATCHES: readonly RawBatch[] = [
  { id: "samsung:hwaseong:B200:0000", partner: "samsung", site: "hwaseong", model: "B200", nodes: [LITHO, CHAT, null] },
  { id: "samsung:pangyo:B200:0000", partner: "samsung", site: "pangyo", model: "B200", nodes: [CHAT] },
  { id: "hyundai:ulsan:GB300:0000", partner: "hyundai", site: "ulsan", model: "GB300", nodes: [DRIVE] },
];

/** Nobody collected for 30 hours. */
const HOLE = { fromMs: START_MS + 40 * HOUR_MS, toMs: START_MS + 70 * HOUR_MS };
const isHole = (atMs: number): boolean => atMs >= HOLE.fromMs && atMs < HOLE.toMs;
const ALL = BATCHES.flatMap((batch) =>
  rawSamples(batch, { fromMs: START_MS, toMs: END_MS, intervalMs: INTERVAL_MS }, isHole),
);

interface Point {
  readonly from: string;
  readonly to: string;
  readonly coverage: number;
  readonly gpuHours: number | null;
  readonly wastedGpuHours: number | null;
  readonly energyKwh: number | null;
  readonly dutyCycle: Readonly<Record<"mean" | "min" | "max" | "p50" | "p95", number>> | null;
  readonly site: { readonly id: string } | null;
  readonly project: { readonly id: string } | null;
}

const POINT = `from to coverage gpuHours wastedGpuHours energyKwh dutyCycle { mean min max p50 p95 } site { id } project { id }`;
const SERIES = `query ($filter: UtilisationSeriesFilter, $groupBy: [SeriesDimension!], $from: DateTime, $to: DateTime,
    $last: Duration, $step: Duration, $calendar: CalendarStep, $timeZone: String, $first: Int, $after: Cursor, $below: Float) {
  it: utilisationSeries(filter: $filter, groupBy: $groupBy, from: $from, to: $to, last: $last, step: $step,
    calendar: $calendar, timeZone: $timeZone, first: $first, after: $after, dutyCycleBelow: $below) {
    nodes { ${POINT} } pageInfo { hasNextPage endCursor } totalCount tiers coverage from to } }`;

interface Series {
  readonly nodes: readonly Point[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount: number;
  readonly tiers: readonly string[];
  readonly from: string;
  readonly to: string;
}

const ANALYST = analystIdentity();

let rig: WorkloadsRig;

beforeAll(async () => {
  rig = await workloadsRig();
  const { workloads } = rig.database.databases;
  const collections = { ...telemetryCollections(workloads), ...tierCollections(workloads) };
  await ensureTelemetryCollections(workloads, { rawMs: KEPT.rawMs, feedMs: 900_000 });
  await ensureTierCollections(workloads, KEPT);
  await collections.batches.insertMany(BATCHES.map(batchDocument));
  for (const batch of BATCHES) {
    await collections.samples.insertMany(sampleDocuments(ALL.filter((sample) => sample.batch === batch)));
  }
  const options = { collections, widths: DEFAULT_WIDTHS, graceMs: 0, rawRetentionMs: KEPT.rawMs, term: 1 };
  const keeper = await RollupKeeper.load(options);
  await markSamples(collections, START_MS);
  await keeper.catchUp(END_MS, new AbortController().signal);
}, 120_000);

afterAll(async () => await rig[Symbol.asyncDispose]());

async function ask(variables: object, as = ANALYST): Promise<Series> {
  const { data, errors } = await rig.call(as, SERIES, variables as Record<string, unknown>);
  expect(errors).toEqual([]);
  return data?.["it"] as Series;
}

/** A field of an answer's data, in the shape that the caller expects. */
function field<T>({ data, errors }: SubgraphAnswer, name: string): T {
  expect(errors).toEqual([]);
  return (data ?? {})[name] as T;
}

/** Checks a point against the samples that it is of. */
function expectPoint(point: Point | undefined, samples: readonly RawSample[]): void {
  expectSums(point, sumsBy(samples, () => "all").get("all"));
}

function expectSums(point: Point | undefined, sums: RawSums | undefined): void {
  if (sums === undefined) {
    expect(point).toMatchObject({
      coverage: 0,
      gpuHours: null,
      wastedGpuHours: null,
      energyKwh: null,
      dutyCycle: null,
    });
    return;
  }
  const duty = (sums.values[0] ?? []).map((value) => value / 10_000).sort((a, b) => a - b);
  const joules = (sums.values[7] ?? []).reduce((sum, value) => sum + value * 8, 0);
  expect(point?.gpuHours).toBeCloseTo(sums.expectedMs / HOUR_MS, 6);
  expect(point?.wastedGpuHours).toBeCloseTo(sums.wastedMs / HOUR_MS, 6);
  expect(point?.energyKwh).toBeCloseTo(joules / 3.6e6, 6);
  expect(point?.dutyCycle?.mean).toBeCloseTo(duty.reduce((sum, value) => sum + value, 0) / duty.length, 5);
  expect(point?.dutyCycle).toMatchObject({ min: duty[0], max: duty.at(-1) });
  for (const [share, found] of [
    [0.5, point?.dutyCycle?.p50],
    [0.95, point?.dutyCycle?.p95],
  ] as const) {
    expect(Math.abs((found ?? -1) - (duty[Math.ceil(share * duty.length) - 1] ?? -1))).toBeLessThanOrEqual(0.05);
  }
}

const within = ({ atMs }: RawSample, { from, to }: Point): boolean => atMs >= Date.parse(from) && atMs < Date.parse(to);
const iso = (ms: number): string => new Date(ms).toISOString();

describe("utilisationSeries", () => {
  it("answers a whole window from days, and says how much of it is covered", async () => {
    const { nodes, tiers, totalCount } = await ask({ from: iso(START_MS), to: iso(END_MS) });
    expect(tiers).toEqual(["DAY"]);
    expect(totalCount).toBe(1);
    expectPoint(nodes[0], ALL);
    const reported = ALL.filter(({ values }) => values !== null).length / ALL.length;
    expect(nodes[0]?.coverage).toBeCloseTo((reported * (96 - 30)) / 96, 5);
  });

  it("answers days of Seoul by group from hours, with nulls where nothing was collected", async () => {
    const series = await ask({ from: iso(START_MS), to: iso(END_MS), groupBy: ["SITE"], step: "1d" });
    const { nodes, tiers } = series;
    expect(tiers).toEqual(["COARSE"]);
    expect(nodes).toHaveLength(5 * 3);
    expect(nodes.map(({ from }) => from.slice(11, 13))).toEqual(
      ["00", "15", "15", "15", "15"].flatMap((hour) => [hour, hour, hour]),
    );
    for (const point of nodes) {
      const site = BATCHES.find((batch) => encodeId("Site", batch.site) === point.site?.id)?.site;
      expectPoint(
        point,
        ALL.filter((sample) => sample.batch.site === site && within(sample, point)),
      );
    }
    const empty = await ask({ from: iso(HOLE.fromMs), to: iso(HOLE.toMs), groupBy: ["SITE"], step: "6h" });
    expect(empty.nodes.length).toBeGreaterThanOrEqual(15);
    for (const point of empty.nodes) expectPoint(point, []);
  });

  it("answers minutes from the finest roll-ups", async () => {
    const window = { from: iso(START_MS + 5 * HOUR_MS), to: iso(START_MS + 6 * HOUR_MS) };
    const { nodes, tiers } = await ask({ ...window, step: "30m", groupBy: ["PROJECT"] });
    expect(tiers).toEqual(["FINE"]);
    expect(nodes).toHaveLength(2 * 4);
    for (const point of nodes) {
      const project = ALL.find(
        ({ holder }) => holder !== null && encodeId("Project", holder.project) === point.project?.id,
      );
      const of = ALL.filter(({ holder }) => (holder?.project ?? null) === (project?.holder?.project ?? null));
      expectPoint(
        point,
        of.filter((sample) => within(sample, point)),
      );
    }
  });

  it("follows the calendar of a zone with summer time, and of one that is half an hour off", async () => {
    for (const timeZone of ["Europe/Berlin", "Asia/Kolkata"]) {
      const { nodes, tiers } = await ask({
        from: iso(START_MS),
        to: iso(START_MS + 36 * HOUR_MS),
        calendar: "DAY",
        timeZone,
      });
      expect(tiers).toContain(timeZone === "Asia/Kolkata" ? "FINE" : "COARSE");
      expect(nodes.map(({ from }) => from.slice(11, 16))).toEqual(
        timeZone === "Asia/Kolkata" ? ["00:00", "18:30"] : ["00:00", "23:00"],
      );
      for (const point of nodes)
        expectPoint(
          point,
          ALL.filter((sample) => within(sample, point)),
        );
    }
  });

  it("keeps to what is filtered, and to points below a duty cycle", async () => {
    const window = { from: iso(START_MS), to: iso(END_MS) };
    const [point] = (await ask({ ...window, filter: { kind: "INTERACTIVE", site: "hwaseong" } })).nodes;
    expectPoint(
      point,
      ALL.filter(({ holder, batch }) => holder === CHAT && batch.site === "hwaseong"),
    );
    const below = await ask({ ...window, groupBy: ["PROJECT"], below: 0.4 });
    const wanted = [...sumsBy(ALL, ({ holder }) => holder?.project ?? "")].flatMap(([project, { values }]) => {
      const duty = values[0] ?? [];
      return duty.reduce((sum, value) => sum + value, 0) / duty.length < 4000 ? [project] : [];
    });
    expect(below.nodes.map(({ project }) => project?.id ?? "").sort()).toEqual(
      wanted.map((project) => (project === "" ? "" : encodeId("Project", project))).sort(),
    );
  });

  it("pages through everything exactly once, of the window of its first page", async () => {
    const variables = { from: iso(START_MS), to: iso(END_MS), groupBy: ["PROJECT", "SITE"], step: "6h" };
    const whole = await ask(variables);
    const seen: Point[] = [];
    let after: string | null = null;
    do {
      const page: Series = await ask({ ...variables, first: 7, after });
      expect(page.nodes.length).toBeLessThanOrEqual(7);
      seen.push(...page.nodes);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(whole.nodes);
    expect(seen).toHaveLength(whole.totalCount);
  });

  it("shows a partner its own, and nothing of another, whatever it asks for", async () => {
    const window = { from: iso(START_MS), to: iso(END_MS) };
    const hyundai = partner("hyundai");
    const [own] = (await ask(window, hyundai)).nodes;
    expectPoint(
      own,
      ALL.filter(({ batch }) => batch.partner === "hyundai"),
    );
    for (const filter of [
      { partner: "samsung" },
      { site: "pangyo" },
      { project: encodeId("Project", "samsung-litho") },
    ]) {
      const foreign = await ask({ ...window, filter }, hyundai);
      const unknown = await ask({ ...window, filter: { project: encodeId("Project", "nobody") } }, hyundai);
      for (const point of [...foreign.nodes, ...unknown.nodes]) expectPoint(point, []);
    }
    const byProject = await ask({ ...window, groupBy: ["PARTNER", "PROJECT"] }, hyundai);
    expect(byProject.nodes.map(({ project }) => project?.id)).toEqual([encodeId("Project", "hyundai-driving")]);
  });

  it("refuses what cannot be answered, and says how to ask", async () => {
    const refused: readonly object[] = [
      { from: iso(START_MS), last: "1d" },
      { from: iso(END_MS), to: iso(START_MS) },
      { last: "7d", step: "30s" },
      { last: "7d", step: "1h", calendar: "DAY" },
      { last: "7d", timeZone: "Mars/Olympus" },
      { last: "400d", step: "1m" },
      { last: "7d", step: "100000000d" },
      { from: "0001-01-01T00:00:00Z", calendar: "DAY" },
      { from: "0001-01-01T00:00:00Z", to: "9999-01-01T00:00:00Z" },
      { from: "1960-01-01T00:00:00Z", to: "1961-01-01T00:00:00Z" },
      { last: "1d", first: 10_001 },
      { last: "7d", step: "1d", below: 0.5 },
      { last: "7d", below: 7 },
    ];
    for (const variables of refused) {
      const { errors } = await rig.call(ANALYST, SERIES, variables as Record<string, unknown>);
      expect([variables, errors.map(({ extensions }) => extensions?.code)]).toEqual([variables, ["BAD_USER_INPUT"]]);
    }
  });
});

describe("what asks for too much", () => {
  // Some of a thousand nodes were within what a call may have read: they were read, for an answer of errors, and others waited.
  it("has nothing read for it, not even the part that alone would not be too much", async () => {
    const [batch] = BATCHES;
    if (batch === undefined) throw new Error("no batch");
    const { db } = rig.database.databases.workloads;
    await db?.command({ profile: 2 });
    const node = { __typename: "Node", id: encodeId("Node", hostIn(batch, 1)) };
    const { errors } = await rig.call(
      ANALYST,
      `query ($them: [_Any!]!) { _entities(representations: $them) {
        ... on Node { utilisationSeries(last: "14d", step: "5m") { coverage } } } }`,
      { them: Array.from({ length: 1000 }, () => node) },
    );
    await db?.command({ profile: 0 });
    expect(errors).toHaveLength(1000);
    const read = await db?.collection("system.profile").countDocuments({ ns: /nodeRollups$/ });
    await db?.dropCollection("system.profile");
    expect(read).toBe(0);
  });

  it("is refused at once, for others wait behind it: a heat map or a ranking of centuries, a point a step for a thousand nodes", async () => {
    const [batch] = BATCHES;
    if (batch === undefined) throw new Error("no batch");
    const node = { __typename: "Node", id: encodeId("Node", hostIn(batch, 1)) };
    const asked: readonly [string, Record<string, unknown>][] = [
      [`{ it: utilisationHeatMap(from: "1000-01-01T00:00:00Z") { hour } }`, {}],
      [`{ it: utilisationHeatMap(from: "2020-01-01T00:00:00Z") { hour } }`, {}],
      [`{ it: reclaimCandidates(from: "1000-01-01T00:00:00Z") { totalCount } }`, {}],
      [
        `query ($them: [_Any!]!) { _entities(representations: $them) {
          ... on Node { utilisationSeries(last: "14d", step: "5m") { coverage } } } }`,
        { them: Array.from({ length: 1000 }, () => node) },
      ],
    ];
    for (const [query, variables] of asked) {
      const { errors } = await rig.call(ANALYST, query, variables);
      expect([query, new Set(errors.map(({ extensions }) => extensions?.code))]).toEqual([
        query,
        new Set(["BAD_USER_INPUT"]),
      ]);
    }
  });
});

describe("what is made of series", () => {
  it("is a heat map by hour and weekday in Seoul and in New York", async () => {
    for (const [timeZone, offset] of [
      ["Asia/Seoul", 9],
      ["America/New_York", -5],
    ] as const) {
      const { data, errors } = await rig.call(
        ANALYST,
        `query ($from: DateTime, $to: DateTime, $timeZone: String) { it: utilisationHeatMap(from: $from, to: $to, timeZone: $timeZone,
          filter: { kind: INTERACTIVE }) { weekday hour utilisation { ${POINT} } } }`,
        { from: iso(START_MS), to: iso(END_MS), timeZone },
      );
      expect(errors).toEqual([]);
      const cells = data?.["it"] as { weekday: number; hour: number; utilisation: Point }[];
      expect(cells).toHaveLength(168);
      const wanted = sumsBy(ALL, ({ holder, atMs }) => {
        const local = new Date(atMs + offset * HOUR_MS);
        return holder === CHAT ? `${local.getUTCDay() || 7} ${local.getUTCHours()}` : null;
      });
      for (const { weekday, hour, utilisation } of cells) expectSums(utilisation, wanted.get(`${weekday} ${hour}`));
    }
  });

  it("is a ranking of projects by what they wasted", async () => {
    const { data, errors } = await rig.call(
      ANALYST,
      `query ($from: DateTime, $to: DateTime) { it: reclaimCandidates(from: $from, to: $to, dutyCycleBelow: 0.99) {
        totalCount nodes { project { id } utilisation { wastedWon idleGpuHours ${POINT} } } } }`,
      { from: iso(START_MS), to: iso(END_MS) },
    );
    expect(errors).toEqual([]);
    const { nodes } = (data ?? {})["it"] as {
      nodes: { project: { id: string }; utilisation: Point & { wastedWon: number } }[];
    };
    const wanted = [...sumsBy(ALL, ({ holder }) => holder?.project ?? null)].sort(
      (a, b) => b[1].wastedMs - a[1].wastedMs,
    );
    expect(nodes.map(({ project }) => project.id)).toEqual(wanted.map(([project]) => encodeId("Project", project)));
    for (const { project, utilisation } of nodes) {
      const of = ALL.filter(({ holder }) => holder !== null && encodeId("Project", holder.project) === project.id);
      expectPoint(utilisation, of);
      const price = of[0]?.batch.model === "GB300" ? 4400 : 4290;
      expect(utilisation.wastedWon / (utilisation.wastedGpuHours ?? 1)).toBeCloseTo(price, 3);
    }
  });

  it("is a list of workloads by their GPU-hours, each partner's own", async () => {
    const query = `query ($first: Int, $after: Cursor) { it: workloadUsage(first: $first, after: $after) {
      totalCount pageInfo { hasNextPage endCursor } nodes { gpuHours smActive wastedGpuHours } } }`;
    const { data } = await rig.call(ANALYST, query, { first: 2 });
    const page = data?.["it"] as { nodes: { gpuHours: number; smActive: number }[]; pageInfo: { endCursor: string } };
    const wanted = [...sumsBy(ALL, ({ holder }) => holder?.workload ?? null)]
      .sort(([id, left], [otherId, right]) => right.expectedMs - left.expectedMs || (id < otherId ? -1 : 1))
      .map(([, sums]) => sums);
    for (const [index, { gpuHours, smActive }] of page.nodes.entries()) {
      const sm = wanted[index]?.values[1] ?? [];
      expect(gpuHours).toBeCloseTo((wanted[index]?.expectedMs ?? 0) / HOUR_MS, 6);
      expect(smActive).toBeCloseTo(sm.reduce((sum, value) => sum + value, 0) / sm.length / 10_000, 5);
    }
    const next = await rig.call(ANALYST, query, { after: page.pageInfo.endCursor });
    expect(field<{ nodes: unknown[] }>(next, "it").nodes).toHaveLength(1);
    const own = await rig.call(partner("hyundai"), query);
    expect(own.data?.["it"]).toMatchObject({ totalCount: 1 });
    const stolen = await rig.call(partner("hyundai"), query, { after: page.pageInfo.endCursor });
    expect(stolen.errors.map(({ extensions }) => extensions?.code)).toEqual(["BAD_CURSOR"]);
  });

  it("is the course of one GPU and of one node, for whom it serves", async () => {
    const [batch] = BATCHES;
    if (batch === undefined) throw new Error("no batch");
    const entities = `query ($them: [_Any!]!) { _entities(representations: $them) {
      ... on Gpu { utilisationSeries(last: "1d", step: "4h") { ${POINT} } }
      ... on Node { utilisationSeries(last: "2h", step: "10m") { ${POINT} } } } }`;
    const them = [
      { __typename: "Gpu", id: encodeId("Gpu", uuidIn(batch, 1, 3)) },
      { __typename: "Node", id: encodeId("Node", hostIn(batch, 1)) },
    ];
    const read = async (as: typeof ANALYST): Promise<Point[][]> => {
      const answer = await rig.call(as, entities, { them });
      return field<{ utilisationSeries: Point[] }[]>(answer, "_entities").map(
        ({ utilisationSeries }) => utilisationSeries,
      );
    };
    const [gpu = [], node = []] = await read(partner("samsung"));
    expect([gpu.length, node.length]).toEqual([6, 12]);
    for (const point of gpu) {
      expectPoint(
        point,
        ALL.filter((sample) => sample.uuid === uuidIn(batch, 1, 3) && within(sample, point)),
      );
    }
    for (const point of node) {
      expectPoint(
        point,
        ALL.filter((sample) => sample.batch === batch && sample.node === 1 && within(sample, point)),
      );
    }
    expect(await read(partner("hyundai"))).toEqual([[], []]);
  });
});

describe("what has been added up of past days", () => {
  it("is not read again, until the day is made anew", async () => {
    const collections = tierCollections(rig.database.databases.workloads);
    const windows = [
      { from: iso(START_MS), to: iso(END_MS) },
      { from: iso(START_MS + HOUR_MS), to: iso(START_MS + 20 * HOUR_MS), step: "19h" },
    ];
    const before = [await ask(windows[0] ?? {}), await ask(windows[1] ?? {})];
    const tables = ["dayRollups", "coarseRollups"] as const;
    for (const name of tables) await collections[name].updateMany({}, { $rename: { tally: "hidden" } });
    expect([await ask(windows[0] ?? {}), await ask(windows[1] ?? {})]).toEqual(before);
    // Another question, and another viewer, have to read it.
    await expect(ask({ ...windows[0], groupBy: ["SITE"] })).rejects.toThrow();
    for (const name of tables) await collections[name].updateMany({}, { $rename: { hidden: "tally" } });

    const atMs = START_MS + 2 * HOUR_MS;
    const batch = BATCHES[1]?.id ?? "";
    const { deletedCount } = await collections.batchRollups.deleteMany({ batch, at: new Date(atMs) });
    expect(deletedCount).toBe(1);
    await rollUpCoarse(collections, atMs, DEFAULT_WIDTHS, 2);
    const left = ALL.filter(
      (sample) => sample.batch.id !== batch || sample.atMs < atMs || sample.atMs >= atMs + HOUR_MS,
    );
    expect(left.length).toBeLessThan(ALL.length);
    const [days, hours] = [await ask(windows[0] ?? {}), await ask(windows[1] ?? {})];
    expectPoint(days.nodes[0], left);
    for (const point of hours.nodes)
      expectPoint(
        point,
        left.filter((sample) => within(sample, point)),
      );
  });

  it("takes no more memory than it may, and lets go of the oldest", () => {
    const memo = new DayMemo(10_000);
    const table = { keys: [], slots: 1, tally: new Tally(8), wastedWon: [] };
    for (let day = 0; day < 100; day += 1) {
      memo.put(`day ${day}`, "a", table);
      expect(memo.get("day 0", "a")).not.toBeNull();
    }
    expect(memo.bytes).toBeLessThanOrEqual(10_000);
    expect(memo.get("day 1", "a")).toBeNull();
    expect(memo.get("day 99", "a")).toBe(table);
    expect(memo.get("day 99", "b")).toBeNull();
    memo.put("large", "a", { ...table, tally: new Tally(1000) });
    expect(memo.get("large", "a")).toBeNull();
    expect(memo.get("day 99", "a")).toBe(table);
  });
});

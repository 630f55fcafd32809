/**
 * The seventeen questions that the graph is for, each as one operation of `schema/examples/`, against answers that are
 * computed here from raw records and raw samples.
 */

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { OperationTypeNode } from "graphql";
import { GPU_MODELS, type GpuModelName } from "../../../subgraphs/kit/gpu-models.ts";
import type { AllotmentDocument, PartnerDocument } from "../../../subgraphs/partners/models.ts";
import type { DeliveryDocument, GpuDocument } from "../../../subgraphs/inventory/models.ts";
import type { NodeDocument } from "../../../subgraphs/kit/published/node.ts";
import type { PlacementDocument } from "../../../subgraphs/kit/published/placement.ts";
import type { ProjectDocument } from "../../../subgraphs/kit/published/project.ts";
import type { RackDocument } from "../../../subgraphs/kit/published/rack.ts";
import type { SiteDocument } from "../../../subgraphs/kit/published/site.ts";
import type { WorkloadDocument } from "../../../subgraphs/workloads/models.ts";
import { type RawSample, type RawSums, sumsBy } from "../../subgraphs/workloads/telemetry/tiers/raw-fleet.ts";
import { createCleanup } from "../../support/cleanup.ts";
import { type PrincipalName, startSystem, type System, until } from "../../support/system.ts";
import { readExamples } from "../examples.ts";
import { profileDatabases } from "./profile-databases.ts";
import { type ReportedFleet, reportedFleet, tdpWatts } from "./reported-fleet.ts";

const HOUR_MS = 3_600_000;
const KST_MS = 9 * HOUR_MS;

interface Records {
  readonly partners: ReadonlyMap<string, PartnerDocument>;
  readonly allotments: readonly AllotmentDocument[];
  readonly projects: ReadonlyMap<string, ProjectDocument>;
  readonly sites: ReadonlyMap<string, SiteDocument>;
  readonly racks: ReadonlyMap<string, RackDocument>;
  readonly nodes: readonly NodeDocument[];
  readonly gpus: readonly GpuDocument[];
  readonly deliveries: readonly DeliveryDocument[];
  readonly placements: readonly PlacementDocument[];
  readonly workloads: ReadonlyMap<string, WorkloadDocument>;
}

const stack = createCleanup();
const examples = new Map(readExamples().map((example) => [example.name.slice(3, -".graphql".length), example]));
let fleet: ReportedFleet;
let system: System;
let records: Records;
let samples: readonly RawSample[];

beforeAll(async () => {
  fleet = stack.use(await reportedFleet());
  system = stack.use(await startSystem({ telemetry: fleet, scrapeIntervalMs: 1000 }));
  const { xids, silentNodes } = fleet.trouble();
  const [failing = ""] = [...xids].flatMap(([uuid, code]) => (code === 79 ? [uuid] : []));
  await until(
    async () =>
      await system.ask(
        "analyst",
        `query ($uuid: String!) {
          xids: alerts(filter: { standing: true, kind: XID }, first: 1) { totalCount }
          stale: alerts(filter: { standing: true, kind: STALE_NODE }, first: 1) { totalCount }
          gpu(uuid: $uuid) { health } }`,
        { uuid: failing },
      ),
    ({ data }) =>
      total(data?.["xids"]) === xids.size - 1 &&
      total(data?.["stale"]) >= silentNodes.size &&
      (data?.["gpu"] as { health: string } | undefined)?.health === "FAILED",
    30_000,
  );
  records = await readRecords();
  samples = fleet.samples();
}, 180_000);

afterAll(async () => await stack[Symbol.asyncDispose]());

async function readRecords(): Promise<Records> {
  const { inventory, partners, sites, workloads } = fleet.databases();
  const all = async <T extends object>(database: typeof inventory, name: string): Promise<T[]> =>
    (await database.collection(name).find({}).toArray()) as unknown as T[];
  const byId = <T extends { readonly _id: string }>(documents: readonly T[]): ReadonlyMap<string, T> =>
    new Map(documents.map((document) => [document._id, document]));
  return {
    partners: byId(await all<PartnerDocument>(partners, "partners")),
    allotments: await all(partners, "allotments"),
    projects: byId(await all<ProjectDocument>(partners, "projects")),
    sites: byId(await all<SiteDocument>(sites, "sites")),
    racks: byId(await all<RackDocument>(sites, "racks")),
    nodes: await all(inventory, "nodes"),
    gpus: await all(inventory, "gpus"),
    deliveries: await all(inventory, "deliveries"),
    placements: await all(workloads, "placements"),
    workloads: byId(await all<WorkloadDocument>(workloads, "workloads")),
  };
}

/** Asks an example as it stands. `asked` replaces some of its variables. */
async function answerTo<T>(name: string, asker: PrincipalName, asked: object = {}): Promise<T> {
  const example = examples.get(name);
  if (example === undefined) throw new TypeError(`expected the name of an example, got ${name}`);
  expect(example.askers).toContain(asker);
  const { data, errors } = await system.ask(asker, example.text, { ...example.variables, ...asked });
  expect(errors).toBeUndefined();
  return data as T;
}

/** Those of whom an answer may tell: a partner's own, or all. */
function sees(asker: PrincipalName): (partner: string) => boolean {
  return (partner) => asker === "analyst" || asker === "operator" || asker === partner;
}

interface Span {
  readonly from: string;
  readonly to: string;
}

/** Samples of a window that an asker may see. */
function samplesOf(asker: PrincipalName, { from, to }: Span): RawSample[] {
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  expect(toMs).toBe(fleet.untilMs());
  return samplesBetween(asker, fromMs, toMs);
}

function samplesBetween(asker: PrincipalName, fromMs: number, toMs: number): RawSample[] {
  const may = sees(asker);
  return samples.filter(({ atMs, batch }) => atMs >= fromMs && atMs < toMs && may(batch.partner));
}

interface Summary {
  readonly mean: number;
  readonly p50?: number;
  readonly p95?: number;
}

const SHARE = 10_000;
const DUTY = 0;
const SM = 1;
const TENSOR = 2;
const ENERGY = 7;

function meanOf(sums: RawSums | undefined, metric: number): number {
  const values = sums?.values[metric] ?? [];
  return values.reduce((sum, value) => sum + value, 0) / values.length / SHARE;
}

/** Means exactly; percentiles to within the bin of a histogram. */
function expectSummary(found: Summary | null, sums: RawSums | undefined, metric: number): void {
  expect(found?.mean).toBeCloseTo(meanOf(sums, metric), 5);
  const sorted = [...(sums?.values[metric] ?? [])].sort((left, right) => left - right);
  for (const [share, value] of [
    [0.5, found?.p50],
    [0.95, found?.p95],
  ] as const) {
    if (value === undefined) continue;
    const wanted = (sorted[Math.ceil(share * sorted.length) - 1] ?? -SHARE) / SHARE;
    expect(Math.abs(value - wanted)).toBeLessThanOrEqual(0.05);
  }
}

const kwhOf = (sums: RawSums): number => sums.values[ENERGY]?.reduce((sum, value) => sum + value * 8, 0) ?? 0;
const total = (connection: unknown): number => (connection as { totalCount: number } | undefined)?.totalCount ?? -1;
const sumOf = <T>(items: Iterable<T>, of: (item: T) => number): number =>
  [...items].reduce((sum, item) => sum + of(item), 0);
const ratedWatts = (model: string): number => GPU_MODELS[model as GpuModelName].ratedPowerWatts;
const siteName = (slug: string): string => records.sites.get(slug)?.name ?? "";
const partnerName = (slug: string): string => records.partners.get(slug)?.name ?? "";
const projectName = (id: string): string => records.projects.get(id)?.name ?? "";

describe("each of the seventeen questions is one operation, and its answer is what raw records and samples say", () => {
  it.each(["analyst", "samsung"] as const)("1: Samsung's sites under 40 % over seven days, for %s", async (asker) => {
    interface Found extends Span {
      readonly nodes: readonly { readonly site: { readonly name: string }; readonly dutyCycle: Summary }[];
    }
    const { utilisationSeries: found } = await answerTo<{ utilisationSeries: Found }>("sites-that-idle", asker);
    const bySite = sumsBy(samplesOf("samsung", found), ({ batch }) => batch.site);
    const wanted = [...bySite].filter(([, sums]) => meanOf(sums, DUTY) < 0.4);
    expect(wanted.length).toBeGreaterThan(0);
    expect(wanted.length).toBeLessThan(bySite.size);
    expect(found.nodes.map(({ site }) => site.name).sort()).toEqual(wanted.map(([site]) => siteName(site)).sort());
    for (const { site, dutyCycle } of found.nodes) {
      const sums = wanted.find(([slug]) => siteName(slug) === site.name)?.[1];
      expectSummary(dutyCycle, sums, DUTY);
    }
  });

  it.each(["analyst", "samsung"] as const)(
    "2: allotted, received, active and placed by partner, for %s",
    async (asker) => {
      type Counts = Readonly<Record<"allotted" | "received" | "active" | "placed", number>>;
      const found = await answerTo<{ fleet: Counts; partners: (Counts & { name: string })[] }>(
        "fleet-by-partner",
        asker,
      );
      const wanted = [...records.partners.keys()].filter(sees(asker)).map((slug) => {
        const own = <T extends { readonly partner: string }>(all: readonly T[]): T[] =>
          all.filter(({ partner }) => partner === slug);
        return {
          name: partnerName(slug),
          allotted: sumOf(own(records.allotments), ({ quantity }) => quantity),
          received: sumOf(own(records.deliveries), ({ receipts }) => sumOf(receipts, ({ quantity }) => quantity)),
          active: own(records.gpus).filter(({ lifecycle }) => lifecycle === "ACTIVE").length,
          placed: sumOf(own(records.placements), ({ gpus }) => gpus.length),
        };
      });
      const byName = (left: { name: string }, right: { name: string }): number => (left.name < right.name ? -1 : 1);
      const counts = found.partners.map(({ name, allotted, received, active, placed }) => ({
        name,
        allotted,
        received,
        active,
        placed,
      }));
      expect(counts.sort(byName)).toEqual(wanted.sort(byName));
      for (const count of ["allotted", "received", "active", "placed"] as const) {
        expect([count, found.fleet[count]]).toEqual([count, sumOf(wanted, (partner) => partner[count])]);
      }
    },
  );

  it.each(["analyst", "samsung"] as const)("3: overdue deliveries, for %s", async (asker) => {
    const found = await answerTo<{
      deliveries: { totalCount: number; nodes: { expectedOn: string; quantity: number }[] };
    }>("overdue-deliveries", asker);
    const today = new Date(Date.now() + KST_MS).toISOString().slice(0, 10);
    const wanted = records.deliveries.filter(
      ({ partner, expectedOn, quantity, receipts, status }) =>
        sees(asker)(partner) &&
        expectedOn < today &&
        status !== "CANCELLED" &&
        sumOf(receipts, (receipt) => receipt.quantity) < quantity,
    );
    expect(wanted.length).toBeGreaterThan(0);
    expect(found.deliveries.totalCount).toBe(wanted.length);
    const said = ({ expectedOn, quantity }: { expectedOn: string; quantity: number }): string =>
      `${expectedOn} ${quantity}`;
    const all = wanted.map(said).sort();
    expect(found.deliveries.nodes.map(said).sort()).toEqual(all.slice(0, 20));
  });

  it("4: the share of the 260,000 that has been received, by quarter, cumulated", async () => {
    type Quarter = Readonly<Record<"received" | "cumulated" | "shareOfPlan", number>> & { readonly quarter: string };
    const { fleet: found } = await answerTo<{ fleet: { receivedByQuarter: Quarter[] } }>(
      "received-by-quarter",
      "analyst",
    );
    const receipts = records.deliveries.flatMap((delivery) => delivery.receipts);
    const quarterOf = (at: Date): string => {
      const local = new Date(at.getTime() + KST_MS);
      return `${local.getUTCFullYear()}-Q${Math.floor(local.getUTCMonth() / 3) + 1}`;
    };
    expect(found.receivedByQuarter.length).toBeGreaterThan(2);
    for (const { quarter, received, cumulated, shareOfPlan } of found.receivedByQuarter) {
      const sum = (keep: (of: string) => boolean): number =>
        sumOf(receipts, ({ at, quantity }) => (keep(quarterOf(at)) ? quantity : 0));
      expect([quarter, received]).toEqual([quarter, sum((of) => of === quarter)]);
      expect(cumulated).toBe(sum((of) => of <= quarter));
      expect(shareOfPlan).toBeCloseTo(cumulated / 260_000, 9);
    }
    expect(found.receivedByQuarter.at(-1)?.cumulated).toBe(sumOf(receipts, ({ quantity }) => quantity));
  });

  it.each(["ulsan", "hwaseong"])("5: the power headroom of %s, and how many GB300 fit in it", async (site) => {
    const found = await answerTo<{ site: Readonly<Record<string, number>> }>("power-headroom", "analyst", { site });
    const record = records.sites.get(site);
    if (record === undefined) throw new Error("no such site");
    const { powerCapWatts, pue } = record;
    const active = records.gpus.filter((gpu) => gpu.site === site && gpu.lifecycle === "ACTIVE");
    const rated = sumOf(active, ({ model }) => ratedWatts(model));
    expect(found.site).toMatchObject({ powerCapWatts, pue, activeGpus: active.length });
    expect(found.site["ratedPowerWatts"]).toBeCloseTo(rated, 3);
    expect(found.site["powerHeadroomWatts"]).toBeCloseTo(powerCapWatts - rated * pue, 3);
    expect(found.site["gpusThatFit"]).toBe(Math.floor((powerCapWatts - rated * pue) / (ratedWatts("GB300") * pue)));
  });

  it("7: projects under 20 % for 14 days, by the GPU-hours that they wasted", async () => {
    for (const asker of ["analyst", "government"] as const) {
      interface Candidate {
        readonly project: { readonly name: string; readonly gpusInUse: number };
        readonly utilisation: Readonly<Record<"wastedGpuHours" | "heldGpuHours", number>> & {
          readonly dutyCycle: Summary;
        };
      }
      const { reclaimCandidates: found } = await answerTo<{
        reclaimCandidates: { totalCount: number; nodes: Candidate[] };
      }>("reclaim-candidates", asker);
      const toMs = fleet.untilMs();
      const byProject = sumsBy(
        samplesBetween(asker, toMs - 14 * 24 * HOUR_MS, toMs),
        ({ holder }) => holder?.project ?? null,
      );
      const wanted = [...byProject]
        .filter(([, sums]) => meanOf(sums, DUTY) < 0.2)
        .sort(([, left], [, right]) => right.wastedMs - left.wastedMs);
      expect(wanted.length).toBeGreaterThan(0);
      expect(wanted.length).toBeLessThan(byProject.size);
      expect(found.totalCount).toBe(wanted.length);
      expect(found.nodes.map(({ project }) => project.name)).toEqual(wanted.map(([project]) => projectName(project)));
      for (const [index, { project, utilisation }] of found.nodes.entries()) {
        const [id, sums] = wanted[index] ?? [];
        expect(utilisation.wastedGpuHours).toBeCloseTo((sums?.wastedMs ?? 0) / HOUR_MS, 6);
        expect(utilisation.heldGpuHours).toBeCloseTo((sums?.heldMs ?? 0) / HOUR_MS, 6);
        expectSummary(utilisation.dutyCycle, sums, DUTY);
        const held = records.placements.filter((placement) => placement.project === id);
        expect(project.gpusInUse).toBe(sumOf(held, ({ gpus }) => gpus.length));
      }
    }
  });

  it("8: GPUs that were held and idle for an hour, by partner", async () => {
    interface Found extends Span {
      readonly nodes: readonly (Readonly<Record<"idleGpuHours" | "heldGpuHours", number>> & {
        readonly partner: { readonly name: string };
      })[];
    }
    const { utilisationSeries: found } = await answerTo<{ utilisationSeries: Found }>(
      "idle-gpus-by-partner",
      "analyst",
    );
    const hour = samplesOf("analyst", found);
    const byGpu = new Map<string, RawSample[]>();
    for (const sample of hour) byGpu.set(sample.uuid, [...(byGpu.get(sample.uuid) ?? []), sample]);
    const idle = [...byGpu.values()].filter((of) => {
      const heard = of.filter(({ values }) => values !== null);
      return (
        of[0]?.holder != null &&
        heard.length >= of.length / 2 &&
        heard.every(({ values }) => (values?.[DUTY] ?? 0) < 500)
      );
    });
    expect(idle.length).toBeGreaterThan(5);
    const held = sumsBy(hour, ({ batch }) => batch.partner);
    expect(found.nodes).toHaveLength(held.size);
    for (const { partner, idleGpuHours, heldGpuHours } of found.nodes) {
      const [slug, sums] = [...held].find(([of]) => partnerName(of) === partner.name) ?? [];
      expect(idleGpuHours).toBeCloseTo(idle.filter(([first]) => first?.batch.partner === slug).length, 6);
      expect(heldGpuHours).toBeCloseTo((sums?.heldMs ?? 0) / HOUR_MS, 6);
    }
  });

  it.each(["analyst", "hyundai"] as const)(
    "9: duty cycle, SM active and tensor active by model, for %s",
    async (asker) => {
      interface Found extends Span {
        readonly nodes: readonly (Readonly<Record<"dutyCycle" | "smActive" | "tensorActive", Summary>> & {
          readonly model: { readonly name: string };
          readonly coverage: number;
        })[];
      }
      const { utilisationSeries: found } = await answerTo<{ utilisationSeries: Found }>("utilisation-by-model", asker);
      const month = samplesOf(asker, found);
      const byModel = sumsBy(month, ({ batch }) => batch.model);
      expect(found.nodes.map(({ model }) => model.name).sort()).toEqual([...byModel.keys()].sort());
      const askedHours = new Set(month.map(({ atMs }) => Math.floor(atMs / HOUR_MS))).size;
      for (const { model, coverage, ...summaries } of found.nodes) {
        const sums = byModel.get(model.name);
        expectSummary(summaries.dutyCycle, sums, DUTY);
        expectSummary(summaries.smActive, sums, SM);
        expectSummary(summaries.tensorActive, sums, TENSOR);
        const reported = (sums?.reportedMs ?? 0) / (sums?.expectedMs ?? 1);
        expect(coverage).toBeCloseTo(reported * (askedHours / (30 * 24)), 6);
      }
    },
  );

  it.each(["analyst", "sk"] as const)("10: inference by hour and weekday in Korea, for %s", async (asker) => {
    interface Cell {
      readonly weekday: number;
      readonly hour: number;
      readonly utilisation: { readonly coverage: number; readonly dutyCycle: Summary | null };
    }
    const { utilisationHeatMap: cells } = await answerTo<{ utilisationHeatMap: Cell[] }>("inference-heat-map", asker);
    const toMs = fleet.untilMs();
    const wanted = sumsBy(samplesBetween(asker, toMs - 28 * 24 * HOUR_MS, toMs), ({ holder, atMs }) => {
      const local = new Date(atMs + KST_MS);
      return holder?.kind === "INFERENCE" ? `${local.getUTCDay() || 7} ${local.getUTCHours()}` : null;
    });
    expect(cells).toHaveLength(168);
    expect(wanted.size).toBeGreaterThan(8);
    for (const { weekday, hour, utilisation } of cells) {
      const sums = wanted.get(`${weekday} ${hour}`);
      const nothing = sums === undefined || sums.reportedMs === 0;
      if (nothing) expect(utilisation).toMatchObject({ coverage: 0, dutyCycle: null });
      else expectSummary(utilisation.dutyCycle, sums, DUTY);
    }
  });

  it.each(["analyst", "naver", "samsung"] as const)(
    "11: GPUs with XID 48, 79 or 119 in 24 hours, for %s",
    async (asker) => {
      interface Found {
        readonly uuid: string;
        readonly xids: readonly { readonly code: number }[];
        readonly site: { readonly name: string };
        readonly partner: { readonly name: string };
        readonly workload: { readonly name: string; readonly project: { readonly name: string } } | null;
      }
      const found = await answerTo<{ gpus: { totalCount: number; nodes: Found[] } }>("gpus-with-xid", asker);
      const wanted = records.gpus.filter(
        ({ _id, partner }) => sees(asker)(partner) && [48, 79, 119].includes(fleet.trouble().xids.get(_id) ?? 0),
      );
      if (asker === "analyst") expect(wanted).toHaveLength(3);
      expect(found.gpus.totalCount).toBe(wanted.length);
      expect(found.gpus.nodes.map(({ uuid }) => uuid).sort()).toEqual(wanted.map(({ _id }) => _id).sort());
      for (const { uuid, xids, site, partner, workload } of found.gpus.nodes) {
        const gpu = wanted.find(({ _id }) => _id === uuid);
        const placement = records.placements.find(({ gpus }) => gpus.includes(uuid));
        expect(xids[0]?.code).toBe(fleet.trouble().xids.get(uuid));
        expect([site.name, partner.name]).toEqual([siteName(gpu?.site ?? ""), partnerName(gpu?.partner ?? "")]);
        expect(workload?.name).toBe(records.workloads.get(placement?.workload ?? "")?.name);
        expect(workload?.project.name).toBe(projectName(placement?.project ?? ""));
      }
    },
  );

  interface Hit {
    readonly hostname: string;
    readonly workloads: readonly {
      readonly name: string;
      readonly partner: { readonly name: string };
      readonly project: { readonly name: string };
    }[];
  }

  function expectHit({ hostname, workloads }: Hit): void {
    const wanted = records.placements
      .filter(({ node }) => node === hostname)
      .map(({ workload, partner, project }) =>
        [records.workloads.get(workload)?.name ?? "", partnerName(partner), projectName(project)].join(", "),
      );
    expect(wanted.length).toBeGreaterThan(0);
    const found = workloads.map(({ name, partner, project }) => [name, partner.name, project.name].join(", "));
    expect(found.sort()).toEqual(wanted.sort());
  }

  it("12: the workloads that draining a node would hit, and those that drained nodes still hit", async () => {
    const busy = records.nodes.filter(({ status, partner }) => status === "ALLOCATED" && partner === "samsung");
    for (const [asker, hostname] of [
      ["analyst", busy[0]?._id],
      ["samsung", busy.at(-1)?._id],
    ] as const) {
      const { node } = await answerTo<{ node: Hit }>("whom-draining-hits", asker, { hostname });
      expect(node.hostname).toBe(hostname);
      expectHit(node);
    }
    const draining = records.nodes.filter(({ status }) => status === "DRAINING");
    const { nodes } = await answerTo<{ nodes: { totalCount: number; nodes: Hit[] } }>("hit-by-draining", "analyst");
    expect(draining.length).toBeGreaterThanOrEqual(2);
    expect(nodes.totalCount).toBe(draining.length);
    for (const node of nodes.nodes) expectHit(node);
  });

  it.each(["analyst", "sk"] as const)(
    "13: energy in kWh and per GPU-hour, by partner and month, for %s",
    async (asker) => {
      interface Point extends Span {
        readonly partner: { readonly name: string };
        readonly energyKwh: number | null;
        readonly energyKwhPerGpuHour: number | null;
        readonly reportedGpuHours: number | null;
      }
      const found = await answerTo<{ utilisationSeries: { nodes: Point[] } }>("energy-by-month", asker);
      const points = found.utilisationSeries.nodes;
      expect(new Set(points.map(({ from }) => from)).size).toBeGreaterThanOrEqual(2);
      let energyKwh = 0;
      for (const point of points) {
        const month = samplesBetween(asker, Date.parse(point.from), Date.parse(point.to));
        const sums = sumsBy(month, ({ batch }) => partnerName(batch.partner)).get(point.partner.name);
        if (sums === undefined) {
          expect(point).toMatchObject({ energyKwh: null, energyKwhPerGpuHour: null, reportedGpuHours: null });
          continue;
        }
        const kwh = kwhOf(sums) / 3.6e6;
        energyKwh += kwh;
        expect(point.energyKwh).toBeCloseTo(kwh, 5);
        expect(point.reportedGpuHours).toBeCloseTo(sums.reportedMs / HOUR_MS, 6);
        expect(point.energyKwhPerGpuHour).toBeCloseTo(kwh / (sums.reportedMs / HOUR_MS), 6);
      }
      const everything = sumsBy(samplesBetween(asker, 0, fleet.untilMs()), () => "all").get("all");
      expect(energyKwh).toBeCloseTo(everything === undefined ? -1 : kwhOf(everything) / 3.6e6, 4);
    },
  );

  it.each(["analyst", "naver"] as const)(
    "14: the 20 workloads with most GPU-hours, with mean SM active, for %s",
    async (asker) => {
      interface Usage {
        readonly gpuHours: number;
        readonly smActive: number;
        readonly workload: { readonly name: string };
      }
      const found = await answerTo<{ workloadUsage: { nodes: Usage[] } }>("top-workloads", asker);
      const byWorkload = sumsBy(samplesBetween(asker, 0, fleet.untilMs()), ({ holder }) => holder?.workload ?? null);
      const wanted = [...byWorkload].sort(
        ([id, left], [otherId, right]) => right.expectedMs - left.expectedMs || (id < otherId ? -1 : 1),
      );
      if (asker === "analyst") expect(wanted.length).toBeGreaterThan(20);
      expect(found.workloadUsage.nodes).toHaveLength(Math.min(20, wanted.length));
      for (const [index, { gpuHours, smActive, workload }] of found.workloadUsage.nodes.entries()) {
        const [id = "", sums] = wanted[index] ?? [];
        expect(workload.name).toBe(records.workloads.get(id)?.name);
        expect(gpuHours).toBeCloseTo((sums?.expectedMs ?? 0) / HOUR_MS, 6);
        expect(smActive).toBeCloseTo(meanOf(sums, SM), 5);
      }
    },
  );

  it.each(["analyst", "samsung"] as const)("15: racks above 90 % of their power cap, for %s", async (asker) => {
    interface Found {
      readonly share: number;
      readonly powerWatts: number;
      readonly capWatts: number;
      readonly rack: { readonly name: string; readonly site: { readonly name: string } };
    }
    const drawn = new Map<string, number>();
    for (const { rack, partner, gpus, model, ratedPowerWatts } of records.nodes) {
      if (!sees(asker)(partner)) continue;
      const watts = sumOf(gpus, (uuid) => (heard(uuid) ? Number(fleet.shown(uuid)?.watts ?? 0) : 0));
      drawn.set(rack, (drawn.get(rack) ?? 0) + (watts * ratedPowerWatts) / (tdpWatts(model) * gpus.length));
    }
    const wanted = [...drawn].flatMap(([id, watts]) => {
      const record = records.racks.get(id);
      const share = watts / (record?.powerCapWatts ?? 1);
      return share > 0.9 ? [{ name: record?.name, site: siteName(record?.site ?? ""), watts, share }] : [];
    });
    expect(wanted.length).toBeGreaterThan(0);
    expect(wanted.length).toBeLessThan(drawn.size);
    // Racks are weighed every five seconds, and the system may be younger.
    const found = await until(
      async () =>
        await answerTo<{ racksByPower: { totalCount: number; nodes: Found[] } }>("racks-near-their-cap", asker),
      ({ racksByPower }) => racksByPower.totalCount === wanted.length,
    );
    expect(found.racksByPower.nodes.map(({ share }) => share)).toEqual(
      found.racksByPower.nodes.map(({ share }) => share).sort((left, right) => right - left),
    );
    for (const { rack, powerWatts, share, capWatts } of found.racksByPower.nodes) {
      const one = wanted.find(({ name, site }) => name === rack.name && site === rack.site.name);
      // A rack is written again when its share has moved by a hundredth.
      expect(Math.abs(share - (one?.share ?? 0))).toBeLessThan(0.01);
      expect(powerWatts / capWatts).toBeCloseTo(share, 6);
    }
  });

  it.each(["analyst", "samsung"] as const)("16: one GPU by its uuid, with its last hour, for %s", async (asker) => {
    interface Found {
      readonly uuid: string;
      readonly node: { readonly hostname: string };
      readonly site: { readonly name: string };
      readonly partner: { readonly name: string };
      readonly workload: { readonly name: string; readonly project: { readonly name: string } } | null;
      readonly samples: readonly { readonly at: string; readonly dutyCycle: number; readonly powerWatts: number }[];
    }
    const held = records.placements.filter(
      ({ partner, node }) => partner === "samsung" && !fleet.trouble().silentNodes.has(node),
    );
    for (const asked of [undefined, held.flatMap(({ gpus }) => gpus).find(heard)]) {
      const askedMs = Date.now();
      const { gpu } = await answerTo<{ gpu: Found }>(
        "one-gpu-by-uuid",
        asker,
        asked === undefined ? {} : { uuid: asked },
      );
      const answeredMs = Date.now();
      const record = records.gpus.find(({ _id }) => _id === gpu.uuid);
      const placement = records.placements.find(({ gpus }) => gpus.includes(gpu.uuid));
      expect([gpu.node.hostname, gpu.site.name, gpu.partner.name]).toEqual([
        record?.node,
        siteName(record?.site ?? ""),
        "Samsung",
      ]);
      expect(gpu.workload?.name).toBe(
        placement === undefined ? undefined : records.workloads.get(placement.workload)?.name,
      );
      const past = samples.filter(({ uuid, values }) => uuid === gpu.uuid && values !== null);
      const pastWithin = (fromMs: number): number => past.filter(({ atMs, node }) => atMs + node * 3 >= fromMs).length;
      const [before, after] = [
        gpu.samples.filter(({ at }) => Date.parse(at) < fleet.untilMs()),
        gpu.samples.filter(({ at }) => Date.parse(at) >= fleet.untilMs()),
      ];
      expect(before.length).toBeGreaterThanOrEqual(pastWithin(answeredMs - HOUR_MS));
      expect(before.length).toBeLessThanOrEqual(pastWithin(askedMs - HOUR_MS));
      for (const { at, dutyCycle, powerWatts } of before) {
        const raw = past.find(({ atMs, node }) => atMs + node * 3 === Date.parse(at));
        expect(dutyCycle).toBeCloseTo((raw?.values?.[DUTY] ?? -1) / SHARE, 6);
        expect(powerWatts).toBeCloseTo((raw?.values?.[4] ?? -1) / 10, 6);
      }
      const shown = fleet.shown(gpu.uuid);
      if (heard(gpu.uuid)) expect(after.length).toBeGreaterThan(0);
      for (const { dutyCycle, powerWatts } of after) {
        expect([dutyCycle, powerWatts]).toEqual([Number(shown?.duty) / 100, Number(shown?.watts)]);
      }
    }
  });

  it.each(["analyst", "samsung"] as const)(
    "17: telemetry coverage per site now, and the stale nodes, for %s",
    async (asker) => {
      interface Found {
        readonly name: string;
        readonly utilisation: Readonly<Record<"gpuCount" | "reportingGpuCount" | "coverage", number>>;
        readonly staleNodes: readonly { readonly hostname: string }[];
      }
      const { sites: found } = await answerTo<{ sites: Found[] }>("coverage-and-stale-nodes", asker);
      const may = sees(asker);
      const wanted = [...records.sites.values()].filter(
        ({ status, tenants }) => status === "ACTIVE" && tenants.some((tenant) => may(tenant)),
      );
      expect(found.map(({ name }) => name).sort()).toEqual(wanted.map(({ name }) => name).sort());
      let stale = 0;
      for (const { name, utilisation, staleNodes } of found) {
        const there = records.nodes.filter(({ site, partner }) => siteName(site) === name && may(partner));
        const gpus = there.flatMap((node) => node.gpus);
        const reporting = gpus.filter(heard).length;
        expect(utilisation).toEqual({
          gpuCount: gpus.length,
          reportingGpuCount: reporting,
          coverage: gpus.length === 0 ? expect.anything() : expect.closeTo(reporting / gpus.length, 9),
        });
        const silent = there.filter(({ _id, status }) => status === "DOWN" || fleet.trouble().silentNodes.has(_id));
        expect(staleNodes.map(({ hostname }) => hostname).sort()).toEqual(silent.map(({ _id }) => _id).sort());
        stale += silent.length;
      }
      if (asker === "analyst") expect(stale).toBeGreaterThan(1);
    },
  );

  // The last one, for it changes something.
  it("6: GPUs beyond a site's power are refused, with the headroom", async () => {
    interface Found {
      readonly submitWorkload: {
        readonly workload: object | null;
        readonly refusal: {
          readonly code: string;
          readonly message: string;
          readonly needed: number;
          readonly available: number;
        };
      };
    }
    const variables = examples.get("would-it-run")?.variables["input"] as {
      site: string;
      model: string;
      gpuCount: number;
    };
    const { site, model, gpuCount } = variables;
    expect(gpuCount).toBe(512);
    const { nominalQuota = 0, borrowingLimit = 0 } = records.projects.get("samsung-lithography") ?? {};
    const whole = await answerTo<Found>("would-it-run", "samsung");
    const most = nominalQuota + borrowingLimit;
    expect(whole.submitWorkload.refusal).toMatchObject({ code: "EXCEEDS_MAX_QUOTA", needed: 512, available: most });
    // No project of the sample fleet may use 512: what a site's power does not carry is asked with fewer.
    const record = records.sites.get(site);
    const pue = record?.pue ?? 0;
    const held = records.placements.filter((placement) => placement.site === site);
    const busyWatts = sumOf(held, (placement) => placement.gpus.length * ratedWatts(placement.model)) * pue;
    const neededWatts = 8 * ratedWatts(model) * pue;
    const powerLimitWatts = busyWatts + neededWatts / 2;
    const limit = await system.ask(
      "operator",
      `mutation ($site: ID!, $watts: Float) { setPowerLimit(input: { site: $site, powerLimitWatts: $watts, idempotencyKey: "limit" }) {
        refusal { message } } }`,
      { site: Buffer.from(`Site:${site}`).toString("base64url"), watts: powerLimitWatts },
    );
    expect(limit).toEqual({ data: { setPowerLimit: { refusal: null } } });
    const less = await answerTo<Found>("would-it-run", "samsung", { input: { ...variables, gpuCount: 8 } });
    const { refusal } = less.submitWorkload;
    expect(less.submitWorkload.workload).toBeNull();
    expect(refusal.code).toBe("POWER_CAP");
    expect(refusal.needed).toBeCloseTo(neededWatts, 3);
    expect(refusal.available).toBeCloseTo(neededWatts / 2, 3);
    expect(refusal.message).toMatch(/^8 GPUs need [\d.,]+ kW, headroom [\d.,]+ kW at site hwaseong\.$/);
  });
});

describe("a CSV file of the graph", () => {
  const query = `query ($first: Int) { gpus(first: $first) { nodes { uuid partner { name } node { hostname site { name } } } } }`;

  it.each(["samsung", "hyundai", "analyst"] as const)("has every row that %s may see, and no other", async (asker) => {
    const response = await fetch(`${system.url}/export.csv?pageSize=37`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${await system.token(asker)}` },
      body: JSON.stringify({ query, variables: { first: 3 } }),
    });
    const [header, ...lines] = (await response.text()).trimEnd().split("\r\n");
    expect(header).toBe("uuid,partner.name,node.hostname,node.site.name");
    const wanted = records.gpus.filter(({ partner }) => sees(asker)(partner));
    expect(wanted.length).toBeGreaterThan(37);
    expect(lines.sort()).toEqual(
      wanted.map((gpu) => [gpu._id, partnerName(gpu.partner), gpu.node, siteName(gpu.site)].join(",")).sort(),
    );
  });
});

describe("a CSV file of a series", () => {
  it("has the points of all its pages, of one window, as the example answers them", async () => {
    const example = examples.get("busy-by-day");
    interface Found {
      readonly nodes: readonly {
        readonly from: string;
        readonly project: { readonly name: string } | null;
        readonly coverage: number;
      }[];
    }
    const { utilisationSeries: found } = await answerTo<{ utilisationSeries: Found }>("busy-by-day", "samsung");
    const response = await fetch(`${system.url}/export.csv?pageSize=13`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${await system.token("samsung")}` },
      body: JSON.stringify({ query: example?.text }),
    });
    const [header, ...lines] = (await response.text()).trimEnd().split("\r\n");
    expect(header).toBe("from,project.name,gpuCount,coverage,dutyCycle.mean,dutyCycle.p95,powerWatts.mean");
    expect(lines.length).toBeGreaterThan(26);
    expect(lines.map((line) => line.split(",").slice(0, 2).join(","))).toEqual(
      found.nodes.map(({ from, project }) => `${from},${project?.name ?? ""}`),
    );
    // Days on which nothing was collected are there, with empty cells.
    const holes = found.nodes.filter(({ coverage }) => coverage === 0).length;
    expect(holes).toBeGreaterThan(0);
    expect(lines.filter((line) => line.endsWith(",,0,,,"))).toHaveLength(holes);
  });
});

describe("the plans of MongoDB", () => {
  it("hold no scan of a collection in any operation of the examples, nor read much more than they answer", async () => {
    const profiles = await profileDatabases(fleet.databases());
    const wasteful: string[] = [];
    for (const { name, text, askers, variables, operations } of examples.values()) {
      for (const operation of operations) {
        for (const asker of askers) {
          const operationName = operation.name?.value;
          const since = new Date();
          if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
            const client = await system.webSocketClient(asker);
            for await (const frame of client.iterate({ query: text, variables, operationName })) {
              expect(frame.errors).toBeUndefined();
              break;
            }
            await client.dispose();
          } else {
            const { errors } = await system.ask(asker, text, variables, operationName);
            expect([name, asker, errors]).toEqual([name, asker, undefined]);
          }
          const found = await profiles.wastefulSince(since);
          wasteful.push(...found.map((plan) => `${name} as ${asker}: ${plan}`));
        }
      }
    }
    expect(wasteful).toEqual([]);
    expect(profiles.seen()).toBeGreaterThan(100);
  }, 60_000);
});

/** Whether a GPU is heard of now. */
function heard(uuid: string): boolean {
  const { silentNodes, absentGpus } = fleet.trouble();
  const node = records.gpus.find(({ _id }) => _id === uuid)?.node ?? "";
  const status = records.nodes.find(({ _id }) => _id === node)?.status;
  return status !== "DOWN" && !silentNodes.has(node) && !absentGpus.has(uuid);
}

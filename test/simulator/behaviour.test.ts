import { describe, expect, it } from "@jest/globals";
import { createFleetBehaviour, type Metric, OFFSET } from "../../simulator/behaviour.ts";
import { FAULTS_PER_GPU_DAY, faultOn } from "../../simulator/faults.ts";
import published from "../../simulator/published/utilisation.json" with { type: "json" };
import type { WorkloadKind } from "../../subgraphs/kit/published/placement.ts";

const MIDNIGHT_IN_KOREA = Date.UTC(2026, 10, 22, 15);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SLOTS = 8;
/** The GPUs of a workload move together, so two of a node's say what all eight do. */
const SAMPLED_SLOTS = 2;
/** What free GPUs make of all GPUs in AcmeTrace's Kalos, given that pre-training is idle for 4 % of its time: 26 of 101 quantiles are 0. */
const KALOS_FREE_SHARE = 0.23;

describe("a fleet's behaviour", () => {
  it("is like Kalos, to within 3 points at each of 20 quantiles of three metrics, where GPUs pre-train and 23 % of them are free", () => {
    const samples = sample("PRETRAIN", { workloads: 6000, everyMs: 12 * HOUR_MS });
    const free = Array.from(samples.dutyPercent, () => 0).slice(
      0,
      Math.round((samples.dutyPercent.length * KALOS_FREE_SHARE) / (1 - KALOS_FREE_SHARE)),
    );
    const duty = [...samples.dutyPercent, ...free];
    const smActive = [...samples.smActive, ...free];
    expect(mean(duty)).toBeGreaterThan(66);
    expect(mean(duty)).toBeLessThan(73);
    expect(quantile(duty, 0.5)).toBeGreaterThanOrEqual(96);
    expect(zeros(duty)).toBeGreaterThan(0.23);
    expect(zeros(duty)).toBeLessThan(0.3);
    const { percentiles, dutyPercent, smActivePercent, powerWatts } = published.acmeTraceKalos;
    const [idle] = readings({ kind: null, everyMs: HOUR_MS, hours: 24 });
    const idlePower = idle?.powerWatts ?? [];
    const power = [...samples.powerWatts, ...free.map((_, index) => idlePower[index % idlePower.length] ?? 0)];
    // Of the rated power: 1,000 W here, 400 W there.
    const found = { duty, smActive: smActive.map((value) => 100 * value), power: power.map((watts) => watts / 10) };
    const wanted = { duty: dutyPercent, smActive: smActivePercent, power: powerWatts.map((watts) => watts / 4) };
    const far = (["duty", "smActive", "power"] as const).flatMap((metric) =>
      percentiles.flatMap((percentile, index) => {
        const ours = quantile(found[metric], percentile / 100);
        const theirs = wanted[metric][index] ?? Number.NaN;
        return Math.abs(ours - theirs) <= 3 ? [] : [`${metric} p${percentile}: ${ours.toFixed(1)}, not ${theirs}`];
      }),
    );
    expect(far).toEqual([]);
    expect(mean(smActive)).toBeGreaterThan(0.35);
    expect(mean(smActive)).toBeLessThan(0.43);
    expect(quantile(smActive, 0.5)).toBeGreaterThan(0.2);
    expect(quantile(smActive, 0.5)).toBeLessThan(0.55);
  });

  it("draws power as Kalos does, rescaled to the model's rating", () => {
    const samples = sample("PRETRAIN", { workloads: 100, everyMs: 40 * 60_000 });
    expect(quantile(samples.powerWatts, 0.75) / 1000).toBeGreaterThan(0.85);
    expect(quantile(samples.powerWatts, 0.99) / 1000).toBeLessThanOrEqual(1.1);
    const [idle] = readings({ kind: null, everyMs: HOUR_MS, hours: 24 });
    expect(mean(idle?.powerWatts ?? [])).toBeGreaterThan(155);
    expect(mean(idle?.powerWatts ?? [])).toBeLessThan(180);
    expect(quantile(samples.temperatureCelsius, 0.99)).toBeLessThan(70);
  });

  it("serves inference at a mean duty cycle of 7 %, two thirds of the samples at exactly 0", () => {
    const { dutyPercent } = sample("INFERENCE", { workloads: 250, everyMs: 40 * 60_000 });
    expect(mean(dutyPercent)).toBeGreaterThan(5.5);
    expect(mean(dutyPercent)).toBeLessThan(8.5);
    expect(zeros(dutyPercent)).toBeGreaterThan(0.63);
    expect(zeros(dutyPercent)).toBeLessThan(0.71);
  });

  it("makes inference busiest in the evening in Korea and quiet before dawn", () => {
    const at = (hour: number) => {
      const startMs = MIDNIGHT_IN_KOREA + hour * HOUR_MS;
      return mean(sample("INFERENCE", { workloads: 250, everyMs: 20 * 60_000, startMs, hours: 1 }).dutyPercent);
    };
    expect(at(21)).toBeGreaterThan(2 * at(5));
  });

  it("moves the GPUs of one workload together", () => {
    for (const reading of readings({ kind: "PRETRAIN", everyMs: 7 * 60_000, hours: 24 })) {
      const duty = reading.dutyPercent.filter((value) => !Number.isNaN(value));
      expect(Math.max(...duty) - Math.min(...duty)).toBeLessThanOrEqual(3);
    }
  });

  it("is the same for the same seed and time, and different for another seed", () => {
    const run = (seed: number) => readings({ kind: "FINETUNE", everyMs: 60_000, hours: 3, seed });
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  it("knows what a workload does at an instant without having been there before", () => {
    const course = () => createFleetBehaviour({ seed: 1, clock: () => 0 }).workload("w", "SIMULATION");
    const [walked, jumped] = [course(), course()];
    const times = Array.from({ length: 500 }, (_, index) => MIDNIGHT_IN_KOREA + index * 60_000);
    const expected = times.map((atMs) => walked.levelAt(atMs));
    expect(times.toReversed().map((atMs) => jumped.levelAt(atMs))).toEqual(expected.toReversed());
  });

  it("lets temperature follow power with a lag", () => {
    const clock = { nowMs: MIDNIGHT_IN_KOREA };
    const behaviour = createFleetBehaviour({ seed: 1, clock: () => clock.nowMs });
    const node = behaviour.node({ hostname: "lags", model: "B200" });
    const course = behaviour.workload("hot", "LITHOGRAPHY");
    const temperatures = (busy: boolean): number => {
      const { values } = node.read(
        "ALLOCATED",
        Array.from({ length: SLOTS }, () => (busy ? course : null)),
      );
      return values[OFFSET.temperatureCelsius] ?? Number.NaN;
    };
    while (course.levelAt(clock.nowMs).smActive < 0.6 || course.levelAt(clock.nowMs + 300_000).smActive < 0.6) {
      clock.nowMs += 60_000;
    }
    const cold = temperatures(false);
    const first = temperatures(true);
    clock.nowMs += 20_000;
    const warming = temperatures(true);
    clock.nowMs += 280_000;
    const hot = temperatures(true);
    expect(first - cold).toBeLessThanOrEqual(1);
    expect(warming).toBeGreaterThan(cold);
    expect(hot).toBeGreaterThan(warming);
  });

  it("counts energy up and never back, but for a restart after a repair", () => {
    const { key: _key, hostname, fault } = faultyNode();
    const clock = { nowMs: fault.atMs - 3 * HOUR_MS };
    const behaviour = createFleetBehaviour({ seed: 1, clock: () => clock.nowMs });
    const node = behaviour.node({ hostname, model: "B200" });
    let before = 0;
    const resets: number[] = [];
    for (; clock.nowMs < fault.repairedAtMs + 2 * HOUR_MS; clock.nowMs += 30_000) {
      const reading = node.read("IDLE", []);
      if (reading.answer !== "page") continue;
      const energy = reading.values[OFFSET.energyMillijoules + ((fault.slot + 1) % SLOTS)] ?? 0;
      if (energy < before) resets.push(clock.nowMs);
      before = energy;
    }
    expect(resets).toHaveLength(1);
    expect(resets[0]).toBeGreaterThanOrEqual(fault.repairedAtMs);
  });

  it("adds to the energy counter what it reports as power", () => {
    const clock = { nowMs: MIDNIGHT_IN_KOREA };
    const node = createFleetBehaviour({ seed: 1, clock: () => clock.nowMs }).node({ hostname: "idle", model: "B200" });
    const energy = (): number => node.read("IDLE", []).values[OFFSET.energyMillijoules] ?? 0;
    const first = energy();
    for (let index = 0; index < 360; index += 1) {
      clock.nowMs += 10_000;
      energy();
    }
    const watts = (energy() - first) / 3_600_000;
    expect(watts).toBeGreaterThan(150);
    expect(watts).toBeLessThan(180);
  });

  it("has XID faults at 3e-4 a GPU and day", () => {
    let faults = 0;
    const days = 500;
    for (let node = 0; node < 200; node += 1) {
      for (let day = 0; day < days; day += 1)
        if (faultOn(Math.imul(node + 1, 2_654_435_761) >>> 0, day) !== null) faults += 1;
    }
    const rate = faults / (200 * days * SLOTS);
    expect(rate / FAULTS_PER_GPU_DAY).toBeGreaterThan(0.85);
    expect(rate / FAULTS_PER_GPU_DAY).toBeLessThan(1.15);
  });

  // It was left out at once, so that nobody ever heard of its XID.
  it("reports a fault's XID until the repair, and leaves out a GPU that fell off the bus a minute before", () => {
    const { hostname, fault } = faultyNode((xid) => xid === 79);
    const at = (atMs: number) => {
      const reading = createFleetBehaviour({ seed: 1, clock: () => atMs })
        .node({ hostname, model: "B200" })
        .read("IDLE", []);
      return { answer: reading.answer, gone: reading.goneMask, xid: reading.values[OFFSET.xid + fault.slot] };
    };
    expect(at(fault.atMs + 1000)).toMatchObject({ gone: 0, xid: 79 });
    expect(at(fault.atMs + 61_000)).toMatchObject({ gone: 1 << fault.slot, xid: 79 });
    expect(at(fault.repairedAtMs - 60_000).answer).toBe("unavailable");
    expect(at(fault.atMs - 60_000)).toMatchObject({ gone: 0, xid: 0 });
  });

  it("answers nothing from a node that is DOWN, and from others almost always", () => {
    const clock = { nowMs: MIDNIGHT_IN_KOREA };
    const behaviour = createFleetBehaviour({ seed: 1, clock: () => clock.nowMs });
    const answers = { page: 0, unavailable: 0, silent: 0 };
    for (let index = 0; index < 400; index += 1) {
      const node = behaviour.node({ hostname: `n${index}`, model: "H200" });
      expect(node.read("DOWN", []).answer).toBe("unavailable");
      for (let minute = 0; minute < 100; minute += 1) {
        clock.nowMs = MIDNIGHT_IN_KOREA + minute * 60_000;
        answers[node.read("IDLE", []).answer] += 1;
      }
    }
    expect(answers.page / 40_000).toBeGreaterThan(0.99);
    expect(answers.unavailable).toBeGreaterThan(10);
    expect(answers.silent).toBeGreaterThan(10);
  });

  it("leaves a metric blank now and then", () => {
    const clock = { nowMs: MIDNIGHT_IN_KOREA };
    const behaviour = createFleetBehaviour({ seed: 1, clock: () => clock.nowMs });
    const nodes = Array.from({ length: 200 }, (_, index) => behaviour.node({ hostname: `n${index}`, model: "B200" }));
    let blanks = 0;
    let values = 0;
    for (; clock.nowMs < MIDNIGHT_IN_KOREA + DAY_MS; clock.nowMs += 10 * 60_000) {
      for (const node of nodes) {
        const reading = node.read("IDLE", []);
        if (reading.answer !== "page") continue;
        blanks += reading.values.some((value) => Number.isNaN(value)) ? 1 : 0;
        values += reading.values.length;
      }
    }
    const blank = blanks / values;
    expect(blank).toBeGreaterThan(0);
    expect(blank).toBeLessThan(0.001);
  });

  // What somebody tries out must not fail now and then because chance has the exporter silent at that time.
  it("answers while somebody has it fail, and for five minutes after, whatever chance has in mind", () => {
    const minutesMs = (count: number): number => count * 60_000;
    const clock = { nowMs: MIDNIGHT_IN_KOREA };
    const behaviour = createFleetBehaviour({ seed: 1, clock: () => clock.nowMs });
    const open = (hostname: string) => behaviour.node({ hostname, model: "B200" });
    const isSilent = (hostname: string, atMs: number): boolean => {
      clock.nowMs = atMs;
      return open(hostname).read("ALLOCATED", []).answer !== "page";
    };
    const silent = Array.from({ length: 20_000 }, (_, index) => `n${index}`).find((hostname) =>
      [1, 2, 3, 4].every((minute) => isSilent(hostname, MIDNIGHT_IN_KOREA + minutesMs(minute))),
    );
    if (silent === undefined) throw new Error("no node of 20,000 is silent");
    clock.nowMs = MIDNIGHT_IN_KOREA + minutesMs(1);
    const [atMs, node] = [clock.nowMs, open(silent)];
    const fault = { kind: "xid", slot: 2, xid: 48, atMs, untilMs: atMs + minutesMs(60) } as const;
    const { answer, values } = node.read("ALLOCATED", [], fault);
    expect([answer, values[OFFSET.xid + 2]]).toEqual(["page", 48]);
    clock.nowMs = MIDNIGHT_IN_KOREA + minutesMs(4);
    expect(node.read("ALLOCATED", []).answer).toBe("page");
    expect(node.read("ALLOCATED", [], { kind: "silence", untilMs: clock.nowMs + 1000 }).answer).toBe("silent");
    expect(node.read("DOWN", [], fault).answer).toBe("unavailable");
  });

  it("leaves SM activity out on about one node in twenty", () => {
    const behaviour = createFleetBehaviour({ seed: 1, clock: () => 0 });
    const without = Array.from({ length: 2000 }, (_, index) =>
      behaviour.node({ hostname: `n${index}`, model: "B200" }),
    );
    const share = without.filter((node) => !node.reportsSmActive).length / without.length;
    expect(share).toBeGreaterThan(0.03);
    expect(share).toBeLessThan(0.07);
  });
});

type Samples = Record<"dutyPercent" | "smActive" | "powerWatts" | "temperatureCelsius", number[]>;

interface SampleOptions {
  readonly workloads: number;
  readonly everyMs: number;
  readonly startMs?: number;
  readonly hours?: number;
}

/** Readings of many workloads of one kind, one node each, over a day. */
function sample(kind: WorkloadKind, options: SampleOptions): Samples {
  const { workloads, everyMs, startMs = MIDNIGHT_IN_KOREA, hours = 24 } = options;
  const clock = { nowMs: startMs };
  const behaviour = createFleetBehaviour({ seed: 1, clock: () => clock.nowMs });
  const fleet = Array.from({ length: workloads }, (_, index) => {
    const course = behaviour.workload(`${kind}-${index}`, kind);
    return {
      node: behaviour.node({ hostname: `${kind}-${index}`, model: "B200" }),
      courses: Array.from({ length: SLOTS }, () => course),
    };
  });
  const samples: Samples = { dutyPercent: [], smActive: [], powerWatts: [], temperatureCelsius: [] };
  for (; clock.nowMs < startMs + hours * HOUR_MS; clock.nowMs += everyMs) {
    for (const { node, courses } of fleet) {
      const { answer, values } = node.read("ALLOCATED", courses);
      if (answer !== "page") continue;
      for (const metric of Object.keys(samples) as (keyof Samples)[]) {
        for (let slot = 0; slot < SAMPLED_SLOTS; slot += 1) {
          const value = values[OFFSET[metric satisfies Metric] + slot] ?? Number.NaN;
          if (!Number.isNaN(value)) samples[metric].push(value);
        }
      }
    }
  }
  return samples;
}

/** Readings of one node, by time. */
function readings(options: {
  readonly kind: WorkloadKind | null;
  readonly everyMs: number;
  readonly hours: number;
  readonly seed?: number;
}): { dutyPercent: number[]; powerWatts: number[] }[] {
  const clock = { nowMs: MIDNIGHT_IN_KOREA };
  const behaviour = createFleetBehaviour({ seed: options.seed ?? 1, clock: () => clock.nowMs });
  const node = behaviour.node({ hostname: "one", model: "B200" });
  const course = options.kind === null ? null : behaviour.workload("one", options.kind);
  const found: { dutyPercent: number[]; powerWatts: number[] }[] = [];
  for (; clock.nowMs < MIDNIGHT_IN_KOREA + options.hours * HOUR_MS; clock.nowMs += options.everyMs) {
    const { answer, values } = node.read(
      course === null ? "IDLE" : "ALLOCATED",
      Array.from({ length: SLOTS }, () => course),
    );
    if (answer !== "page") continue;
    const of = (metric: Metric): number[] => Array.from(values.slice(OFFSET[metric], OFFSET[metric] + SLOTS));
    found.push({ dutyPercent: of("dutyPercent"), powerWatts: of("powerWatts") });
  }
  return found;
}

/** A node that has a fault on some day, found by asking the behaviour itself. */
function faultyNode(wanted: (xid: number) => boolean = () => true) {
  const clock = { nowMs: MIDNIGHT_IN_KOREA };
  const behaviour = createFleetBehaviour({ seed: 1, clock: () => clock.nowMs });
  for (let index = 0; index < 20_000; index += 1) {
    const hostname = `faulty-${index}`;
    const node = behaviour.node({ hostname, model: "B200" });
    const { values, answer } = node.read("IDLE", []);
    if (answer !== "page") continue;
    for (let slot = 0; slot < SLOTS; slot += 1) {
      const xid = values[OFFSET.xid + slot] ?? 0;
      if (xid !== 0 && wanted(xid)) return { key: index, hostname, fault: bounds(hostname, slot, xid) };
    }
  }
  throw new Error("no node of 20,000 has a fault");
}

/** When a fault that stands at midnight began and ended, to the minute. */
function bounds(hostname: string, slot: number, xid: number) {
  const clock = { nowMs: MIDNIGHT_IN_KOREA };
  const node = createFleetBehaviour({ seed: 1, clock: () => clock.nowMs }).node({ hostname, model: "B200" });
  const stands = (atMs: number): boolean => {
    clock.nowMs = atMs;
    const { answer, values } = node.read("IDLE", []);
    return answer !== "page" || values[OFFSET.xid + slot] === xid;
  };
  let atMs = MIDNIGHT_IN_KOREA;
  while (stands(atMs - 60_000) && atMs > MIDNIGHT_IN_KOREA - DAY_MS) atMs -= 60_000;
  let repairedAtMs = MIDNIGHT_IN_KOREA;
  while (stands(repairedAtMs) && repairedAtMs < MIDNIGHT_IN_KOREA + DAY_MS) repairedAtMs += 60_000;
  return { slot, xid, atMs, repairedAtMs: repairedAtMs - 60_000 };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function quantile(values: readonly number[], at: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(at * (values.length - 1))] ?? Number.NaN;
}

function zeros(values: readonly number[]): number {
  return values.filter((value) => value === 0).length / values.length;
}

import { describe, expect, it } from "@jest/globals";
import {
  DUTY_CYCLE,
  MEMORY_USED,
  MISSING,
  POWER,
  SM_ACTIVE,
  TEMPERATURE,
  unpack,
} from "../../../../subgraphs/workloads/telemetry/metrics.ts";
import {
  createPageMemory,
  type PageMemory,
  PageParser,
  type PageReading,
} from "../../../../subgraphs/workloads/telemetry/parse-page.ts";
import { GPUS, labelsOf, lineOf, nodePage, pageOf, uuidOf } from "./exporter-text.ts";

const DUTY = "DCGM_FI_DEV_GPU_UTIL";
const [GPU0 = "", GPU1 = ""] = GPUS;

/** Parses a page with the node's memory, as the collector does; a snapshot of the reading, which the parser reuses. */
function parse(text: string | Buffer, memory: PageMemory = createPageMemory(), parser = new PageParser()): Reading {
  const reading = parser.parse(Buffer.from(text), GPUS, memory);
  return {
    ...reading,
    strangers: new Map(reading.strangers),
    values: reading.values.slice(),
    xids: reading.xids.slice(),
    at: (metric, slot) => unpack(metric, reading.values[metric * GPUS.length + slot] ?? MISSING),
  };
}

interface Reading extends PageReading {
  readonly at: (metric: number, slot: number) => number | null;
}

function dutyLine(value: string | number, labels: Record<string, string> = labelsOf(GPU0, 0)): string {
  return lineOf({ metric: DUTY, labels, value });
}

/** What a page with one duty cycle of GPU 0 says of it. Read twice: in full, and by what was remembered. */
function dutyOf(value: string): (number | null)[] {
  const memory = createPageMemory();
  const parser = new PageParser();
  return [1, 2].map(() => parse(`${dutyLine(value)}\n`, memory, parser).at(DUTY_CYCLE, 0));
}

describe("a page of dcgm-exporter", () => {
  it("gives every metric of every GPU in its unit", () => {
    const values = GPUS.map((_, slot) => ({
      duty: 10 * slot,
      sm: (0.1 * slot).toFixed(6),
      tensor: 0.25,
      dram: 0.5,
      memoryMib: 1024 * slot,
      watts: (100.5 + slot).toFixed(3),
      celsius: 40 + slot,
      xid: 0,
    }));
    const reading = parse(nodePage("node-1", GPUS, values));
    expect(reading).toMatchObject({ reporting: 8, malformed: 0, outOfRange: 0, duplicates: 0, truncated: false });
    expect(reading.at(DUTY_CYCLE, 7)).toBe(0.7);
    expect(reading.at(SM_ACTIVE, 3)).toBe(0.3);
    expect(reading.at(MEMORY_USED, 2)).toBe(2 * 2 ** 30);
    expect(reading.at(POWER, 5)).toBe(105.5);
    expect(reading.at(TEMPERATURE, 1)).toBe(41);
    expect(reading.xids.slice(0, 8)).toEqual(new Int32Array(8));
  });

  it("says the same by memory as in full, whatever changes between two pages", () => {
    const memory = createPageMemory();
    const parser = new PageParser();
    const pages = [
      nodePage(
        "node-1",
        GPUS,
        GPUS.map((_, slot) => ({ duty: slot, sm: 0.5, watts: 100 })),
      ),
      nodePage(
        "node-1",
        GPUS,
        GPUS.map((_, slot) => ({ duty: 2 * slot, sm: 0.25, watts: 200 })),
      ),
      // SM_ACTIVE is switched off, one GPU is gone, memory turns up.
      nodePage(
        "node-1",
        GPUS,
        GPUS.map((_, slot) => (slot === 3 ? null : { duty: slot, watts: 1, memoryMib: 16 })),
      ),
      // A job takes a GPU: its lines carry more labels.
      nodePage(
        "node-1",
        GPUS,
        GPUS.map(() => ({ duty: 9 })),
      ).replaceAll(`device="nvidia0"`, `device="nvidia0",pod="train-0",namespace="ml"`),
      nodePage(
        "node-2",
        GPUS,
        GPUS.map((_, slot) => ({ duty: slot, sm: 0.5, watts: 100 })),
      ),
    ];
    for (const page of pages) {
      const remembered = parse(page, memory, parser);
      const anew = parse(page);
      expect(remembered.values.slice(0, 7 * 8)).toEqual(anew.values.slice(0, 7 * 8));
      expect(remembered.lines).toBe(anew.lines);
    }
  });

  it("leaves a metric missing that the exporter does not print, because profiling is off", () => {
    const reading = parse(nodePage("node-1", GPUS, [{ duty: 50, watts: 300 }]));
    expect(reading.at(DUTY_CYCLE, 0)).toBe(0.5);
    expect(reading.at(SM_ACTIVE, 0)).toBeNull();
    expect(reading.reporting).toBe(1);
  });

  it.each([
    ["a 64-bit blank", "9223372036854775792"],
    ["a 64-bit blank, not supported", "9223372036854775794"],
    ["a 64-bit blank in an exponent", "9.223372036854775794e+18"],
    ["what lies above all blanks", "1e19"],
    ["a 32-bit blank", "2147483632"],
    ["a 32-bit blank, not permitted", "2147483635"],
    ["a double's blank", "140737488355328"],
    ["a double's blank, not found", "140737488355329.000000"],
    ["NaN", "NaN"],
    ["infinity", "+Inf"],
    ["negative infinity", "-Inf"],
  ])("takes %s for no value", (_, text) => {
    expect(dutyOf(text)).toEqual([null, null]);
    expect(parse(`${dutyLine(text)}\n`)).toMatchObject({ reporting: 0, malformed: 0, outOfRange: 0, lines: 1 });
  });

  it.each([
    ["4.5e1", 0.45],
    ["4.5E+01", 0.45],
    ["450000e-4", 0.45],
    ["45.", 0.45],
    ["+45", 0.45],
    ["045.000000", 0.45],
    ["45 1763890000000", 0.45],
    ["45\r", 0.45],
    ["  45", 0.45],
    ["12.345678901234567890", 0.1235],
    ["0", 0],
    ["-0", 0],
    ["100", 1],
  ])("reads the number %s", (text, duty) => {
    expect(dutyOf(text)).toEqual([duty, duty]);
  });

  it("does not take a value for true that cannot be, and cuts what rounding put above a whole", () => {
    const values = [{ duty: -5 }, { duty: 250 }, { sm: "1.000131" }, { watts: 1e6 }];
    const reading = parse(nodePage("node-1", GPUS, values));
    expect(reading).toMatchObject({ outOfRange: 3, reporting: 1 });
    expect(reading.at(SM_ACTIVE, 2)).toBe(1);
  });

  it("knows a GPU by UUID or uuid, and does not mind Hostname or hostname", () => {
    const { hostname, UUID, ...rest } = labelsOf(GPU0, 0);
    const old = dutyLine(30, { ...rest, UUID: UUID ?? "", Hostname: hostname ?? "" });
    const renamed = dutyLine(40, { ...rest, uuid: GPU1 });
    const reading = parse(`${old}\n${renamed}\n`);
    expect([reading.at(DUTY_CYCLE, 0), reading.at(DUTY_CYCLE, 1)]).toEqual([0.3, 0.4]);
  });

  it("reads on behind labels with escaped quotes, backslashes, newlines, braces and commas", () => {
    const labels = { ...labelsOf(GPU0, 0), pod: 'a"b\\c\nd},UUID="GPU-x' };
    expect(parse(`${dutyLine(60, labels)}\n`).at(DUTY_CYCLE, 0)).toBe(0.6);
    const backslashAtEnd = { pod: "ends with \\", ...labelsOf(GPU1, 1) };
    expect(parse(`${dutyLine(70, backslashAtEnd)}\n`).at(DUTY_CYCLE, 1)).toBe(0.7);
  });

  it("leaves lines of MIG slices out, before or after the whole GPU's", () => {
    const slice = { ...labelsOf(GPU0, 0), GPU_I_PROFILE: "1g.23gb", GPU_I_ID: "7" };
    const reading = parse(`${dutyLine(90, slice)}\n${dutyLine(30)}\n${dutyLine(80, slice)}\n`);
    expect(reading.at(DUTY_CYCLE, 0)).toBe(0.3);
    expect(reading).toMatchObject({ sliceLines: 2, duplicates: 0 });
    expect(parse(`${dutyLine(90, slice)}\n`)).toMatchObject({ reporting: 0, sliceLines: 1 });
  });

  it("takes the first line of a series that is printed twice", () => {
    const memory = createPageMemory();
    const parser = new PageParser();
    for (const _ of [1, 2]) {
      const reading = parse(`${dutyLine(10)}\n${dutyLine(20)}\n`, memory, parser);
      expect(reading.at(DUTY_CYCLE, 0)).toBe(0.1);
      expect(reading.duplicates).toBe(1);
    }
  });

  it("skips comments, empty lines and metrics that are not kept", () => {
    const page = `\n# a note {with="labels"} 5\n#\n\r\ngo_goroutines 12\n${dutyLine(10).replace(DUTY, "DCGM_FI_DEV_NEW")}\n`;
    const reading = parse(`${page}# ${dutyLine(99)}\n${dutyLine(10)}\n`);
    expect(reading.at(DUTY_CYCLE, 0)).toBe(0.1);
    expect(reading).toMatchObject({ malformed: 0, lines: 3 });
  });

  it("does not trust the last line of a page that ends within it", () => {
    const page = `${dutyLine(55, labelsOf(GPU1, 1))}\n${dutyLine(45)}`;
    const reading = parse(page.slice(0, -1));
    expect(reading).toMatchObject({ truncated: true, reporting: 1 });
    expect(reading.at(DUTY_CYCLE, 0)).toBeNull();
    expect(reading.at(DUTY_CYCLE, 1)).toBe(0.55);
  });

  it("tells of GPUs that are not this node's, once each", () => {
    const uuid = uuidOf("elsewhere", 0);
    const page = pageOf([
      { metric: DUTY, labels: labelsOf(uuid, 0, "elsewhere"), value: 5 },
      { metric: "DCGM_FI_DEV_POWER_USAGE", labels: labelsOf(uuid, 0, "elsewhere"), value: 5 },
      { metric: DUTY, labels: labelsOf(GPU1, 1), value: 6 },
    ]);
    const reading = parse(page);
    expect([...reading.strangers.values()]).toEqual([{ uuid, hostname: "elsewhere" }]);
    expect(reading.reporting).toBe(1);
  });

  it("reads the last XID, whose own labels change with it", () => {
    const memory = createPageMemory();
    const parser = new PageParser();
    const xid = (code: number, message: string): string =>
      `${lineOf({ metric: "DCGM_FI_DEV_XID_ERRORS", labels: { ...labelsOf(GPU0, 0), err_code: String(code), err_msg: message }, value: code })}\n`;
    expect(parse(xid(0, "No Error"), memory, parser).xids[0]).toBe(0);
    expect(parse(xid(79, "GPU has fallen off the bus"), memory, parser).xids[0]).toBe(79);
    expect(parse(`${dutyLine(1)}\n`, memory, parser).xids[0]).toBe(-1);
  });

  it.each([
    ["HTML", "<html>\n<body>\n<h1>502 Bad Gateway</h1>\n</body>\n</html>\n"],
    ["nothing", ""],
    ["JSON", '{"status":"ok"}\n'],
    ["noise", Buffer.from(Array.from({ length: 65_536 }, (_, index) => (index * 7919) % 251))],
    ["an open brace", `${DUTY}{gpu="0"\n`],
    ["an open quote", `${DUTY}{gpu="0} 5\n`],
    ["no number", `${dutyLine("")}\n${dutyLine("abc")}\n${dutyLine("1 2 3x")}\n${dutyLine("0x10")}\n`],
    ["labels without a uuid", `${DUTY}{gpu="0"} 5\n${DUTY} 5\n`],
    ["a number without a blank before it", `${dutyLine(5).replace("} 5", "}5")}\n`],
  ])("gives no sample of %s, and lives", (_, page) => {
    expect(parse(page).reporting).toBe(0);
  });

  it("gives up what is no page long before its end", () => {
    const reading = parse(Buffer.from("garbage without end\n".repeat(200_000)));
    expect(reading.truncated).toBe(true);
    expect(reading.malformed).toBe(1000);
    const endless = parse(Buffer.alloc(4 * 2 ** 20, "x"));
    expect(endless).toMatchObject({ truncated: true, reporting: 0 });
    const endlessLabels = parse(`${DUTY}{gpu="${"0".repeat(2 ** 20)}"} 5\n`);
    expect(endlessLabels).toMatchObject({ malformed: 1, reporting: 0 });
  });

  it("remembers no more of a node whose labels change on every page than of any other", () => {
    const memory = createPageMemory();
    const parser = new PageParser();
    for (let job = 0; job < 1000; job++) {
      const reading = parse(`${dutyLine(50, { ...labelsOf(GPU0, 0), hpc_job: String(job) })}\n`, memory, parser);
      expect(reading.at(DUTY_CYCLE, 0)).toBe(0.5);
    }
    expect(memory.ends.length).toBeLessThanOrEqual(256);
    expect(memory.bytes.length).toBeLessThan(64 * 1024);
  });
});

import { describe, expect, it } from "@jest/globals";
import { METRICS, type NodeReading, OFFSET } from "../../simulator/behaviour.ts";
import { labelText, type NodeLabels, renderPage } from "../../simulator/page.ts";

const LABELS: NodeLabels = {
  hostname: "samsung-pyeongtaek-b200-0001",
  model: "B200",
  gpus: Array.from({ length: 8 }, (_, slot) => `GPU-5d11648b-7cc4-2e4c-0de3-bd02f3d6a2c${slot}`),
  pods: [
    { namespace: "samsung-lithography", pod: "w-1", container: "lithography" },
    ...Array.from({ length: 7 }, () => null),
  ],
  hostnameLabel: "hostname",
};

describe("a page", () => {
  it("prints a line as dcgm-exporter does: labels in its order, six decimals for ratios and watts", () => {
    const page = renderPage(labelText(LABELS), reading({ smActive: 0.3352, powerWatts: 421.5, dutyPercent: 98 }), true);
    const head =
      'gpu="0",UUID="GPU-5d11648b-7cc4-2e4c-0de3-bd02f3d6a2c0",pci_bus_id="00000000:1B:00.0",device="nvidia0",' +
      'modelName="NVIDIA B200",hostname="samsung-pyeongtaek-b200-0001",DCGM_FI_DRIVER_VERSION="580.105.08"';
    const pod = 'container="lithography",namespace="samsung-lithography",pod="w-1"';
    expect(page.split("\n")).toEqual(
      expect.arrayContaining([
        "# HELP DCGM_FI_PROF_SM_ACTIVE The ratio of cycles an SM has at least 1 warp assigned.",
        "# TYPE DCGM_FI_PROF_SM_ACTIVE gauge",
        `DCGM_FI_PROF_SM_ACTIVE{${head},${pod}} 0.335200`,
        `DCGM_FI_DEV_POWER_USAGE{${head},${pod}} 421.500000`,
        `DCGM_FI_DEV_GPU_UTIL{${head},${pod}} 98`,
        `DCGM_FI_DEV_XID_ERRORS{${head},err_code="0",err_msg="No Error",${pod}} 0`,
      ]),
    );
  });

  it("has a HELP and a TYPE line for each of eleven families, and a line a GPU", () => {
    const lines = renderPage(labelText(LABELS), reading({}), true).trimEnd().split("\n");
    expect(lines.filter((line) => line.startsWith("# HELP "))).toHaveLength(METRICS.length);
    expect(lines.filter((line) => line.startsWith("# TYPE "))).toHaveLength(METRICS.length);
    expect(lines.filter((line) => !line.startsWith("#"))).toHaveLength(8 * METRICS.length);
    expect(lines).toContain("# TYPE DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION counter");
  });

  it("names the pod only of GPUs that something holds", () => {
    const lines = renderPage(labelText(LABELS), reading({}), true).split("\n");
    expect(lines.filter((line) => line.includes('pod="w-1"')).every((line) => line.includes('gpu="0"'))).toBe(true);
    expect(lines.find((line) => line.includes('gpu="1"'))).not.toContain("namespace");
  });

  it("says Hostname where the exporter is an old one", () => {
    const page = renderPage(labelText({ ...LABELS, hostnameLabel: "Hostname" }), reading({}), true);
    expect(page).toContain(',Hostname="samsung-pyeongtaek-b200-0001",');
    expect(page).not.toContain(",hostname=");
  });

  it("leaves SM activity out where the exporter does not collect it", () => {
    expect(renderPage(labelText(LABELS), reading({}), false)).not.toContain("SM_ACTIVE");
  });

  it("leaves a GPU out that is gone from the bus", () => {
    const page = renderPage(labelText(LABELS), { ...reading({}), goneMask: 0b100 }, true);
    expect(page).not.toContain('gpu="2"');
    expect(page).toContain('gpu="3"');
  });

  it("explains an XID", () => {
    expect(renderPage(labelText(LABELS), reading({ xid: 48 }), true)).toMatch(
      /DCGM_FI_DEV_XID_ERRORS\{.*,err_code="48",err_msg="Double Bit ECC Error".*\} 48\n/,
    );
  });

  it("prints DCGM's blank values, of integers and of doubles, where there is no value", () => {
    const page = renderPage(labelText(LABELS), reading({ dutyPercent: Number.NaN, powerWatts: Number.NaN }), true);
    expect(page).toMatch(/DCGM_FI_DEV_GPU_UTIL\{gpu="0".*\} 9223372036854775794\n/);
    expect(page).toMatch(/DCGM_FI_DEV_POWER_USAGE\{gpu="0".*\} 140737488355328\.000000\n/);
  });

  it("prints every ratio and wattage as a number that reads back", () => {
    for (const value of [0, 0.00004, 0.5, 0.99996, 1]) {
      const page = renderPage(labelText(LABELS), reading({ dramActive: value, powerWatts: value * 1000 }), true);
      const read = (name: string) => Number(new RegExp(`${name}\\{gpu="0".*\\} (.*)`).exec(page)?.[1]);
      expect(read("DCGM_FI_PROF_DRAM_ACTIVE")).toBeCloseTo(value, 4);
      expect(read("DCGM_FI_DEV_POWER_USAGE")).toBeCloseTo(value * 1000, 2);
    }
  });
});

/** A reading whose metrics are these on GPU 0 and 0 elsewhere. */
function reading(metrics: Partial<Record<(typeof METRICS)[number], number>>): NodeReading {
  const values = new Float64Array(METRICS.length * 8);
  for (const metric of METRICS) values[OFFSET[metric]] = metrics[metric] ?? 0;
  return { answer: "page", goneMask: 0, values };
}

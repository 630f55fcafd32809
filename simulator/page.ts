/** The text page of a node's exporter, as dcgm-exporter 4.x prints it. */

import type { GpuModelName } from "../subgraphs/kit/gpu-models.ts";
import { GPUS_PER_NODE } from "../subgraphs/kit/published/node.ts";
import { type Metric, type NodeReading, OFFSET } from "./behaviour.ts";
import { XID_MESSAGES } from "./faults.ts";

/** What a workload's pod is called on a GPU. */
export interface Pod {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** What the labels of a node's lines say. */
export interface NodeLabels {
  readonly hostname: string;
  readonly model: GpuModelName;
  /** uuids by slot. */
  readonly gpus: readonly string[];
  /** What holds each slot, or null. */
  readonly pods: readonly (Pod | null)[];
  /** Exporters before 4.x call the label `Hostname`. */
  readonly hostnameLabel: "hostname" | "Hostname";
}

/** The labels of a node's GPUs as text, made once and used for every page until a pod comes or goes. */
export interface LabelText {
  /** By slot: everything before the braces close, but for the pod. */
  readonly heads: readonly string[];
  /** By slot: the pod, if any, the closing brace and a space. */
  readonly tails: readonly string[];
  /** By slot: head and tail. */
  readonly whole: readonly string[];
}

/** A family of lines: name, and how its values are printed. */
interface Family {
  readonly metric: Metric;
  readonly name: string;
  readonly preamble: string;
  readonly format: (value: number) => string;
}

const DRIVER_VERSION = "580.105.08";
/** DCGM's blank values "not supported": of a 64-bit integer, and of a double as the exporter prints it. */
const INT64_BLANK = "9223372036854775794";
const FP64_BLANK = "140737488355328.000000";

const EXPORTER_MODEL_NAMES: Readonly<Record<GpuModelName, string>> = {
  H200: "NVIDIA H200",
  GH200: "NVIDIA GH200 96GB HBM3",
  B200: "NVIDIA B200",
  GB200: "NVIDIA GB200",
  B300: "NVIDIA B300 SXM6 AC",
  GB300: "NVIDIA GB300",
  RTX_PRO_6000: "NVIDIA RTX PRO 6000 Blackwell Server Edition",
  VERA_RUBIN: "NVIDIA Vera Rubin",
};

/** PCI buses of the eight GPUs of an HGX board. */
const PCI_BUSES = ["1B", "43", "52", "61", "9D", "C3", "D1", "DF"] as const;

const RATIO_STEPS = 10_000;
/** Every ratio in steps of 0.0001, with the six decimals that the exporter prints. */
const RATIOS: readonly string[] = Array.from({ length: RATIO_STEPS + 1 }, (_, step) => (step / RATIO_STEPS).toFixed(6));
/** Every third decimal of a number, with the three zeros that follow. */
const THOUSANDTHS: readonly string[] = Array.from(
  { length: 1000 },
  (_, step) => `.${String(step).padStart(3, "0")}000`,
);

/** In the order of DCGM's field numbers, as the exporter sorts them; help texts are those of its dcp-metrics-included.csv. */
const FAMILIES: readonly Family[] = [
  family("temperatureCelsius", "DCGM_FI_DEV_GPU_TEMP", "gauge", "GPU temperature (in C).", integer),
  family("powerWatts", "DCGM_FI_DEV_POWER_USAGE", "gauge", "Power draw (in W).", watts),
  family(
    "energyMillijoules",
    "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION",
    "counter",
    "Total energy consumption since boot (in mJ).",
    integer,
  ),
  family("dutyPercent", "DCGM_FI_DEV_GPU_UTIL", "gauge", "GPU utilization (in %).", integer),
  family("xid", "DCGM_FI_DEV_XID_ERRORS", "gauge", "Value of the last XID error encountered.", integer),
  family("memoryFreeMebibytes", "DCGM_FI_DEV_FB_FREE", "gauge", "Framebuffer memory free (in MiB).", integer),
  family("memoryUsedMebibytes", "DCGM_FI_DEV_FB_USED", "gauge", "Framebuffer memory used (in MiB).", integer),
  family(
    "engineActive",
    "DCGM_FI_PROF_GR_ENGINE_ACTIVE",
    "gauge",
    "Ratio of time the graphics engine is active.",
    ratio,
  ),
  family(
    "smActive",
    "DCGM_FI_PROF_SM_ACTIVE",
    "gauge",
    "The ratio of cycles an SM has at least 1 warp assigned.",
    ratio,
  ),
  family(
    "tensorActive",
    "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE",
    "gauge",
    "Ratio of cycles the tensor (HMMA) pipe is active.",
    ratio,
  ),
  family(
    "dramActive",
    "DCGM_FI_PROF_DRAM_ACTIVE",
    "gauge",
    "Ratio of cycles the device memory interface is active sending or receiving data.",
    ratio,
  ),
];

/** Makes the label text of a node. */
export function labelText(labels: NodeLabels): LabelText {
  const modelName = EXPORTER_MODEL_NAMES[labels.model];
  const heads = labels.gpus.map(
    (uuid, slot) =>
      `{gpu="${slot}",UUID="${uuid}",pci_bus_id="00000000:${PCI_BUSES[slot] ?? "00"}:00.0",device="nvidia${slot}",` +
      `modelName="${modelName}",${labels.hostnameLabel}="${labels.hostname}",DCGM_FI_DRIVER_VERSION="${DRIVER_VERSION}"`,
  );
  const tails = labels.gpus.map((_, slot) => {
    const pod = labels.pods[slot] ?? null;
    return pod === null ? "} " : `,container="${pod.container}",namespace="${pod.namespace}",pod="${pod.pod}"} `;
  });
  return { heads, tails, whole: heads.map((head, slot) => head + (tails[slot] ?? "} ")) };
}

/** The page: every family with its lines, a GPU that is gone from the bus left out. ASCII. */
export function renderPage(labels: LabelText, reading: NodeReading, reportsSmActive: boolean): string {
  const { values, goneMask } = reading;
  let page = "";
  for (const { metric, name, preamble, format } of FAMILIES) {
    if (metric === "smActive" && !reportsSmActive) continue;
    page += preamble;
    const offset = OFFSET[metric];
    for (let slot = 0; slot < GPUS_PER_NODE; slot += 1) {
      if ((goneMask & (1 << slot)) !== 0) continue;
      const value = values[offset + slot] ?? Number.NaN;
      const label = metric === "xid" ? xidLabel(labels, slot, value) : (labels.whole[slot] ?? "{} ");
      page += `${name}${label}${format(value)}\n`;
    }
  }
  return page;
}

/** The exporter explains an XID in two labels, between the driver's version and the pod. */
function xidLabel(labels: LabelText, slot: number, xid: number): string {
  const message = XID_MESSAGES.get(xid) ?? "Unknown Error";
  return `${labels.heads[slot] ?? "{"},err_code="${xid}",err_msg="${message}"${labels.tails[slot] ?? "} "}`;
}

function family(
  metric: Metric,
  name: string,
  type: "gauge" | "counter",
  help: string,
  format: (value: number) => string,
): Family {
  return { metric, name, preamble: `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`, format };
}

function integer(value: number): string {
  return Number.isNaN(value) ? INT64_BLANK : String(Math.round(value));
}

function ratio(value: number): string {
  return Number.isNaN(value) ? FP64_BLANK : (RATIOS[Math.round(value * RATIO_STEPS)] ?? FP64_BLANK);
}

function watts(value: number): string {
  if (Number.isNaN(value)) return FP64_BLANK;
  const whole = Math.floor(value);
  return `${whole}${THOUSANDTHS[Math.floor((value - whole) * 1000)] ?? ".000000"}`;
}

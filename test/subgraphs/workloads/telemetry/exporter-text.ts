/** Text pages as dcgm-exporter 4.x prints them. */

/** A series of a page. */
export interface Line {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: string | number;
}

export const GPUS = Array.from({ length: 8 }, (_, slot) => uuidOf("node-1", slot));

/** A uuid in the driver's form, always the same for a slot of a node. */
export function uuidOf(hostname: string, slot: number): string {
  const hex = Buffer.from(`${hostname}-${slot}`).toString("hex").padEnd(32, "0").slice(-32);
  return `GPU-${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The labels that every line of a GPU carries. */
export function labelsOf(uuid: string, slot: number, hostname = "node-1"): Record<string, string> {
  return {
    gpu: String(slot),
    UUID: uuid,
    pci_bus_id: `00000000:${(0x1b + 8 * slot).toString(16).toUpperCase()}:00.0`,
    device: `nvidia${slot}`,
    modelName: "NVIDIA B200",
    hostname,
    DCGM_FI_DRIVER_VERSION: "580.105.08",
  };
}

/** Prints lines as the exporter does: a family's HELP and TYPE, then its lines. */
export function pageOf(lines: readonly Line[]): string {
  const families = [...new Set(lines.map(({ metric }) => metric))].map((metric) => {
    const members = lines.filter((line) => line.metric === metric).map(lineOf);
    return [`# HELP ${metric} What it is (in its unit).`, `# TYPE ${metric} gauge`, ...members];
  });
  return families
    .flat()
    .map((line) => `${line}\n`)
    .join("");
}

export function lineOf({ metric, labels, value }: Line): string {
  const pairs = Object.entries(labels).map(([name, text]) => `${name}="${escapeLabel(text)}"`);
  return `${metric}{${pairs.join(",")}} ${value}`;
}

/** Values of one GPU on a page; what is absent is not printed. */
export interface GpuValues {
  readonly duty?: string | number;
  readonly sm?: string | number;
  readonly tensor?: string | number;
  readonly dram?: string | number;
  readonly memoryMib?: string | number;
  readonly watts?: string | number;
  readonly celsius?: string | number;
  readonly millijoules?: string | number;
  readonly xid?: string | number;
}

const NAMES: Readonly<Record<keyof GpuValues, string>> = {
  duty: "DCGM_FI_DEV_GPU_UTIL",
  memoryMib: "DCGM_FI_DEV_FB_USED",
  watts: "DCGM_FI_DEV_POWER_USAGE",
  celsius: "DCGM_FI_DEV_GPU_TEMP",
  millijoules: "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION",
  xid: "DCGM_FI_DEV_XID_ERRORS",
  sm: "DCGM_FI_PROF_SM_ACTIVE",
  tensor: "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE",
  dram: "DCGM_FI_PROF_DRAM_ACTIVE",
};

/** A page of a node with these values by slot; null for a GPU that is not on the page. */
export function nodePage(hostname: string, gpus: readonly string[], values: readonly (GpuValues | null)[]): string {
  const names = Object.entries(NAMES) as [keyof GpuValues, string][];
  const lines = names.flatMap(([name, metric]) =>
    values.flatMap((gpu, slot): Line[] => {
      const value = gpu?.[name];
      const uuid = gpus[slot];
      return value === undefined || uuid === undefined
        ? []
        : [{ metric, labels: labelsOf(uuid, slot, hostname), value }];
    }),
  );
  const clocks = values.flatMap((gpu, slot): Line[] =>
    gpu === null
      ? []
      : [{ metric: "DCGM_FI_DEV_SM_CLOCK", labels: labelsOf(gpus[slot] ?? "", slot, hostname), value: 1965 }],
  );
  return pageOf([...clocks, ...lines]);
}

function escapeLabel(text: string): string {
  return text
    .replaceAll("\\", String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll("\n", String.raw`\n`);
}

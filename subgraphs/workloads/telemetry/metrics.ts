/**
 * The metrics that are kept of every GPU, and how each is packed into 16 bits.
 * Energy is a counter on the page: what is kept is by how much it rose since the sample before, see `energy-counter.ts`.
 */

/** One metric. A packed value is `round(value × scale / step)`; `MISSING` stands for no value. */
export interface Metric {
  /** Its column in the raw store. */
  readonly column: string;
  /** Its name on an exporter's page. */
  readonly exported: string;
  /** Factor from the exporter's unit to the unit of the column. */
  readonly scale: number;
  /** What one packed step is worth, in the unit of the column. */
  readonly step: number;
  /** The largest packed value that can be true; what lies up to 5 % above is rounding of the exporter, and is cut. */
  readonly max: number;
  /** Packed values that a bin of a histogram spans; the last of the 20 bins has no upper end. 0 for no histogram. */
  readonly binWidth: number;
}

const MIB = 2 ** 20;
const ratioOf = (column: string, exported: string, scale: number): Metric => ({
  column,
  exported,
  scale,
  step: 1e-4,
  max: 10_000,
  binWidth: 500,
});

/** By index: the order of columns, of a page's values and of a cell's sums. */
export const METRICS: readonly Metric[] = [
  ratioOf("dutyCycle", "DCGM_FI_DEV_GPU_UTIL", 0.01),
  ratioOf("smActive", "DCGM_FI_PROF_SM_ACTIVE", 1),
  ratioOf("tensorActive", "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", 1),
  // From MiB to bytes in steps of 16 MiB: up to 1 TiB; bins of 16 GiB.
  {
    column: "memoryUsedBytes",
    exported: "DCGM_FI_DEV_FB_USED",
    scale: MIB,
    step: 16 * MIB,
    max: 65_534,
    binWidth: 1024,
  },
  // Steps of 0.1 W: up to 6,553 W; bins of 100 W.
  { column: "powerWatts", exported: "DCGM_FI_DEV_POWER_USAGE", scale: 1, step: 0.1, max: 65_534, binWidth: 1000 },
  ratioOf("dramActive", "DCGM_FI_PROF_DRAM_ACTIVE", 1),
  // Steps of 0.1 °C, from 0 °C: a GPU in a hall that is colder does not exist. Bins of 5 °C.
  { column: "temperatureCelsius", exported: "DCGM_FI_DEV_GPU_TEMP", scale: 1, step: 0.1, max: 2000, binWidth: 50 },
  // Millijoules as steps of 8 J, since the sample before: up to 524 kJ.
  {
    column: "energyJoules",
    exported: "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION",
    scale: 1e-3,
    step: 8,
    max: 65_534,
    binWidth: 0,
  },
];

export const METRIC_COUNT = METRICS.length;

/** Metrics from index 0 up to this one are summed in the live state; the others are only in the raw store. */
export const LIVE_METRIC_COUNT = 5;

export const DUTY_CYCLE = 0;
export const SM_ACTIVE = 1;
export const TENSOR_ACTIVE = 2;
export const MEMORY_USED = 3;
export const POWER = 4;
export const DRAM_ACTIVE = 5;
export const TEMPERATURE = 6;
export const ENERGY = 7;

/** The packed value that says: not reported. */
export const MISSING = 0xffff;

/** The exporter's gauge of the last XID error. */
export const XID_METRIC = "DCGM_FI_DEV_XID_ERRORS";

/** DCGM's blanks: 64-bit integers and doubles of 2^47 and above mean "no value", as do these 32-bit ones. */
const INT32_BLANK = 0x7ffffff0;
const INT32_BLANK_LAST = 0x7fffffff;
const FP64_BLANK = 2 ** 47;

/**
 * True for a value by which DCGM says that it has none: NaN, infinities, and the blanks of 32-bit integers, 64-bit
 * integers (from 9.22e18) and doubles (from 2^47) with their variants "not found", "not supported", "not permitted".
 */
export function isBlank(value: number): boolean {
  return !(value < FP64_BLANK) || value === -Infinity || (value >= INT32_BLANK && value <= INT32_BLANK_LAST);
}

const FACTORS = METRICS.map((metric) => metric.scale / metric.step);
const LIMITS = METRICS.map((metric) => metric.max);

/** Packs a value of the exporter. Returns -1 for one that cannot be true; the caller has excluded blanks. */
export function pack(metric: number, value: number): number {
  const packed = Math.round(value * (FACTORS[metric] ?? 0));
  const limit = LIMITS[metric] ?? 0;
  if (packed >= 0 && packed <= limit) return packed;
  return packed > limit && packed <= limit * 1.05 ? limit : -1;
}

/** What `count` packed values that sum to `sum` are together, in the unit of the column; null when there are none. */
export function unpackSum(metric: number, sum: number, count: number): number | null {
  return count === 0 ? null : tidy(sum * (METRICS[metric]?.step ?? 0));
}

/** The mean of `count` packed values that sum to `sum`, in the unit of the column; null when there are none. */
export function unpackMean(metric: number, sum: number, count: number): number | null {
  return count === 0 ? null : tidy((sum * (METRICS[metric]?.step ?? 0)) / count);
}

/** One packed value in the unit of the column, or null. */
export function unpack(metric: number, packed: number): number | null {
  return packed === MISSING ? null : unpackSum(metric, packed, 1);
}

/** Takes away the dust of binary fractions: 0.30000000000000004 is not what was measured. */
function tidy(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

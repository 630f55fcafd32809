/** Medians and percentiles of what was measured. */

/** @param share from 0 to 1. NaN for no values */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Rounded to three significant digits. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

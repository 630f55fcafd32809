/** Intervals of conflation, as clients write them. */

/** An interval of conflation. */
export interface Interval {
  readonly ms: number;
  /**
   * Whether any subgraph would take it, so that it need not be asked. What is written in an unusual way, or is unusually
   * short or long, is for the subgraph to judge.
   */
  readonly isOrdinary: boolean;
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const MAX_INTERVAL_MS = 2 ** 31 - 1;

/**
 * Reads an interval: a number and a unit, such as `500ms`, `5s`, `1.5m`; `PT5S` of ISO 8601; or a number of milliseconds.
 * @returns null for what is no such interval
 */
export function readInterval(value: unknown): Interval | null {
  if (typeof value !== "number" && typeof value !== "string") return null;
  const ms = typeof value === "number" ? value : readText(value);
  if (!(ms >= 1 && ms <= MAX_INTERVAL_MS)) return null;
  const isPlain = typeof value === "number" ? Number.isInteger(value) : /^\d+(ms|s|m|h)$/.test(value);
  return { ms, isOrdinary: isPlain && ms >= 1_000 && ms <= 3_600_000 };
}

function readText(text: string): number {
  const plain = /^(\d{1,9}(?:\.\d{1,9})?)(ms|s|m|h|d)$/.exec(text);
  if (plain !== null) return Number(plain[1]) * (UNIT_MS[plain[2] ?? ""] ?? Number.NaN);
  const iso = /^PT(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6}(?:\.\d{1,9})?)S)?$/.exec(text);
  if (iso === null) return Number.NaN;
  const [hours = 0, minutes = 0, seconds = 0] = iso.slice(1).map((part) => Number(part || "0"));
  return hours * 3_600_000 + minutes * 60_000 + seconds * 1_000;
}

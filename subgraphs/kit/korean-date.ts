/** Calendar dates in Korea, which has had one offset, UTC+9, and no summer time since 1988. */

const OFFSET_MS = 9 * 3_600_000;

/** The calendar date in Korea at an instant, `YYYY-MM-DD`. */
export function koreanDate(at: Date): string {
  return new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 10);
}

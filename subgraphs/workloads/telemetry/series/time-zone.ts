/** Calendars of time zones (IANA names), by what the platform's own tables say of them, summer time included. */

/** A wall clock's reading. */
export interface LocalTime {
  readonly year: number;
  /** From 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** From 1, Monday, to 7, Sunday (ISO 8601). */
  readonly weekday: number;
}

/** What a calendar is divided into. */
export type CalendarUnit = "HOUR" | "DAY" | "WEEK" | "MONTH";

/** One time zone. */
export interface TimeZone {
  readonly name: string;
  localTime(atMs: number): LocalTime;
  /** When the unit began that an instant lies in. Weeks begin on Monday. */
  startOf(unit: CalendarUnit, atMs: number): number;
  /** When the unit after the one that begins then begins. */
  startAfter(unit: CalendarUnit, startMs: number): number;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** A zone by its name, such as `Asia/Seoul`; null when there is none of that name. */
export function timeZone(name: string): TimeZone | null {
  const format = formatOf(name);
  if (format === null) return null;
  const offsets = new Map<number, number>();
  /** Local minus universal time, in ms. Zones change their offsets on the quarter of an hour. */
  const offsetAt = (atMs: number): number => {
    const quarter = Math.floor(atMs / (15 * MINUTE_MS));
    let offset = offsets.get(quarter);
    if (offset === undefined) {
      if (offsets.size > 100_000) offsets.clear();
      const beginMs = quarter * 15 * MINUTE_MS;
      offsets.set(quarter, (offset = wallClock(format, beginMs) - beginMs));
    }
    return offset;
  };
  const localTime = (atMs: number): LocalTime => {
    const local = new Date(atMs + offsetAt(atMs));
    return {
      year: local.getUTCFullYear(),
      month: local.getUTCMonth() + 1,
      day: local.getUTCDate(),
      hour: local.getUTCHours(),
      minute: local.getUTCMinutes(),
      second: local.getUTCSeconds(),
      weekday: local.getUTCDay() === 0 ? 7 : local.getUTCDay(),
    };
  };
  /** The first instant at which the clock shows midnight of a date, or what comes next where midnight is left out. */
  const midnight = (year: number, month: number, day: number): number => {
    const wall = Date.UTC(year, month - 1, day);
    const earlier = wall - Math.max(offsetAt(wall - 24 * HOUR_MS), offsetAt(wall + 24 * HOUR_MS));
    const later = wall - Math.min(offsetAt(wall - 24 * HOUR_MS), offsetAt(wall + 24 * HOUR_MS));
    for (let atMs = earlier; atMs <= later; atMs += 15 * MINUTE_MS) if (atMs + offsetAt(atMs) >= wall) return atMs;
    return later;
  };
  const startOf = (unit: CalendarUnit, atMs: number): number => {
    const { year, month, day, weekday } = localTime(atMs);
    switch (unit) {
      case "HOUR":
        return atMs - ((((atMs + offsetAt(atMs)) % HOUR_MS) + HOUR_MS) % HOUR_MS);
      case "DAY":
        return midnight(year, month, day);
      case "WEEK":
        return midnight(year, month, day + 1 - weekday);
      case "MONTH":
        return midnight(year, month, 1);
      default:
        return unit satisfies never;
    }
  };
  return {
    name,
    localTime,
    startOf,
    startAfter: (unit, startMs) => {
      if (unit === "HOUR") return startMs + HOUR_MS;
      const { year, month, day } = localTime(startMs);
      switch (unit) {
        case "DAY":
          return midnight(year, month, day + 1);
        case "WEEK":
          return midnight(year, month, day + 7);
        case "MONTH":
          return midnight(year, month + 1, 1);
        default:
          return unit satisfies never;
      }
    },
  };
}

const MAX_NAME_LENGTH = 64;

function formatOf(name: string): Intl.DateTimeFormat | null {
  if (name.length > MAX_NAME_LENGTH) return null;
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return null;
  }
}

/** What a zone's clock shows, as if it were universal time. */
function wallClock(format: Intl.DateTimeFormat, atMs: number): number {
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
}

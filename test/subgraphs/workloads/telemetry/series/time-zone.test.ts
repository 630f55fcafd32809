import { describe, expect, it } from "@jest/globals";
import { bucketsOf } from "../../../../../subgraphs/workloads/telemetry/series/buckets.ts";
import {
  type CalendarUnit,
  timeZone,
  type TimeZone,
} from "../../../../../subgraphs/workloads/telemetry/series/time-zone.ts";

function zone(name: string): TimeZone {
  const found = timeZone(name);
  if (found === null) throw new Error(`no zone ${name}`);
  return found;
}

/** The beginnings of the units of a window, as ISO texts, and the end of the last one. */
function cuts(name: string, unit: CalendarUnit, from: string, to: string): string[] {
  const window = { fromMs: Date.parse(from), toMs: Date.parse(to) };
  const buckets = bucketsOf(window, { kind: "calendar", unit, count: 1, zone: zone(name) }) ?? [];
  const times = [...buckets.map(({ fromMs }) => fromMs), buckets.at(-1)?.toMs ?? 0];
  return times.map((time) => new Date(time).toISOString().replace(":00.000Z", ""));
}

describe("a time zone", () => {
  it("reads the clock and the weekday in Seoul", () => {
    expect(zone("Asia/Seoul").localTime(Date.parse("2026-11-22T15:30:00Z"))).toMatchObject({
      month: 11,
      day: 23,
      hour: 0,
      minute: 30,
      weekday: 1,
    });
  });

  it("begins days at midnight of Seoul, which is 15 o'clock of the day before", () => {
    expect(cuts("Asia/Seoul", "DAY", "2026-11-20T00:00Z", "2026-11-22T12:00Z")).toEqual([
      "2026-11-20T00:00",
      "2026-11-20T15:00",
      "2026-11-21T15:00",
      "2026-11-22T12:00",
    ]);
  });

  it("has a day of 23 hours and one of 25 where clocks change", () => {
    expect(cuts("Europe/Berlin", "DAY", "2026-03-27T23:00Z", "2026-03-30T22:00Z")).toEqual([
      "2026-03-27T23:00",
      "2026-03-28T23:00",
      "2026-03-29T22:00",
      "2026-03-30T22:00",
    ]);
    expect(cuts("America/New_York", "DAY", "2026-10-31T04:00Z", "2026-11-03T05:00Z")).toEqual([
      "2026-10-31T04:00",
      "2026-11-01T04:00",
      "2026-11-02T05:00",
      "2026-11-03T05:00",
    ]);
  });

  // In Santiago clocks go from 23:59:59 to 1:00: the day has no midnight.
  it("begins a day without midnight when the clock first shows it", () => {
    expect(cuts("America/Santiago", "DAY", "2026-09-05T04:00Z", "2026-09-07T03:00Z")).toEqual([
      "2026-09-05T04:00",
      "2026-09-06T04:00",
      "2026-09-07T03:00",
    ]);
  });

  it("knows offsets of half an hour, and months of different lengths", () => {
    expect(cuts("Asia/Kolkata", "MONTH", "2026-01-31T18:30Z", "2026-03-31T18:30Z")).toEqual([
      "2026-01-31T18:30",
      "2026-02-28T18:30",
      "2026-03-31T18:30",
    ]);
  });

  it("begins weeks on Monday", () => {
    expect(cuts("Asia/Seoul", "WEEK", "2026-11-11T00:00Z", "2026-11-24T00:00Z")).toEqual([
      "2026-11-11T00:00",
      "2026-11-15T15:00",
      "2026-11-22T15:00",
      "2026-11-24T00:00",
    ]);
  });

  it("is none for a name that nobody gave it", () => {
    expect(["Mars/Olympus", "", "x".repeat(1000), "../etc"].map((name) => timeZone(name))).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});

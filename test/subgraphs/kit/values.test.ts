import { describe, expect, it } from "@jest/globals";
import { cursorScope, decodeCursor, encodeCursor } from "../../../subgraphs/kit/cursors.ts";
import { viewerOf } from "../../../subgraphs/kit/identity.ts";
import { decodeId, encodeId } from "../../../subgraphs/kit/ids.ts";
import { koreanDate } from "../../../subgraphs/kit/korean-date.ts";
import { CalendarDate, DateTime, Duration } from "../../../subgraphs/kit/scalars.ts";
import { identity } from "../../support/subgraph-call.ts";

describe("ids", () => {
  it("come back as their key, for their own type only", () => {
    const id = encodeId("Rack", "ulsan:a:1");
    expect(decodeId("Rack", id)).toBe("ulsan:a:1");
    expect(decodeId("Hall", id)).toBeNull();
  });

  it.each(["", "Rack", "UmFjazo", `${encodeId("Rack", "a")}=`, ` ${encodeId("Rack", "a")}`])(
    "are not read from %j",
    (text) => expect(decodeId("Rack", text)).toBeNull(),
  );
});

describe("scalars", () => {
  it("read instants with a zone, and write them in UTC", () => {
    expect(DateTime.parseValue("2026-11-23T18:30:00+09:00")).toEqual(new Date("2026-11-23T09:30:00.000Z"));
    expect(DateTime.serialize(new Date(0))).toBe("1970-01-01T00:00:00.000Z");
  });

  it.each(["2026-11-23", "2026-02-30T00:00:00Z", "2026-11-23T09:30:00", "now", 5, null])(
    "refuse %j as an instant",
    (value) => expect(() => DateTime.parseValue(value)).toThrow(),
  );

  it.each(["2026-02-29", "2026-2-1", "20260201", 20_260_201])("refuse %j as a date", (value) =>
    expect(() => CalendarDate.parseValue(value)).toThrow(),
  );

  it.each([
    ["500ms", 500],
    ["5s", 5000],
    ["15m", 900_000],
    ["1h", 3_600_000],
    ["7d", 604_800_000],
  ])("read the duration %s", (text, ms) => expect(Duration.parseValue(text)).toBe(ms));

  it.each(["5", "-5s", "1.5h", "5 s", "1w", "", 5])("refuse %j as a duration", (value) =>
    expect(() => Duration.parseValue(value)).toThrow("A Duration is"),
  );
});

describe("cursors", () => {
  const viewer = viewerOf(identity({ scopes: ["fleet:read"], claims: { partner: "samsung" } }));

  it("keep texts, numbers and instants", () => {
    const values = ["a", 1.5, new Date(5)];
    const scope = cursorScope("list", viewer, { b: 1, a: undefined });
    const same = cursorScope("list", viewer, { a: null, b: 1 });
    expect(decodeCursor(encodeCursor(values, scope, "secret"), 3, same, "secret")).toEqual(values);
  });

  it("are refused with another secret, scope or count", () => {
    const scope = cursorScope("list", viewer);
    const cursor = encodeCursor(["a"], scope, "secret");
    expect(() => decodeCursor(cursor, 1, scope, "other")).toThrow("does not belong");
    expect(() => decodeCursor(cursor, 1, cursorScope("other", viewer), "secret")).toThrow("does not belong");
    expect(() => decodeCursor(cursor, 2, scope, "secret")).toThrow("does not belong");
  });
});

it("a day in Korea begins nine hours before it does in UTC", () => {
  expect(koreanDate(new Date("2026-11-22T14:59:59.999Z"))).toBe("2026-11-22");
  expect(koreanDate(new Date("2026-11-22T15:00:00.000Z"))).toBe("2026-11-23");
});

import { beforeEach, describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import { Conflation } from "../../../gateway/subscribe/conflation.ts";
import { readLiveFields } from "../../../gateway/subscribe/live.ts";
import { compileSourceOperation, type LiveSource } from "../../../gateway/subscribe/source-operation.ts";
import type { SourceResponse } from "../../../gateway/upstream/websocket.ts";

const FIELDS = readLiveFields(
  parse(`
    directive @live(items: String, key: [String!], ended: String, snapshot: String, skipped: String) on FIELD_DEFINITION
    type Query { tides: Int }
    type Subscription {
      tides: TideFrame!
        @live(items: "tides", key: ["port"], ended: "over", snapshot: "snapshot", skipped: "skipped")
    }
    type TideFrame { snapshot: Boolean! skipped: Int! tides: [Tide!]! }
    type Tide { port: ID! over: Boolean metres: Int! }
  `),
);

describe("frames that are merged", () => {
  let live: LiveSource;
  let merging: Conflation;

  beforeEach(() => {
    const { live: compiled } = compileSourceOperation(
      "subscription { tides { snapshot skipped tides { port metres over } } }",
      FIELDS,
    );
    if (compiled === null) throw new Error("expected a live stream");
    live = compiled;
    merging = new Conflation(live, 100);
  });

  it("tell what has ended in one of them", () => {
    take(false, [{ port: "pohang", metres: 1, over: false }]);
    take(false, [{ port: "ulsan", metres: 2, over: false }]);
    take(false, [{ port: "pohang", metres: 3, over: true }]);
    expect(merged()).toMatchObject({
      snapshot: false,
      skipped: 2,
      tides: [
        { port: "pohang", metres: 3 },
        { port: "ulsan", metres: 2 },
      ],
    });
  });

  it("are a snapshot without what has ended where one of them was a snapshot", () => {
    take(false, [{ port: "mokpo", metres: 9, over: true }]);
    take(true, [
      { port: "pohang", metres: 1, over: null },
      { port: "ulsan", metres: 2, over: false },
    ]);
    take(false, [{ port: "pohang", metres: 3, over: true }]);
    take(false, [{ port: "busan", metres: 4, over: true }]);
    expect(merged()).toMatchObject({ snapshot: true, skipped: 3, tides: [{ port: "ulsan", metres: 2 }] });
  });

  it("hold what has begun anew", () => {
    take(true, [{ port: "pohang", metres: 1, over: false }]);
    take(false, [{ port: "pohang", metres: 2, over: true }]);
    take(false, [{ port: "pohang", metres: 3, over: false }]);
    expect(merged()).toMatchObject({ snapshot: true, tides: [{ port: "pohang", metres: 3 }] });
  });

  function take(snapshot: boolean, tides: readonly object[]): void {
    const response: SourceResponse = { data: { [live.rootField]: { snapshot, skipped: 0, tides } } };
    expect(merging.take({ response, cursor: null })).toBe(true);
  }

  function merged(): unknown {
    const { data } = merging.merged()?.response ?? {};
    return (data as Record<string, unknown> | undefined)?.[live.rootField];
  }
});

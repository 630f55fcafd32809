import { describe, expect, it } from "@jest/globals";
import {
  createSourceStreams,
  SOURCE_STREAM_DEFAULTS,
  type SourceError,
  type SourceResponse,
  type SourceStreams,
} from "../../../gateway/upstream/websocket.ts";
import { IDENTITY_HEADER } from "../../../schema/wire.ts";
import { type AuctionHouse, openAuctionHouse } from "../subscribe/auction-house.ts";
import { until } from "../subscribe/until.ts";

const PRICES = "subscription ($after: String) { prices(after: $after) { cursor snapshot lots { lot price } } }";
const identity = { subject: null, scopes: [], claims: {} };

describe("source streams", () => {
  it("opens a stream with a freshly signed identity and hands on its events", async () => {
    await using rig = await open();
    const prices = rig.follow();
    await until(() => prices.cursors.length === 1);
    rig.house.bid({ lot: "a", price: 1 });
    await until(() => prices.cursors.length === 2);
    expect(prices.cursors).toEqual(["c0", "c1"]);
    expect(rig.house.requests[0]?.extensions).toEqual({ [IDENTITY_HEADER]: "signed 1" });
  });

  it("shares one connection among all streams to a subgraph and closes it when none is left", async () => {
    await using rig = await open();
    const followed = Array.from({ length: 20 }, () => rig.follow());
    await until(() => followed.every(({ cursors }) => cursors.length === 1));
    expect(rig.house.openSockets).toBe(1);
    for (const { stop } of followed) stop();
    await until(() => rig.house.openStreams === 0 && rig.house.openSockets === 0);
    expect(rig.streams.stats()).toMatchObject({ streams: 0, sockets: 0 });
  });

  it("opens another connection when one has as many streams as it may", async () => {
    await using rig = await open({ maxStreamsPerSocket: 2 });
    const followed = Array.from({ length: 5 }, () => rig.follow());
    await until(() => followed.every(({ cursors }) => cursors.length === 1));
    expect(rig.house.openSockets).toBe(3);
  });

  it("goes on after the last cursor, signed anew, when the subgraph was killed and started again", async () => {
    await using rig = await open();
    const prices = rig.follow();
    await until(() => prices.cursors.length === 1);
    rig.house.bid({ lot: "a", price: 1 });
    await until(() => prices.cursors.length === 2);
    await rig.house.kill();
    rig.house.bid({ lot: "a", price: 2 });
    rig.house.bid({ lot: "a", price: 3 });
    await rig.house.restart();
    await until(() => prices.cursors.length === 4);
    rig.house.bid({ lot: "a", price: 4 });
    await until(() => prices.cursors.length === 5);
    expect(prices.cursors).toEqual(["c0", "c1", "c2", "c3", "c4"]);
    expect(rig.house.requests.at(-1)?.variables).toEqual({ after: "c1" });
    expect(rig.house.requests.at(-1)?.extensions).not.toEqual(rig.house.requests[0]?.extensions);
  });

  it("goes on after the last cursor when a resumable source breaks with an error of its own", async () => {
    await using rig = await open();
    const prices = rig.follow();
    await until(() => prices.cursors.length === 1);
    rig.house.break();
    rig.house.bid({ lot: "a", price: 1 });
    await until(() => prices.cursors.length === 2);
    expect(prices.errors).toEqual([]);
  });

  it("ends a stream with the subgraph's errors when it refuses the operation", async () => {
    await using rig = await open();
    const refused = rig.follow("subscription { forbidden }");
    const invalid = rig.follow("subscription { nothing }");
    await until(() => refused.errors.length === 1 && invalid.errors.length === 1);
    expect(refused.errors[0]).toMatchObject({ kind: "refused", errors: [{ extensions: { code: "FORBIDDEN" } }] });
    expect(invalid.errors[0]).toMatchObject({ kind: "refused" });
    expect(rig.streams.stats().streams).toBe(0);
  });

  it("completes when the source completes", async () => {
    await using rig = await open();
    const prices = rig.follow();
    await until(() => prices.cursors.length === 1);
    rig.house.complete();
    await until(() => prices.completed);
    expect(rig.streams.stats().streams).toBe(0);
  });

  it("gives up opening a stream at a subgraph that cannot be reached in time", async () => {
    await using rig = await open({ openTimeoutMs: 100 });
    await rig.house.kill();
    const prices = rig.follow();
    await until(() => prices.errors.length === 1);
    expect(prices.errors[0]).toMatchObject({ kind: "unreachable", error: { code: "SUBGRAPH_UNREACHABLE" } });
  });

  it("gives up an open stream when the subgraph stays away for longer than it may", async () => {
    await using rig = await open({ maxOutageMs: 100 });
    const prices = rig.follow();
    await until(() => prices.cursors.length === 1);
    await rig.house.kill();
    await until(() => prices.errors.length === 1);
    expect(prices.errors[0]).toMatchObject({ kind: "unreachable" });
  });
});

interface Followed {
  readonly cursors: readonly string[];
  readonly errors: readonly SourceError[];
  readonly completed: boolean;
  readonly stop: () => void;
}

interface Rig extends AsyncDisposable {
  readonly house: AuctionHouse;
  readonly streams: SourceStreams;
  follow(query?: string): Followed;
}

async function open(options: Partial<typeof SOURCE_STREAM_DEFAULTS> | Record<string, number> = {}): Promise<Rig> {
  const house = await openAuctionHouse();
  let signatures = 0;
  const streams = createSourceStreams({
    ...SOURCE_STREAM_DEFAULTS,
    retryBaseMs: 10,
    ...options,
    urlOf: () => house.urls.auctions,
    signIdentity: () => `signed ${(signatures += 1)}`,
  });
  return {
    house,
    streams,
    follow: (query = PRICES) => follow(streams, query),
    async [Symbol.asyncDispose]() {
      await streams.close();
      await house[Symbol.asyncDispose]();
    },
  };
}

function follow(streams: SourceStreams, query: string): Followed {
  const cursors: string[] = [];
  const errors: SourceError[] = [];
  const followed = { cursors, errors, completed: false, stop: (): void => undefined };
  followed.stop = streams.subscribe(
    {
      subgraph: "auctions",
      identity,
      resumable: true,
      message: () => ({ query, variables: cursors.length === 0 ? {} : { after: cursors.at(-1) } }),
    },
    {
      next: (response) => void cursors.push(cursorOf(response)),
      error: (error) => void errors.push(error),
      complete: () => (followed.completed = true),
    },
  );
  return followed;
}

function cursorOf({ data }: SourceResponse): string {
  return (data as { prices: { cursor: string } }).prices.cursor;
}

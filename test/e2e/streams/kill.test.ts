import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Cleanup, createCleanup } from "../../support/cleanup.ts";
import type { RunningProcess } from "../../support/process.ts";
import { type PrincipalName, startSystem, type System, until } from "../../support/system.ts";
import { startTcpProxy, type TcpProxy } from "../../support/tcp-proxy.ts";
import { startValkey, type ValkeyServer } from "../../support/valkey.ts";
import { readFeed } from "./feed-truth.ts";
import { judge, type OwnedLedger, truthIn } from "./judge.ts";
import { Ledger, type LedgerFilter } from "./ledger.ts";

/** A longer run: more rounds of everything. */
const IS_LONG = process.env["STREAMS_LONG"] === "1";
const SUBSCRIBERS = 200;
const ROUNDS = IS_LONG ? 3 : 1;
const TIMEOUT_MS = IS_LONG ? 900_000 : 240_000;
const LEASE_MS = 1_000;

const PARTNERS: readonly PrincipalName[] = ["samsung", "sk", "hyundai", "naver", "analyst"];
const FILTERS: readonly LedgerFilter[] = [{}, { model: "B200" }, { site: "hwaseong" }];
const GROUPS = [[], ["PARTNER", "SITE"], ["MODEL"], ["PARTNER", "SITE", "MODEL"]];
const INTERVALS = [null, null, "1s", "3s"];

describe("streams over two gateways and two processes of a subgraph", () => {
  let system: System;
  const workloads: RunningProcess[] = [];

  beforeAll(async () => {
    system = await startSystem();
    const first = system.subgraphs.get("workloads");
    if (first === undefined) throw new Error("the system has no workloads");
    workloads.push(first, await system.addSubgraph("workloads"));
    await until(
      async () => await system.ask("analyst", "{ fleet { utilisation { coverage } } }"),
      (answer) => Number(JSON.stringify(answer).match(/"coverage":([\d.]+)/)?.[1] ?? 0) > 0.8,
      60_000,
    );
  }, 180_000);

  afterAll(async () => await system[Symbol.asyncDispose](), 60_000);

  it.each([
    ["whatever process is killed and whatever the network does", false],
    ["when they have a broker, which is killed too", true],
  ])(
    "lose, double and mix up nothing, %s",
    async (_, hasBroker) => {
      const cleanup = createCleanup();
      try {
        await breakAll(cleanup, hasBroker ? cleanup.use(await startValkey()) : null);
      } finally {
        await cleanup[Symbol.asyncDispose]();
      }
    },
    TIMEOUT_MS,
  );

  async function breakAll(cleanup: Cleanup, broker: ValkeyServer | null): Promise<void> {
    /** What gateways reach the subgraph of the streams by, and what clients connect to. */
    const back = cleanup.use(await startTcpProxy(workloads.map(({ url }) => url)));
    const front = cleanup.use(await startTcpProxy([]));
    const addGateway = async (): Promise<RunningProcess> => {
      const urls = [...system.subgraphs].map(
        ([name, { url }]) => [name, name === "workloads" ? back.url : url] as const,
      );
      const settings = broker === null ? {} : { BROKER_URL: broker.url, BROKER_LEASE_MS: String(LEASE_MS) };
      return cleanup.use(await system.addGateway("own", new Map(urls), settings));
    };
    const gateways = [await addGateway(), await addGateway()];
    const toWorkloads = (): void => back.setTargets(workloads.map(({ url }) => url));
    const toGateways = (): void => front.setTargets(gateways.map(({ url }) => url));
    toGateways();
    const ledgers = Array.from({ length: SUBSCRIBERS }, (_, index) => openLedger(index, front.url));
    const inCommon = async (): Promise<void> => {
      if (broker !== null) await haveInCommon(gateways);
    };
    try {
      await settled(ledgers);
      await inCommon();
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const index of [0, 1]) {
          await replace(workloads, index, () => system.addSubgraph("workloads"), toWorkloads);
          await replace(gateways, index, addGateway, toGateways);
        }
        await settled(ledgers);
        await inCommon();
        if (broker !== null) {
          await broker.kill();
          await settled(ledgers);
          // One that comes while there is no broker.
          await replace(gateways, round % 2, addGateway, toGateways);
          await broker.restart();
          await settled(ledgers);
          await inCommon();
        }
        await system.subgraphs.get("sites")?.kill("SIGKILL");
        await system.restartSubgraph("sites");
        for (const proxy of [front, back]) await storm(proxy);
        await settled(ledgers);
      }
      await inCommon();
    } finally {
      await Promise.all(ledgers.map(async ({ ledger }) => await ledger.stop()));
    }
    const feed = await readFeed(system.mongo, system.databasePrefix);
    expect(feed.epochs).toHaveLength(1);
    expect(judge(truthIn(feed), ledgers)).toEqual({ lost: [], doubled: [], foreign: [], wrong: [] });
    expect(ledgers.every(({ ledger }) => ledger.breaks.length > 0)).toBe(true);
    // What is filtered away is no frame; each filter has let enough through.
    for (const filter of FILTERS) {
      const items = ledgers.flatMap(({ ledger }) => (ledger.wanted.filter === filter ? ledger.frames : []));
      expect(items.filter((frame) => !frame.snapshot && frame.items.length > 0).length).toBeGreaterThan(50);
    }
    const frames = ledgers.reduce((sum, { ledger }) => sum + ledger.frames.length, 0);
    const breaks = ledgers.reduce((sum, { ledger }) => sum + ledger.breaks.length, 0);
    if (IS_LONG)
      console.log(`${SUBSCRIBERS} ledgers, ${frames} frames, ${breaks} breaks, ${feed.documents.length} documents`);
  }

  function openLedger(index: number, url: string): OwnedLedger {
    const principal = PARTNERS[index % PARTNERS.length] ?? "analyst";
    const ledger = new Ledger({
      transport: index % 3 === 0 ? "sse" : "webSocket",
      filter: FILTERS[Math.floor(index / 5) % FILTERS.length] ?? {},
      groupBy: GROUPS[Math.floor(index / 5) % GROUPS.length] ?? [],
      every: INTERVALS[Math.floor(index / 20) % INTERVALS.length] ?? null,
      token: async () => await system.token(principal),
      url,
    });
    return { ledger, partner: principal === "analyst" ? null : principal };
  }

  /** Until everybody has seen what is written now. */
  async function settled(ledgers: readonly OwnedLedger[]): Promise<void> {
    const truthOf = truthIn(await readFeed(system.mongo, system.databasePrefix));
    await until(
      async () =>
        ledgers
          .filter((owned) => owned.ledger.frames.length === 0 || owned.ledger.seq < (truthOf(owned).at(-1)?.seq ?? 0))
          .map(({ ledger: { seq, wanted, breaks } }) => [seq, wanted, String(breaks.at(-1))]),
      (behind) => behind.length === 0,
      90_000,
    );
  }
});

/** Kills a process while another starts in its place. */
async function replace(
  list: RunningProcess[],
  index: number,
  start: () => Promise<RunningProcess>,
  tell: () => void,
): Promise<void> {
  const [started] = await Promise.all([start(), list[index]?.kill("SIGKILL")]);
  list[index] = started;
  tell();
}

/** Treats what passes through a proxy badly for a while. */
async function storm(proxy: TcpProxy): Promise<void> {
  proxy.setWeather({ kind: "trickle", bytes: 700, everyMs: 1 });
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  proxy.cut();
  proxy.setWeather({ kind: "delay", ms: 20 });
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  proxy.halfClose();
  await new Promise((resolve) => setTimeout(resolve, 500));
  proxy.setWeather({ kind: "fair" });
}

/**
 * Until each topic is led by one gateway, and whoever else has it reads it from the broker: a gateway that began while there was
 * no broker finds its place with the next event, and where nothing changes that is half a minute away.
 */
async function haveInCommon(gateways: readonly RunningProcess[]): Promise<void> {
  await until(
    async () => await Promise.all(gateways.map(async ({ url }) => await rolesAt(url))),
    (roles) => {
      const isAll = roles.every(({ topics, led, followed }) => topics > 0 && led + followed === topics);
      return isAll && roles.some(({ followed }) => followed > 0);
    },
    60_000,
  );
}

async function rolesAt(url: string): Promise<Readonly<Record<"topics" | "led" | "followed", number>>> {
  const text = await (await fetch(`${new URL(url).origin}/metrics`)).text();
  const figure = (name: string): number =>
    Number(new RegExp(`^gateway_stream_${name} (.+)$`, "m").exec(text)?.[1] ?? NaN);
  return { topics: figure("topics"), led: figure("led_topics"), followed: figure("followed_topics") };
}

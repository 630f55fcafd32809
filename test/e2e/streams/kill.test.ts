import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { RunningProcess } from "../../support/process.ts";
import { type PrincipalName, startSystem, type System, until } from "../../support/system.ts";
import { readFeed } from "./feed-truth.ts";
import { judge } from "./judge.ts";
import { Ledger } from "./ledger.ts";
import { startTcpProxy, type TcpProxy } from "../../support/tcp-proxy.ts";

/** A longer run: more rounds of everything. */
const IS_LONG = process.env["STREAMS_LONG"] === "1";
const SUBSCRIBERS = IS_LONG ? 200 : 60;
const ROUNDS = IS_LONG ? 3 : 1;
const TIMEOUT_MS = IS_LONG ? 900_000 : 240_000;

const PARTNERS: readonly PrincipalName[] = ["samsung", "sk", "hyundai", "naver", "analyst"];
const GROUPS = [[], ["PARTNER", "SITE"], ["MODEL"], ["PARTNER", "SITE", "MODEL"]];
const INTERVALS = [null, null, "1s", "3s"];

describe("streams over two gateways and two processes of a subgraph", () => {
  let system: System;
  /** What clients connect to, and what gateways reach the subgraph of the streams by. */
  let front: TcpProxy;
  let back: TcpProxy;
  const gateways: RunningProcess[] = [];
  const workloads: RunningProcess[] = [];

  beforeAll(async () => {
    system = await startSystem();
    const first = system.subgraphs.get("workloads");
    if (first === undefined) throw new Error("the system has no workloads");
    workloads.push(first, await system.addSubgraph("workloads"));
    back = await startTcpProxy(workloads.map(({ url }) => url));
    front = await startTcpProxy([]);
    gateways.push(await addGateway(), await addGateway());
    front.setTargets(gateways.map(({ url }) => url));
    await until(
      async () => await system.ask("analyst", "{ fleet { utilisation { coverage } } }"),
      (answer) => Number(JSON.stringify(answer).match(/"coverage":([\d.]+)/)?.[1] ?? 0) > 0.8,
      60_000,
    );
  }, 180_000);

  afterAll(async () => {
    await front[Symbol.asyncDispose]();
    await back[Symbol.asyncDispose]();
    await system[Symbol.asyncDispose]();
  }, 60_000);

  async function addGateway(): Promise<RunningProcess> {
    const urls = new Map([...system.subgraphs].map(([name, { url }]) => [name, name === "workloads" ? back.url : url]));
    return await system.addGateway("own", urls);
  }

  it(
    "lose, double and mix up nothing, whatever process is killed and whatever the network does",
    async () => {
      const ledgers = Array.from({ length: SUBSCRIBERS }, (_, index) => {
        const principal = PARTNERS[index % PARTNERS.length] ?? "analyst";
        const ledger = new Ledger({
          transport: index % 3 === 0 ? "sse" : "webSocket",
          groupBy: GROUPS[Math.floor(index / 5) % GROUPS.length] ?? [],
          every: INTERVALS[Math.floor(index / 20) % INTERVALS.length] ?? null,
          token: async () => await system.token(principal),
          url: front.url,
        });
        return { ledger, partner: principal === "analyst" ? null : principal };
      });
      const newest = async (): Promise<number> =>
        (await readFeed(system.mongo, system.databasePrefix)).documents.at(-1)?._id ?? 0;
      /** Until everybody has seen what is written now. */
      const settled = async (): Promise<void> => {
        const seq = await newest();
        await until(
          async () =>
            ledgers
              .filter(({ ledger }) => ledger.seq < seq)
              .map(({ ledger: { seq: at, wanted, breaks } }) => [at, wanted.every, String(breaks.at(-1))]),
          (behind) => behind.length === 0,
          90_000,
        );
      };
      const replaced = async (
        list: RunningProcess[],
        index: number,
        start: () => Promise<RunningProcess>,
        tell: () => void,
      ): Promise<void> => {
        const [killed, started] = await Promise.all([list[index]?.kill("SIGKILL"), start()]);
        expect(killed).toBeUndefined();
        list[index] = started;
        tell();
      };
      const toWorkloads = (): void => back.setTargets(workloads.map(({ url }) => url));
      const toGateways = (): void => front.setTargets(gateways.map(({ url }) => url));
      try {
        await settled();
        for (let round = 0; round < ROUNDS; round += 1) {
          for (const index of [0, 1]) {
            await replaced(workloads, index, () => system.addSubgraph("workloads"), toWorkloads);
            await replaced(gateways, index, addGateway, toGateways);
          }
          await settled();
          await system.subgraphs.get("sites")?.kill("SIGKILL");
          await system.restartSubgraph("sites");
          for (const proxy of [front, back]) {
            proxy.setWeather({ kind: "trickle", bytes: 700, everyMs: 1 });
            await new Promise((resolve) => setTimeout(resolve, 1_000));
            proxy.cut();
            proxy.setWeather({ kind: "delay", ms: 20 });
            await new Promise((resolve) => setTimeout(resolve, 1_000));
            proxy.halfClose();
            await new Promise((resolve) => setTimeout(resolve, 500));
            proxy.setWeather({ kind: "fair" });
          }
          await settled();
        }
      } finally {
        await Promise.all(ledgers.map(async ({ ledger }) => await ledger.stop()));
      }
      const feed = await readFeed(system.mongo, system.databasePrefix);
      expect(feed.epochs).toHaveLength(1);
      expect(judge(feed, ledgers)).toEqual({ lost: [], doubled: [], foreign: [], wrong: [] });
      expect(ledgers.every(({ ledger }) => ledger.breaks.length > 0)).toBe(true);
      const frames = ledgers.reduce((sum, { ledger }) => sum + ledger.frames.length, 0);
      const breaks = ledgers.reduce((sum, { ledger }) => sum + ledger.breaks.length, 0);
      if (IS_LONG)
        console.log(`${SUBSCRIBERS} ledgers, ${frames} frames, ${breaks} breaks, ${feed.documents.length} documents`);
    },
    TIMEOUT_MS,
  );
});

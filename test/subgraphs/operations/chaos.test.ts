import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { mongo, Types } from "mongoose";
import type { DatabaseName, Databases } from "../../../subgraphs/kit/database.ts";
import { xidEventModel } from "../../../subgraphs/kit/published/xid-event.ts";
import { createRandom } from "../../../subgraphs/seed/random.ts";
import { seedFleet } from "../../../subgraphs/seed/seed-fleet.ts";
import { createCleanup } from "../../support/cleanup.ts";
import { callSubgraph, operatorIdentity } from "../../support/subgraph-call.ts";
import { startThreeMongods, type ThreeMongods } from "../../support/three-mongods.ts";
import { violations } from "../workloads/invariants.ts";
import { type Acknowledged, auditProblems } from "./audit-check.ts";
import { callOnce, callUntilAcknowledged } from "./call.ts";
import { CATALOGUE, nextOperation } from "./catalogue.ts";
import { startSubgraphs, type SubgraphProcesses } from "./processes.ts";

/** OPERATIONS_LONG=1: two minutes, two primaries and three subgraphs killed; else a fraction of it. */
const LONG = process.env["OPERATIONS_LONG"] === "1";
const LOAD_MS = LONG ? 120_000 : 7_000;
/** When what is killed, as parts of the time. */
const KILLS: readonly (readonly [share: number, kill: "primary" | DatabaseName])[] = LONG
  ? [
      [0.15, "workloads"],
      [0.3, "primary"],
      [0.5, "inventory"],
      [0.65, "primary"],
      [0.8, "workloads"],
    ]
  : [
      [0.15, "workloads"],
      [0.3, "primary"],
    ];
const WORKERS = 16;
/** A busy machine takes longer for them. */
const FEWEST_EFFECTS = LONG ? 500 : 40;
const ACKNOWLEDGE_MS = 60_000;
const SETTLE_MS = 15_000;

const cleanup = createCleanup();
let mongods: ThreeMongods;
let subgraphs: SubgraphProcesses;
beforeAll(async () => {
  mongods = cleanup.use(await startThreeMongods());
  const fill = async (databases: Databases): Promise<void> => void (await seedFleet(databases, "sample"));
  subgraphs = cleanup.use(await startSubgraphs(mongods.uri, fill));
}, 120_000);
afterAll(async () => await cleanup[Symbol.asyncDispose](), 30_000);

describe("16 workers of random mutations, while primaries and subgraphs are killed", () => {
  it(
    "break no invariant at any instant; what was acknowledged is stored and in the audit log, once",
    async () => {
      const untilMs = Date.now() + LOAD_MS;
      const acknowledged: Acknowledged[] = [];
      const effects = (): number => acknowledged.filter(({ refusal }) => refusal === null).length;
      const figures = { calls: 0, retried: 0, again: 0 };
      const work = async (number: number): Promise<void> => {
        const random = createRandom(`worker ${number}`);
        const next = (): number => random.next();
        while (Date.now() < untilMs || effects() < FEWEST_EFFECTS) {
          const operation = await nextOperation(subgraphs.databases, next).catch(() => null);
          if (operation === null) continue;
          const urlOf = (): string => subgraphs.urlOf(operation.subgraph);
          const answer = await callUntilAcknowledged(urlOf, operation, ACKNOWLEDGE_MS);
          acknowledged.push(answer.acknowledged);
          figures.calls += 1;
          if (answer.tries > 1) figures.retried += 1;
          if (next() < 0.1) {
            const again = await callOnce(urlOf(), operation);
            if (again !== null) expect(again).toEqual(answer.acknowledged);
            figures.again += 1;
          }
        }
      };
      const breakGpus = async (): Promise<void> => {
        const events = xidEventModel(subgraphs.databases.workloads);
        while (Date.now() < untilMs) {
          await sleep(LONG ? 2000 : 700);
          await breakOne(events).catch(() => undefined);
        }
      };
      const { databases } = subgraphs;
      const look = async (): Promise<void> => {
        while (Date.now() < untilMs) {
          await sleep(1000);
          // While there is no primary, nobody can look.
          const seen = await violations(databases).catch((error: unknown) => {
            if (error instanceof mongo.MongoError) return [];
            throw error;
          });
          expect(seen).toEqual([]);
        }
      };
      const kill = async (): Promise<void> => {
        for (const [share, what] of KILLS) {
          await sleep(Math.max(0, untilMs - LOAD_MS * (1 - share) - Date.now()));
          await (what === "primary" ? mongods.killPrimary() : subgraphs.killAndRestart(what));
        }
      };
      await Promise.all([
        kill(),
        breakGpus(),
        look(),
        ...Array.from({ length: WORKERS }, async (_, number) => await work(number)),
      ]);

      expect(await violations(databases)).toEqual([]);
      // The scheduler goes on with what waits, and seals follow a moment after: what does not fit must not stay so.
      const problems = await settled(
        async () => await auditProblems(databases, acknowledged),
        (found) => found.length === 0,
      );
      expect(problems).toEqual([]);
      const verification = await settled(verified, ({ unsealed }) => unsealed === 0);
      expect(verification).toMatchObject({ intact: true, unsealed: 0, problems: [] });

      const done = acknowledged.filter(({ refusal }) => refusal === null);
      expect(done.length).toBeGreaterThanOrEqual(FEWEST_EFFECTS);
      if (LONG) {
        const never = Object.keys(CATALOGUE).filter((name) => done.every((each) => each.name !== name));
        console.log({ ...figures, tookEffect: done.length, never, entries: await verified() });
        expect(never).toEqual([]);
      }
    },
    LOAD_MS + 120_000,
  );
});

/** A GPU at random falls off its bus, as the collector would tell it. */
async function breakOne(events: ReturnType<typeof xidEventModel>): Promise<void> {
  const gpus = subgraphs.databases.inventory.collection<{ _id: string; partner: string }>("gpus");
  const [gpu] = await gpus.aggregate<{ _id: string; partner: string }>([{ $sample: { size: 1 } }]).toArray();
  if (gpu === undefined) return;
  await events.create({ _id: new Types.ObjectId(), gpu: gpu._id, partner: gpu.partner, code: 79, at: new Date() });
}

/** Looks again for a while, until what is seen is as expected. @returns what was seen last */
async function settled<T>(look: () => Promise<T>, isSettled: (seen: T) => boolean): Promise<T> {
  let seen = await look();
  const untilMs = Date.now() + SETTLE_MS;
  while (Date.now() < untilMs && !isSettled(seen)) {
    await sleep(100);
    seen = await look();
  }
  return seen;
}

async function verified(): Promise<{ readonly unsealed: number }> {
  const query = "{ verifyAudit { intact entries chains seals unsealed problems } }";
  const { data, errors } = await callSubgraph(subgraphs.urlOf("partners"), operatorIdentity(), query);
  expect(errors).toEqual([]);
  return data?.["verifyAudit"] as { readonly unsealed: number };
}

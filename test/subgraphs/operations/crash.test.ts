import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { auditModel } from "../../../subgraphs/kit/audit/entries.ts";
import { ensureIndexes, openDatabases } from "../../../subgraphs/kit/database.ts";
import { idempotencyModel } from "../../../subgraphs/kit/idempotency.ts";
import { createRandom } from "../../../subgraphs/seed/random.ts";
import { seedFleet } from "../../../subgraphs/seed/seed-fleet.ts";
import { type Cut, startCutProxy } from "../../support/cut-proxy.ts";
import { type TestDatabase, testDatabase } from "../../support/mongo.ts";
import { violations } from "../workloads/invariants.ts";
import { CATALOGUE, type Operation, possibleOperation } from "./catalogue.ts";
import { type ResolvedPayload, resolveOperation } from "./resolve.ts";

/** OPERATIONS_LONG=1 crashes every mutation; else those that touch the most databases. */
const NAMES =
  process.env["OPERATIONS_LONG"] === "1" ? Object.keys(CATALOGUE) : ["submitWorkload", "activateGpus", "planDelivery"];

let database: TestDatabase;
let primary = "";
beforeAll(async () => {
  database = await testDatabase();
  const { databases } = database;
  await seedFleet(databases, "sample");
  await ensureIndexes([auditModel(databases.partners)]);
  for (const name of ["inventory", "partners", "sites", "workloads"] as const) {
    await ensureIndexes([idempotencyModel(databases[name])]);
  }
  const hello = await databases.inventory.getClient().db("admin").command({ hello: 1 });
  primary = String(hello["primary"]);
}, 30_000);
afterAll(async () => await database[Symbol.asyncDispose]());

const random = createRandom("crashes");

describe("a process that dies in the middle of a mutation", () => {
  it.each(NAMES)(
    "leaves all of %s or nothing at every step, and the same key completes it once",
    async (name) => {
      let step = 1;
      while (await crash(await possible(name), { before: step })) step += 1;
      // A read, the effect, the audit log, the key and the commit, at least.
      expect(step).toBeGreaterThan(5);
      expect(await crash(await possible(name), "after commit")).toBe(true);
      expect(await violations(database.databases)).toEqual([]);
    },
    300_000,
  );
});

/**
 * Runs a mutation through a proxy that cuts it off, looks at what is there, and sends it again to another process.
 * @returns false when it was done before the cut
 */
async function crash(operation: Operation, cut: Cut): Promise<boolean> {
  const { databases, databasePrefix } = database;
  await using proxy = await startCutProxy(primary, cut);
  const dying = await openDatabases({ mongodbUri: proxy.uri, databasePrefix, connectTimeoutMs: 1000 });
  try {
    const answer = resolveOperation(dying, operation);
    answer.catch(() => undefined);
    const first = await Promise.race([answer, proxy.cut]);
    // MongoDB ends the transaction of a client that is gone by itself, but not within a test's time.
    const admin = databases.inventory.getClient().db("admin");
    await admin.command({ killSessions: proxy.sessions() });
    expect(await violations(databases)).toEqual([]);
    const entries = await entriesOf(operation);
    if (first === undefined) expect(entries.length > 0).toBe(cut === "after commit");
    const again = await resolveOperation(databases, operation);
    expect(again.refusal).toBeNull();
    if (first !== undefined) expect(plain(again)).toEqual(plain(first));
    // Once: all of its entries are of one transaction.
    const times = new Set((await entriesOf(operation)).map(({ at }) => at.getTime()));
    expect(times.size).toBe(1);
    return first === undefined;
  } finally {
    await dying.close();
  }
}

async function possible(name: string): Promise<Operation> {
  const { databases } = database;
  const run = async (operation: Operation, more?: object): Promise<ResolvedPayload> =>
    await resolveOperation(databases, operation, more);
  return await possibleOperation(databases, () => random.next(), name, run);
}

async function entriesOf({ name, input }: Operation) {
  const entries = auditModel(database.databases.partners);
  return await entries.find({ action: name, key: input.idempotencyKey }).lean();
}

/** Without what the database adds to a record. */
function plain(payload: ResolvedPayload): unknown {
  return JSON.parse(JSON.stringify(payload));
}

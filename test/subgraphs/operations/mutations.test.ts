import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { auditModel } from "../../../subgraphs/kit/audit/entries.ts";
import { DATABASE_NAMES, ensureIndexes } from "../../../subgraphs/kit/database.ts";
import { idempotencyModel } from "../../../subgraphs/kit/idempotency.ts";
import { encodeId } from "../../../subgraphs/kit/ids.ts";
import { createRandom } from "../../../subgraphs/seed/random.ts";
import { seedFleet } from "../../../subgraphs/seed/seed-fleet.ts";
import { type TestDatabase, testDatabase } from "../../support/mongo.ts";
import { identity, operatorIdentity } from "../../support/subgraph-call.ts";
import { violations } from "../workloads/invariants.ts";
import { CATALOGUE, type Operation, possibleOperation } from "./catalogue.ts";
import { type ResolvedPayload, resolveOperation } from "./resolve.ts";

const NAMES = Object.keys(CATALOGUE);
const random = createRandom("mutations");
const next = (): number => random.next();

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  const { databases } = database;
  await seedFleet(databases, "sample");
  await ensureIndexes([auditModel(databases.partners)]);
  for (const name of DATABASE_NAMES) await ensureIndexes([idempotencyModel(databases[name])]);
}, 30_000);
afterAll(async () => await database[Symbol.asyncDispose]());

describe.each(NAMES)("%s", (name) => {
  it("answers a what-if without any effect, then takes effect once for its key, and tells keys and principals apart", async () => {
    const { databases } = database;
    const operation = await possible(name);
    const before = await everything();
    expect((await resolve(operation, { whatIf: true })).refusal).toBeNull();
    expect(await everything()).toEqual(before);

    const answer = await resolve(operation);
    expect(answer.refusal).toBeNull();
    const after = await everything();
    expect(after).not.toEqual(before);
    expect(plain(await resolve(operation))).toEqual(plain(answer));
    expect(await everything()).toEqual(after);

    const other = await possible(name);
    const { idempotencyKey } = operation.input;
    const reused = { ...other, as: operation.as, input: { ...other.input, idempotencyKey } };
    // What has no choice of input cannot be asked for differently.
    if (JSON.stringify(reused.input) !== JSON.stringify(operation.input)) {
      expect((await resolve(reused)).refusal?.code).toBe("IDEMPOTENCY_KEY_REUSED");
    }
    const another = await resolve({ ...reused, as: () => operatorIdentity("somebody-else") });
    expect(another.refusal?.code).not.toBe("IDEMPOTENCY_KEY_REUSED");
    expect(await violations(databases)).toEqual([]);
  });

  it("is forbidden to who may only read, and answers a partner's operator of others' records as of none", async () => {
    const operation = await possible(name);
    const reader = () => identity({ subject: "r", scopes: ["fleet:read"], claims: { partner: "samsung" } });
    await expect(resolve({ ...operation, as: reader })).rejects.toThrow("This needs the scope");
    const scopes = ["fleet:read", "fleet:write", "workloads:write"];
    const stranger = () => identity({ subject: "s", scopes, claims: { partner: "nobody" } });
    // A programme is everybody's: it is a fact of the plan.
    if (name === "createProgramme") return;
    const foreign = await resolve({ ...operation, as: stranger });
    expect(foreign.refusal?.code).toBe("NOT_FOUND");
    const missing = { ...operation.input };
    for (const [field, value] of Object.entries(missing)) {
      if (typeof value === "string" && isId(value))
        Object.assign(missing, { [field]: encodeId(typeOf(value), "none") });
    }
    if (JSON.stringify(missing) === JSON.stringify(operation.input)) return;
    const none = await resolve({ ...operation, input: { ...missing, idempotencyKey: `none-${name}` } });
    expect(none.refusal).toEqual(foreign.refusal);
  });
});

describe("a refusal", () => {
  it("says which number is missing when a workload needs more power than a site is limited to", async () => {
    const site = await lone("sites", "sites", "pyeongtaek");
    const limit = Number(site["busyPowerWatts"]) * Number(site["pue"]) + 10_000;
    await call("sites", "setPowerLimit", { site: encodeId("Site", "pyeongtaek"), powerLimitWatts: limit });
    const project = encodeId("Project", "samsung-fab-twin");
    const wish = { project, name: "x", kind: "DIGITAL_TWIN", model: "B200", gpuCount: 8, site: "pyeongtaek" };
    await call("partners", "setQuota", { project, nominalQuota: 200, borrowingLimit: 0, lendingLimit: 0 });
    const { refusal } = await call("workloads", "submitWorkload", { ...wish, placeNow: true });
    // 8 × 1,787.5 W × PUE 1.3.
    expect(refusal).toMatchObject({ code: "POWER_CAP", needed: 18_590, available: 10_000 });
    expect(refusal?.message).toBe("8 GPUs need 19 kW, headroom 10 kW at site pyeongtaek.");
    const queued = await call("workloads", "submitWorkload", wish);
    expect(queued).toMatchObject({ workload: { state: "QUEUED", reason: "POWER_CAP", explanation: refusal?.message } });
    await call("sites", "setPowerLimit", { site: encodeId("Site", "pyeongtaek") });
    const placed = await call("workloads", "submitWorkload", { ...wish, placeNow: true });
    expect(placed).toMatchObject({ refusal: null, workload: { state: "RUNNING", site: "pyeongtaek" } });
  });

  it("keeps a site's and a rack's cap when GPUs are switched on, and when the cap is lowered", async () => {
    const install = await possible("installGpus");
    await resolve(install);
    const node = encodeId("Node", String(install.input["hostname"]));
    const { rack } = await lone("inventory", "nodes", String(install.input["hostname"]));
    const active = Number((await lone("sites", "racks", String(rack)))["activePowerWatts"]);
    const cap = { rack: encodeId("Rack", String(rack)), powerCapWatts: active + 1000 };
    expect((await call("sites", "setPowerCap", cap)).refusal).toBeNull();
    const beyond = (await call("inventory", "activateGpus", { node })).refusal;
    expect(beyond).toMatchObject({ code: "POWER_CAP", available: 1000 });
    expect(beyond?.message).toContain(`headroom 1 kW at rack ${String(rack)}`);
    const { activePowerWatts, pue } = await lone("sites", "sites", "pyeongtaek");
    const needed = Number(activePowerWatts) * Number(pue);
    const lower = { site: encodeId("Site", "pyeongtaek"), powerCapWatts: needed - 1000 };
    expect((await call("sites", "setPowerCap", lower)).refusal).toMatchObject({ code: "POWER_CAP", needed });
    expect(await violations(database.databases)).toEqual([]);
  });

  it("says how many GPUs a programme, an allotment, an order and a reclaimed quota have left", async () => {
    const opened = { slug: "small", name: "Small", total: 10 };
    await call("partners", "createProgramme", opened);
    const share = { programme: "small", partner: "sk", quantity: 8, owner: "o", operator: "o", dueOn: "2028-01-01" };
    expect((await call("partners", "allot", share)).refusal).toBeNull();
    const more = (await call("partners", "allot", { ...share, partner: "naver", quantity: 3 })).refusal;
    expect(more).toMatchObject({ code: "EXCEEDS_PROGRAMME", needed: 3, available: 2 });
    const order = { partner: "sk", programme: "small", model: "B200", quantity: 9, expectedOn: "2027-01-01" };
    expect((await call("inventory", "planDelivery", order)).refusal).toMatchObject({
      code: "EXCEEDS_ALLOTMENT",
      needed: 9,
      available: 8,
    });
    const planned = await call("inventory", "planDelivery", { ...order, quantity: 8 });
    const delivery = encodeId("Delivery", String((planned as { delivery?: { _id: string } }).delivery?._id));
    expect((await call("inventory", "receiveDelivery", { delivery, quantity: 9 })).refusal).toMatchObject({
      code: "EXCEEDS_ORDER",
      needed: 9,
      available: 8,
    });
    const shares = [{ project: encodeId("Project", "sk-fab-twin"), gpuCount: 1_000 }];
    expect((await call("workloads", "redistributeGpus", { cohort: "sk", shares })).refusal?.code).toBe(
      "EXCEEDS_RECLAIMED",
    );
  });

  it("keeps quota that is in use, unless its workloads may be ended", async () => {
    const { databases } = database;
    const [used] = await databases.workloads
      .collection<{ _id: string; gpusInUse: number }>("projectUsage")
      .find({ partner: "hyundai", gpusInUse: { $gt: 8 } })
      .toArray();
    if (used === undefined) throw new Error("expected a project of Hyundai's that uses GPUs");
    const { nominalQuota } = await lone("partners", "projects", used._id);
    const all = { project: encodeId("Project", used._id), gpuCount: Number(nominalQuota) };
    await call("partners", "setQuota", { project: all.project, nominalQuota, borrowingLimit: 0, lendingLimit: 0 });
    expect((await call("workloads", "reclaimGpus", all)).refusal?.code).toBe("QUOTA_IN_USE");
    const taken = (await call("workloads", "reclaimGpus", { ...all, preempt: true })) as {
      preempted?: readonly object[];
    };
    expect(taken.preempted?.length).toBeGreaterThan(0);
    for (const workload of taken.preempted ?? []) expect(workload).toMatchObject({ state: "PREEMPTED" });
    expect(await violations(databases)).toEqual([]);
  });
});

describe("a workload that was suspended", () => {
  it("counts the GPU-hours of each time that it ran, and no others", async () => {
    const now = async (operation: Operation, more: object = {}): Promise<ResolvedPayload> =>
      await resolve(operation, { ...more, placeNow: true });
    const submit = await possibleOperation(database.databases, next, "submitWorkload", now);
    const submitted = (await now(submit)) as { workload?: { _id: string } };
    const { _id } = submitted.workload ?? { _id: "" };
    const workload = encodeId("Workload", _id);
    expect(await lone("workloads", "workloads", _id)).toMatchObject({ state: "RUNNING" });
    await call("workloads", "suspendWorkload", { workload });
    const suspended = await lone("workloads", "workloads", _id);
    expect(suspended).toMatchObject({ state: "SUSPENDED", startedAt: null, site: null });
    expect(Number(suspended["earlierGpuHours"])).toBeGreaterThan(0);
    expect(Number(suspended["earlierGpuHours"])).toBeLessThan(1);
  });
});

async function possible(name: string): Promise<Operation> {
  const run = async (operation: Operation, more?: object): Promise<ResolvedPayload> => await resolve(operation, more);
  return await possibleOperation(database.databases, next, name, run);
}

async function resolve(operation: Operation, more: object = {}): Promise<ResolvedPayload> {
  return await resolveOperation(database.databases, operation, more);
}

let keys = 0;

async function call(subgraph: Operation["subgraph"], name: string, input: object): Promise<ResolvedPayload> {
  keys += 1;
  const as = () => operatorIdentity();
  return await resolve({ subgraph, name, as, input: { ...input, idempotencyKey: `call-${keys}` } });
}

async function lone(subgraph: Operation["subgraph"], collection: string, _id: string) {
  const found = await database.databases[subgraph]
    .collection<Record<string, unknown> & { _id: string }>(collection)
    .findOne({ _id });
  if (found === null) throw new Error(`expected ${_id} in ${collection}`);
  return found;
}

/** A hash of each collection of the four databases, made by MongoDB. */
async function everything(): Promise<unknown> {
  const client = database.databases.inventory.getClient();
  const names = DATABASE_NAMES.map((name) => `${database.databasePrefix}_${name}`);
  return await Promise.all(names.map(async (name) => (await client.db(name).command({ dbHash: 1 }))["collections"]));
}

function plain(payload: ResolvedPayload): unknown {
  return JSON.parse(JSON.stringify(payload));
}

function isId(text: string): boolean {
  return /^[A-Z][A-Za-z]+:./.test(Buffer.from(text, "base64url").toString("utf8"));
}

function typeOf(id: string): "Node" {
  // Any type will do for the compiler: the text decides.
  return Buffer.from(id, "base64url").toString("utf8").split(":")[0] as "Node";
}

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { encodeId } from "../../../subgraphs/kit/ids.ts";
import { operatorIdentity, partnerIdentity } from "../../support/subgraph-call.ts";
import { violations } from "./invariants.ts";
import { eventually, unique, type WorkloadsRig, workloadsRig } from "./rig.ts";

const samsung = partnerIdentity("samsung");

let rig: WorkloadsRig;
beforeAll(async () => {
  rig = await workloadsRig({ instances: 2 });
});
beforeEach(async () => await rig.reset());
afterAll(async () => await rig[Symbol.asyncDispose]());

describe("submitting a workload", () => {
  it("runs at once on whole nodes of one site, and holds exactly what it asked for", async () => {
    const { workload, refusal } = await rig.submit(samsung, { project: "samsung-litho", gpuCount: 20 });
    expect(refusal).toBeNull();
    expect(workload).toMatchObject({ state: "RUNNING", reason: null, gpuCount: 20 });
    expect(workload?.nodes.edges.map(({ gpuCount }) => gpuCount).sort()).toEqual([4, 8, 8]);
    // Pangyo holds it on as few nodes as Hwaseong, and leaves the larger hole.
    expect(workload?.site?.id).toBe(encodeId("Site", "pangyo"));
    expect(await violations(rig.database.databases)).toEqual([]);
  });

  it("waits for quota, and runs when a cancelled workload gives its quota back", async () => {
    const first = await rig.submit(samsung, { project: "samsung-litho", gpuCount: 40 });
    const second = await rig.submit(samsung, { project: "samsung-litho", gpuCount: 24 });
    expect(second.workload).toMatchObject({ state: "QUEUED", reason: "WAITING_FOR_QUOTA" });
    await rig.cancel(samsung, first.workload?.id ?? "");
    const [running] = await eventually(
      async () => await rig.stores.workloads.find({ state: "RUNNING" }).lean(),
      (found) => found.length === 1,
    );
    expect(encodeId("Workload", running?._id ?? "")).toBe(second.workload?.id);
    expect(await violations(rig.database.databases)).toEqual([]);
  });

  it("lets a project borrow, but the cohort never uses more than the sum of its quotas", async () => {
    // 56 is 40 of its own and 16 borrowed; but no site has 56 GPUs, so in two.
    await rig.submit(samsung, { project: "samsung-litho", gpuCount: 40 });
    const borrowed = await rig.submit(samsung, { project: "samsung-litho", gpuCount: 16 });
    expect(borrowed.workload?.state).toBe("RUNNING");
    // Of its own 24 it would get the lent part back, but this one would borrow itself.
    const lent = await rig.submit(samsung, { project: "samsung-robots", gpuCount: 28 });
    expect(lent.workload).toMatchObject({ state: "QUEUED", reason: "WAITING_FOR_QUOTA" });
    expect(lent.workload?.explanation).toBe("28 GPUs are needed, the quota leaves 8: the cohort uses 56.");
    const rest = await rig.submit(samsung, { project: "samsung-robots", gpuCount: 8 });
    expect(rest.workload?.state).toBe("RUNNING");
    expect(await violations(rig.database.databases)).toEqual([]);
  });

  it("takes back what a project has lent: the newest workload of who borrows gives way, and can be resumed", async () => {
    const own = await rig.submit(samsung, { project: "samsung-litho", gpuCount: 40 });
    const borrowed = await rig.submit(samsung, { project: "samsung-litho", gpuCount: 16 });
    const lender = await rig.submit(samsung, { project: "samsung-robots", gpuCount: 16 });
    expect(lender.workload?.state).toBe("RUNNING");
    const states = async (): Promise<unknown> =>
      new Map((await rig.stores.workloads.find().lean()).map(({ _id, state }) => [encodeId("Workload", _id), state]));
    expect(await states()).toEqual(
      new Map([
        [own.workload?.id, "RUNNING"],
        [borrowed.workload?.id, "PREEMPTED"],
        [lender.workload?.id, "RUNNING"],
      ]),
    );
    expect(await violations(rig.database.databases)).toEqual([]);
    const resumed = await rig.mutate(samsung, "resumeWorkload", { workload: borrowed.workload?.id });
    expect(resumed.workload).toMatchObject({ state: "QUEUED", reason: "WAITING_FOR_QUOTA" });
    expect(await violations(rig.database.databases)).toEqual([]);
  });

  it("ends nobody's work in vain: where the nodes are missing too, all is as before", async () => {
    await rig.submit(samsung, { project: "samsung-litho", gpuCount: 40 });
    await rig.submit(samsung, { project: "samsung-litho", gpuCount: 16 });
    await rig.stores.nodes.updateMany({ status: "IDLE" }, { $set: { status: "DOWN" } });
    await rig.stores.nodes.updateMany({ status: "ALLOCATED" }, { $set: { status: "DRAINING" } });
    const { workload } = await rig.submit(samsung, { project: "samsung-robots", gpuCount: 24 });
    expect(workload).toMatchObject({ state: "QUEUED", reason: "WAITING_FOR_QUOTA" });
    expect(await rig.stores.workloads.countDocuments({ state: "RUNNING" })).toBe(2);
    expect(await violations(rig.database.databases)).toEqual([]);
  });

  it("gives GPUs that come free to who has waited longest, and lets the others pass who ask for less", async () => {
    const holder = await rig.submit(samsung, { project: "samsung-litho", gpuCount: 40, name: "holder" });
    for (const [name, gpuCount] of [
      ["first", 30],
      ["second", 25],
      ["small", 20],
    ] as const) {
      const { workload } = await rig.submit(samsung, { project: "samsung-litho", gpuCount, name });
      expect(workload?.state).toBe("QUEUED");
    }
    await rig.cancel(samsung, holder.workload?.id ?? "");
    const running = await eventually(
      async () => (await rig.stores.workloads.find({ state: "RUNNING" }).lean()).map(({ name }) => name).sort(),
      (names) => names.length === 2,
    );
    expect(running).toEqual(["first", "small"]);
    expect(await violations(rig.database.databases)).toEqual([]);
  });

  it("waits when no single site has enough nodes, and runs when a node comes back", async () => {
    const { nodes } = rig.stores;
    await nodes.updateMany({ site: "hwaseong" }, { $set: { status: "MAINTENANCE" } });
    const { workload } = await rig.submit(samsung, { project: "samsung-litho", gpuCount: 32 });
    expect(workload).toMatchObject({ state: "QUEUED", reason: "NO_MATCHING_NODES", nodes: { totalCount: 0 } });
    // The queue follows the nodes once it leads.
    await eventually(
      async () =>
        await rig.database.databases.workloads.collection("leases").countDocuments({ until: { $gt: new Date() } }),
      (count) => count === 1,
    );
    await nodes.updateMany({ site: "hwaseong" }, { $set: { status: "IDLE" } });
    await eventually(
      async () => await rig.stores.workloads.countDocuments({ state: "RUNNING", site: "hwaseong" }),
      (count) => count === 1,
    );
    expect(await violations(rig.database.databases)).toEqual([]);
  });

  it("fills a partial node that fits before it breaks a whole one", async () => {
    const hyundai = partnerIdentity("hyundai");
    await rig.submit(hyundai, { project: "hyundai-driving", gpuCount: 5 });
    await rig.submit(hyundai, { project: "hyundai-driving", gpuCount: 3 });
    expect(await rig.stores.nodes.countDocuments({ status: "ALLOCATED" })).toBe(1);
    expect(await violations(rig.database.databases)).toEqual([]);
  });

  it("is refused with the numbers when it asks for more than the project may ever use", async () => {
    const { workload, refusal } = await rig.submit(samsung, { project: "samsung-litho", gpuCount: 60 });
    expect(workload).toBeNull();
    expect(refusal?.code).toBe("EXCEEDS_MAX_QUOTA");
    expect(refusal?.message).toMatch(/at most 56 GPUs .*60 is 4 too many/);
    expect(await rig.stores.workloads.countDocuments()).toBe(0);
  });

  it.each([0, -1])("is refused when it asks for %d GPUs", async (gpuCount) => {
    const { refusal } = await rig.submit(samsung, { project: "samsung-litho", gpuCount });
    expect(refusal?.code).toBe("INVALID_INPUT");
  });

  it("is refused for another partner's project as for one that does not exist", async () => {
    const foreign = await rig.submit(samsung, { project: "hyundai-driving", gpuCount: 8 });
    const none = await rig.submit(samsung, { project: "no-such-project" as "samsung-litho", gpuCount: 8 });
    expect(foreign.refusal?.code).toBe("NOT_FOUND");
    expect(foreign).toEqual(none);
    const operator = await rig.submit(operatorIdentity(), { project: "hyundai-driving", gpuCount: 8 });
    expect(operator.workload?.state).toBe("RUNNING");
  });
});

describe("cancelling a workload", () => {
  it("frees everything, and is refused the second time under another key", async () => {
    const { workload } = await rig.submit(samsung, { project: "samsung-litho", gpuCount: 12 });
    const id = workload?.id ?? "";
    const cancelled = await rig.cancel(samsung, id);
    expect(cancelled.workload).toMatchObject({ state: "CANCELLED", endedAt: expect.any(String) });
    expect(await rig.stores.nodes.countDocuments({ status: "IDLE", freeGpus: 8 })).toBe(13);
    expect((await rig.cancel(samsung, id)).refusal?.code).toBe("ILLEGAL_STATE");
    expect(await violations(rig.database.databases)).toEqual([]);
  });

  it("finishes the drain of a node that it leaves empty", async () => {
    const { workload } = await rig.submit(samsung, { project: "samsung-litho", gpuCount: 16 });
    await rig.stores.nodes.updateMany({ status: "ALLOCATED" }, { $set: { status: "DRAINING" } });
    await rig.cancel(samsung, workload?.id ?? "");
    expect(await rig.stores.nodes.countDocuments({ status: "DRAINED" })).toBe(2);
    expect(await rig.stores.nodes.countDocuments({ status: "DRAINING" })).toBe(0);
  });

  it("does not reach another partner's workload", async () => {
    const { workload } = await rig.submit(samsung, { project: "samsung-litho", gpuCount: 8 });
    const foreign = await rig.cancel(partnerIdentity("hyundai"), workload?.id ?? "");
    expect(foreign).toEqual(await rig.cancel(partnerIdentity("hyundai"), encodeId("Workload", "none")));
    expect(foreign.refusal?.code).toBe("NOT_FOUND");
    expect(await rig.stores.workloads.countDocuments({ state: "RUNNING" })).toBe(1);
  });
});

describe("failing a node", () => {
  /** Three nodes at one site: a workload on two of them, and one that waits for two. */
  async function trainerAndWaiter(): Promise<{ readonly trainer: string; readonly node: string }> {
    await rig.stores.nodes.updateMany({ site: "hwaseong" }, { $set: { status: "MAINTENANCE" } });
    const { workload } = await rig.submit(samsung, { project: "samsung-litho", gpuCount: 16, name: "trainer" });
    const waiter = await rig.submit(samsung, { project: "samsung-litho", gpuCount: 16, name: "waiter" });
    expect(waiter.workload).toMatchObject({ state: "QUEUED", reason: "NO_MATCHING_NODES" });
    const node = await rig.stores.nodes.findOne({ status: "ALLOCATED" }).lean();
    return { trainer: workload?.id ?? "", node: node?._id ?? "" };
  }

  interface Failed {
    readonly node: { readonly id: string } | null;
    readonly workloads: readonly { readonly id: string; readonly state: string; readonly explanation: string | null }[];
  }

  async function fail(node: string, how: object): Promise<Failed> {
    const { data } = await rig.call(
      operatorIdentity(),
      "mutation ($input: FailNodeInput!) { failNode(input: $input) { node { id } workloads { id state explanation } refusal { code } } }",
      { input: { node: encodeId("Node", node), reason: "no answer", idempotencyKey: unique(), ...how } },
    );
    return (data as { readonly failNode: Failed }).failNode;
  }

  it("ends the workloads on it, and has others take their place", async () => {
    const { trainer, node } = await trainerAndWaiter();
    const { workloads } = await fail(node, {});
    expect(workloads).toEqual([{ id: trainer, state: "NODE_FAILED", explanation: null }]);
    const [running] = await eventually(
      async () => await rig.stores.workloads.find({ state: "RUNNING" }).lean(),
      (found) => found.length === 1,
    );
    expect(running?.name).toBe("waiter");
    expect(await violations(rig.database.databases)).toEqual([]);
  });

  it("with `requeue` has them run elsewhere at once, before anybody takes their place", async () => {
    const { trainer, node } = await trainerAndWaiter();
    const { workloads } = await fail(node, { requeue: true });
    expect(workloads).toEqual([{ id: trainer, state: "RUNNING", explanation: null }]);
    const placements = await rig.stores.placements.find().lean();
    expect(placements.map(({ workload }) => encodeId("Workload", workload))).toEqual([trainer, trainer]);
    expect(placements.map((placement) => placement.node)).not.toContain(node);
    expect((await rig.stores.nodes.findById(node).lean())?.status).toBe("DOWN");
    expect(await violations(rig.database.databases)).toEqual([]);
  });

  it("with `requeue` has them wait where there is no room, and says what is missing", async () => {
    const { trainer, node } = await trainerAndWaiter();
    await rig.stores.nodes.updateMany({ status: "IDLE" }, { $set: { status: "MAINTENANCE" } });
    const explanation = "16 B200 GPUs are needed at one site, at most 8 are free on nodes that take work.";
    expect((await fail(node, { requeue: true })).workloads).toEqual([{ id: trainer, state: "QUEUED", explanation }]);
    expect(await rig.stores.placements.countDocuments()).toBe(0);
    expect(await violations(rig.database.databases)).toEqual([]);
  });

  it("says with `whatIf` and `requeue` what would become of them, and changes nothing", async () => {
    const { trainer, node } = await trainerAndWaiter();
    const before = await rig.stores.placements.find().lean();
    const { workloads } = await fail(node, { requeue: true, whatIf: true });
    expect(workloads).toMatchObject([{ id: trainer, state: "RUNNING" }]);
    expect(await rig.stores.placements.find().lean()).toEqual(before);
    expect((await rig.stores.nodes.findById(node).lean())?.status).toBe("ALLOCATED");
  });
});

describe("under concurrent mutations", () => {
  it("takes effect once for one idempotency key, and answers the same to all", async () => {
    const key = unique();
    const submit = async (): ReturnType<typeof rig.submit> =>
      await rig.submit(samsung, { project: "samsung-litho", gpuCount: 8, key });
    const answers = await Promise.all(Array.from({ length: 12 }, submit));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await rig.stores.workloads.countDocuments()).toBe(1);
    const other = await rig.submit(samsung, { project: "samsung-litho", gpuCount: 9, key });
    expect(other.refusal?.code).toBe("IDEMPOTENCY_KEY_REUSED");
    expect(await violations(rig.database.databases)).toEqual([]);
  });

  it("keeps every invariant while 16 clients of two instances submit and cancel and nodes are drained", async () => {
    const until = Date.now() + 4000;
    let effects = 0;
    const client = async (number: number): Promise<void> => {
      const as = number % 4 === 3 ? partnerIdentity("hyundai") : samsung;
      const project = number % 4 === 3 ? "hyundai-driving" : number % 2 === 0 ? "samsung-litho" : "samsung-robots";
      const mine: string[] = [];
      for (let turn = number; Date.now() < until; turn += 1) {
        const { workload } = await rig.submit(as, { project, gpuCount: 1 + ((turn * 7) % 19) });
        if (workload !== null) mine.push(workload.id);
        if (mine.length > 2) await rig.cancel(as, mine.shift() ?? "");
        effects += 1;
      }
    };
    const drain = async (): Promise<void> => {
      for (let index = 0; Date.now() < until; index = (index + 1) % 6) {
        const _id = `hwaseong-n00${index}`;
        // One update: between two of them an idle node may become allocated, and is then not drained at all.
        await rig.stores.nodes.collection.updateOne({ _id: _id as never, status: { $in: ["ALLOCATED", "IDLE"] } }, [
          { $set: { status: { $cond: [{ $eq: ["$allocatedMask", 0] }, "DRAINED", "DRAINING"] } } },
        ]);
        const placed = await rig.stores.placements.find({ node: _id }).lean();
        await new Promise((resolve) => setTimeout(resolve, 100));
        const later = await rig.stores.placements.find({ node: _id }).lean();
        const before = new Set(placed.map((placement) => placement._id));
        expect(later.filter((placement) => !before.has(placement._id))).toEqual([]);
        await rig.stores.nodes.updateOne({ _id, status: "DRAINING" }, { $set: { status: "ALLOCATED" } });
        await rig.stores.nodes.updateOne({ _id, status: "DRAINED" }, { $set: { status: "IDLE" } });
      }
    };
    await Promise.all([drain(), ...Array.from({ length: 16 }, async (_, number) => await client(number))]);
    expect(effects).toBeGreaterThanOrEqual(16);
    await eventually(
      async () => await violations(rig.database.databases),
      (found) => found.length === 0,
    );
  });
});

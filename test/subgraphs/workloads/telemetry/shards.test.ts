import { describe, expect, it } from "@jest/globals";
import { createLog } from "../../../../subgraphs/kit/log.ts";
import { type ShardTurn, withShards } from "../../../../subgraphs/workloads/telemetry/shards.ts";
import { createCleanup } from "../../../support/cleanup.ts";
import { eventually, type TelemetryRig, telemetryRig } from "./telemetry-rig.ts";

const TTL_MS = 500;

/** One that wants shards, and the turns that it got. */
function candidate(rig: TelemetryRig): { readonly turns: ShardTurn[] } & AsyncDisposable {
  const stopping = new AbortController();
  const turns: ShardTurn[] = [];
  const cleanup = createCleanup();
  const { databases } = rig.database;
  const options = { databases, ttlMs: TTL_MS, log: createLog("test", "silent"), signal: stopping.signal };
  const running = withShards(options, async (turn) => {
    turns.push(turn);
    if (turn.signal.aborted) return;
    await new Promise((resolve) => turn.signal.addEventListener("abort", resolve, { once: true }));
  });
  cleanup.defer(async () => {
    stopping.abort();
    await running;
  });
  return { turns, [Symbol.asyncDispose]: async () => await cleanup[Symbol.asyncDispose]() };
}

async function fleet(): Promise<TelemetryRig> {
  const rig = await telemetryRig();
  await rig.addNode({ hostname: "s-1", partner: "samsung", site: "gumi" });
  await rig.addNode({ hostname: "k-1", partner: "sk", site: "ulsan" });
  return rig;
}

const GUMI = { partner: "samsung", site: "gumi" };
const ULSAN = { partner: "sk", site: "ulsan" };

async function lastTurn({ turns }: { readonly turns: ShardTurn[] }, count = 1): Promise<ShardTurn> {
  const found = await eventually(
    () => turns.at(-1),
    () => turns.length >= count,
  );
  if (found === undefined) throw new Error("expected a turn");
  return found;
}

describe("shards", () => {
  it("let nothing be written by who has lost one of them, however late it notices", async () => {
    await using rig = await fleet();
    await using holder = candidate(rig);
    const turn = await lastTurn(holder);
    const { shards, silentNodes } = rig.collections;
    const document = { ...GUMI, lastScrapedAt: null, since: new Date(0), reason: "test" };
    await turn.fence(async (session) => await silentNodes.insertOne({ _id: "before", ...document }, { session }));
    const taken = { holder: "somebody else", until: new Date(Date.now() + 60_000) };
    await shards.updateOne({ _id: "samsung/gumi" }, { $set: taken, $inc: { term: 1 } });
    const late = turn.fence(async (session) => await silentNodes.insertOne({ _id: "after", ...document }, { session }));
    await expect(late).rejects.toMatchObject({ name: "FencedError" });
    expect(await silentNodes.distinct("_id")).toEqual(["before"]);
    await eventually(
      () => turn.held(),
      (held) => !held,
    );
    // What it has left is collected in another turn.
    const next = await lastTurn(holder, 2);
    expect([next.owns(GUMI), next.owns(ULSAN)]).toEqual([false, true]);
  });

  it("say of samples when they were written, to who makes roll-ups, or of neither", async () => {
    await using rig = await fleet();
    await using holder = candidate(rig);
    const turn = await lastTurn(holder);
    const { shards } = rig.collections;
    const marked = async (): Promise<(Date | undefined)[]> =>
      (await shards.find().toArray()).map(({ samplesSince }) => samplesSince);
    const failing = turn.fenceSamples(1000)(() => Promise.reject(new Error("not written")));
    await expect(failing).rejects.toThrow("not written");
    expect(await marked()).toEqual([undefined, undefined]);
    await turn.fenceSamples(2000)(() => Promise.resolve());
    await turn.fenceSamples(3000)(() => Promise.resolve());
    expect(await marked()).toEqual([new Date(2000), new Date(2000)]);
  });

  it("are shared with who comes, taken over from who goes, and found where nodes are new", async () => {
    await using rig = await fleet();
    await using first = candidate(rig);
    const alone = await lastTurn(first);
    expect([alone.owns(GUMI), alone.owns(ULSAN)]).toEqual([true, true]);
    {
      await using second = candidate(rig);
      const share = await lastTurn(second);
      expect(alone.signal.aborted).toBe(true);
      const rest = await lastTurn(first, 2);
      expect(share.owns(GUMI)).toBe(!rest.owns(GUMI));
      expect(share.owns(ULSAN)).toBe(!rest.owns(ULSAN));
    }
    await rig.addNode({ hostname: "h-1", partner: "hyundai", site: "namyang" });
    await eventually(
      () => [GUMI, ULSAN, { partner: "hyundai", site: "namyang" }].map((node) => first.turns.at(-1)?.owns(node)),
      (owned) => owned.every((owns) => owns === true),
    );
  });
});

import { spawnSync } from "node:child_process";
import { describe, expect, it } from "@jest/globals";
import { createLog } from "../../../../subgraphs/kit/log.ts";
import { type Turn, withLease } from "../../../../subgraphs/workloads/telemetry/lease.ts";
import { createCleanup } from "../../../support/cleanup.ts";
import { eventually, type TelemetryRig, telemetryRig } from "./telemetry-rig.ts";

/** A process that wants to lead, and the turns that it got. */
function candidate(
  rig: TelemetryRig,
): { readonly turns: Turn[]; readonly stop: () => Promise<void> } & AsyncDisposable {
  const stopping = new AbortController();
  const turns: Turn[] = [];
  const cleanup = createCleanup();
  const { leases: collection } = rig.collections;
  const options = { collection, name: "test", ttlMs: 400, log: createLog("test", "silent"), signal: stopping.signal };
  const running = withLease(options, async (turn) => {
    turns.push(turn);
    if (turn.signal.aborted) return;
    await new Promise((resolve) => turn.signal.addEventListener("abort", resolve, { once: true }));
  });
  const stop = async (): Promise<void> => {
    stopping.abort();
    await running;
  };
  cleanup.defer(stop);
  return { turns, stop, [Symbol.asyncDispose]: async () => await cleanup[Symbol.asyncDispose]() };
}

describe("a lease", () => {
  it("is taken over from a holder that died, once it has run out", async () => {
    await using rig = await telemetryRig();
    const until = new Date(Date.now() + 500);
    await rig.collections.leases.insertOne({ _id: "test", holder: "who died", until });
    await using heir = candidate(rig);
    await eventually(
      () => heir.turns.length,
      (turns) => turns === 1,
    );
    expect(Date.now()).toBeGreaterThanOrEqual(until.getTime());
  });

  // Whoever killed the only workloads process and started it again had no frames until the dead one's lease ran out.
  it("is inherited at once from a process of this machine that is dead, and from no other", async () => {
    await using rig = await telemetryRig();
    const { leases } = rig.collections;
    await using first = candidate(rig);
    await eventually(
      () => first.turns.length,
      (turns) => turns === 1,
    );
    const held = await leases.findOne({ _id: "test" });
    await first.stop();
    const [place = "", pid = ""] = held?.holder?.split("/") ?? [];
    expect(pid).toBe(String(process.pid));
    const dead = spawnSync(process.execPath, ["--version"]).pid;
    const until = new Date(Date.now() + 600_000);
    for (const holder of [
      `${place}/${process.ppid}/x`,
      `elsewhere/${dead}/x`,
      `${place}/0/x`,
      `${place}/-1/x`,
      place,
    ]) {
      await leases.replaceOne({ _id: "test" }, { holder, until }, { upsert: true });
      const signal = AbortSignal.timeout(300);
      const led: string[] = [];
      const options = { collection: leases, name: "test", ttlMs: 400, log: createLog("test", "silent"), signal };
      await withLease(options, async () => void led.push(holder));
      expect(led).toEqual([]);
    }
    await leases.replaceOne({ _id: "test" }, { holder: `${place}/${dead}/x`, until });
    await using heir = candidate(rig);
    await eventually(
      () => heir.turns.length,
      (turns) => turns === 1,
    );
  });

  it("is kept by renewing, far beyond its own length", async () => {
    await using rig = await telemetryRig();
    await using holder = candidate(rig);
    await eventually(
      () => holder.turns.length,
      (turns) => turns === 1,
    );
    await using other = candidate(rig);
    const began = performance.now();
    await eventually(
      () => performance.now() - began,
      (passedMs) => passedMs > 1200,
    );
    expect(other.turns).toHaveLength(0);
    expect(holder.turns).toHaveLength(1);
    expect(holder.turns[0]?.held()).toBe(true);
    await holder.stop();
    await eventually(
      () => other.turns.length,
      (turns) => turns === 1,
    );
  });

  it("ends the turn of a holder from whom it was taken, who then may write no more", async () => {
    await using rig = await telemetryRig();
    await using holder = candidate(rig);
    await eventually(
      () => holder.turns.length,
      (turns) => turns === 1,
    );
    const taken = { holder: "somebody else", until: new Date(Date.now() + 60_000) };
    await rig.collections.leases.updateOne({ _id: "test" }, { $set: taken });
    await eventually(
      () => holder.turns[0]?.signal.aborted,
      (aborted) => aborted === true,
    );
    expect(holder.turns[0]?.held()).toBe(false);
    expect(await rig.collections.leases.findOne({ _id: "test" })).toMatchObject({ holder: "somebody else" });
  });
});

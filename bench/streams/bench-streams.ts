/** What a frame costs our gateway, how late it is, and what happens when many come back at once, beside others. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../scripts/free-port.ts";
import { canPin, type PinnedProcess, startPinned } from "../engine/pinned-process.ts";
import { memoryBytes } from "../process-cost.ts";
import { rounded } from "../statistics.ts";
import { composeStreamsSupergraph, LIST, SMALL } from "./graph.ts";
import { measurePeer, PEER_TITLES, type PeerName, PEERS } from "./peers.ts";
import type { FromSource, ToSource } from "./source.ts";
import { ask, built, closeStage, emit, openStage, type Rig, type Stage, storm, WARM_UP_EVENTS } from "./stage.ts";

type Log = (line: string) => void;

const FEW = 2_000;
const MANY = 10_000;
const RETURNING = 1_000;
/** Events of a minute, sent faster. */
const MISSED_EVENTS = 60;
const PACED_EVENTS = 20;
/** Frames a second that are asked for where a server is to send as many as it can. */
const WANTED_FRAMES_PER_SECOND = 150_000;
/** Events of which so many are asked for. */
const CROWDED_EVENTS = 150;
/** So many that a hundredth of the frames is more than one event's. */
const STALL_EVENTS = 200;

/** The sockets of one machine are one principal here. */
const LIMITS = {
  MAX_SOCKETS_PER_PRINCIPAL: "100000",
  MAX_SUBSCRIPTIONS_PER_PRINCIPAL: "100000",
  MAX_SUBSCRIBES_PER_SECOND: "1000000",
  LOG_LEVEL: "warn",
};

/** Metrics by name; `bench/README.md` says what each means. */
export async function benchStreams(log: Log): Promise<Record<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), "streams-bench-"));
  const running: PinnedProcess[] = [];
  try {
    log(canPin ? "the server has a core of its own" : "nothing can be pinned to a core here: expect a wide spread");
    const source = startPinned("rest", [process.execPath, built("source.js")], join(folder, "source.log"));
    running.push(source);
    const ready = (await source.next()) as FromSource;
    if (ready.kind !== "ready") throw new TypeError("expected the subgraphs' addresses");
    const supergraphPath = join(folder, "supergraph.graphql");
    await writeFile(supergraphPath, composeStreamsSupergraph(ready.urls));
    const rig: Rig = { source, urls: ready.urls, supergraphPath, folder, running };
    const metrics: Record<string, number> = {
      ...(await measureFew(rig, log)),
      ...(await measureStalled(rig, log)),
      ...(await measureMany(rig, log)),
      ...(await measureResume(rig, log)),
    };
    for (const name of PEERS) Object.assign(metrics, await beside(rig, name, metrics, log));
    return metrics;
  } finally {
    await Promise.all(running.map((process) => process.stop()));
    await rm(folder, { recursive: true });
  }
}

/** How many times what another does ours does; nothing where it cannot be had on this machine. */
async function beside(
  rig: Rig,
  name: PeerName,
  metrics: Readonly<Record<string, number>>,
  log: Log,
): Promise<Record<string, number>> {
  try {
    const theirs = await measurePeer(rig, name, log);
    log(
      `${PEER_TITLES[name]}: ${rounded(theirs.framesPerSecond)} frames and ${rounded(theirs.updatesPerSecond)} item updates a ` +
        `second of its CPU, ${rounded(theirs.subscribesPerSecond)} subscriptions a second, ${rounded(theirs.rssKbPerSubscriber)} KB each`,
    );
    const ours = (metric: string): number => metrics[metric] ?? Number.NaN;
    return {
      [`framesPerSecond.2k.ratio.${name}`]: rounded(ours("framesPerSecond.2k.apart") / theirs.framesPerSecond),
      [`updatesPerSecond.ratio.${name}`]: rounded(ours("updatesPerSecond") / theirs.updatesPerSecond),
      [`subscribesPerSecond.ratio.${name}`]: rounded(ours("subscribesPerSecond") / theirs.subscribesPerSecond),
      [`rssKbPerSubscriber.ratio.${name}`]: rounded(theirs.rssKbPerSubscriber / ours("rssKbPerSubscriber")),
    };
  } catch (error) {
    log(`${PEER_TITLES[name]}: left out, ${error instanceof Error ? error.message : String(error)}`);
    return {};
  }
}

/** 2,000 subscribers: throughput for small events and for lists, and what readers do to others who stop to read. */
async function measureFew(rig: Rig, log: Log): Promise<Record<string, number>> {
  const stage = await openOwn(rig);
  await ask(stage.clients, { kind: "connect", url: stage.url, count: FEW });
  await ask(stage.clients, { kind: "subscribe", query: SMALL, first: false });
  await until(async () => (await metricsOf(stage))["gateway_stream_subscribers"] === FEW);
  const small = await storm(rig, stage, "small", FEW, 60, 100);
  const crowded = await storm(rig, stage, "small", FEW, 2 * CROWDED_EVENTS, (FEW * 1_000) / WANTED_FRAMES_PER_SECOND);
  log(
    `2,000 subscribers: ${rounded(crowded.framesPerCpuSecond)} frames a second of CPU, ${Math.round(small.frameBytes)} bytes ` +
      `each; ${rounded(small.framesPerCpuSecond)} where events come apart`,
  );
  await closeStage(stage);
  const lists = await openOwn(rig);
  await ask(lists.clients, { kind: "connect", url: lists.url, count: FEW });
  await ask(lists.clients, { kind: "subscribe", query: LIST, first: true });
  const list = await storm(rig, lists, "list", FEW, 30, 200);
  await closeStage(lists);
  const updates = list.framesPerCpuSecond * 100;
  log(
    `lists of 100 items: ${rounded(updates)} item updates a second of CPU, ${Math.round(list.frameBytes)} bytes a frame`,
  );
  return {
    "framesPerSecond.2k": rounded(crowded.framesPerCpuSecond),
    "framesPerSecond.2k.apart": rounded(small.framesPerCpuSecond),
    updatesPerSecond: rounded(updates),
  };
}

/**
 * What a thousand readers who stop to read are to a thousand others. The others are the same before and after, in a process of
 * their own; while the kernel's buffers of the stalled ones fill, and when they have.
 */
async function measureStalled(rig: Rig, log: Log): Promise<Record<string, number>> {
  const stage = await openOwn(rig);
  const stalling = startPinned("rest", [process.execPath, built("clients.js")], join(rig.folder, "stalling.log"));
  rig.running.push(stalling);
  await stalling.next();
  for (const clients of [stalling, stage.clients]) {
    await ask(clients, { kind: "connect", url: stage.url, count: FEW / 2 });
    await ask(clients, { kind: "subscribe", query: SMALL, first: false });
  }
  await until(async () => (await metricsOf(stage))["gateway_stream_subscribers"] === FEW);
  await storm(rig, stage, "small", FEW / 2, 60, 100);
  const before = await storm(rig, stage, "small", FEW / 2, STALL_EVENTS, 100);
  await ask(stalling, { kind: "stall", count: FEW / 2 });
  const filling = await storm(rig, stage, "small", FEW / 2, STALL_EVENTS, 100);
  const held = await storm(rig, stage, "small", FEW / 2, STALL_EVENTS, 100);
  await stalling.stop();
  await closeStage(stage);
  log(
    `a thousand stop to read: p99 of a thousand others from ${before.p99Ms} to ${filling.p99Ms} ms while buffers fill, ` +
      `then ${held.p99Ms} ms`,
  );
  return { "stalledReader.p99Ratio": rounded(Math.max(filling.p99Ms, held.p99Ms) / before.p99Ms) };
}

/** 10,000 subscribers at one event a second, and how fast they come. */
async function measureMany(rig: Rig, log: Log): Promise<Record<string, number>> {
  const stage = await openOwn(rig);
  await ask(stage.clients, { kind: "connect", url: stage.url, count: 1 });
  await ask(stage.clients, { kind: "subscribe", query: LIST, first: true });
  const emptyBytes = await memoryBytes(stage.server.pid);
  await ask(stage.clients, { kind: "connect", url: stage.url, count: FEW });
  const subscribing = await ask(stage.clients, { kind: "subscribe", query: LIST, first: true });
  await ask(stage.clients, { kind: "drop", count: FEW + 1 });
  await ask(stage.clients, { kind: "connect", url: stage.url, count: MANY });
  await ask(stage.clients, { kind: "subscribe", query: SMALL, first: false });
  await until(async () => (await metricsOf(stage))["gateway_stream_subscribers"] === MANY);
  const callsBefore = await counts(rig);
  const paced = await storm(rig, stage, "small", MANY, PACED_EVENTS, 1_000);
  const calls = (await counts(rig)) - callsBefore;
  const fullBytes = await memoryBytes(stage.server.pid);
  const crowded = await storm(rig, stage, "small", MANY, CROWDED_EVENTS, (MANY * 1_000) / WANTED_FRAMES_PER_SECOND);
  await closeStage(stage);
  const perSubscriber = (fullBytes - emptyBytes) / MANY / 1024;
  log(
    `10,000 subscribers, an event a second: p99 ${paced.p99Ms} ms, ${rounded(paced.cpuShare)} of a core, ` +
      `${rounded(calls / (PACED_EVENTS + WARM_UP_EVENTS))} subgraph calls an event, ${rounded(perSubscriber)} KB a subscriber; ` +
      `${rounded(paced.framesPerCpuSecond)} frames a second of CPU, and ${rounded(crowded.framesPerCpuSecond)} where they crowd`,
  );
  const perSecond = (FEW * 1_000) / subscribing.tookMs;
  log(`${rounded(perSecond)} subscriptions a second to a topic that is there`);
  return {
    "framesPerSecond.10k": rounded(crowded.framesPerCpuSecond),
    "framesPerSecond.10k.apart": rounded(paced.framesPerCpuSecond),
    "p99Ms.10k": rounded(paced.p99Ms),
    "cpuShare.10k": rounded(paced.cpuShare),
    rssKbPerSubscriber: rounded(perSubscriber),
    "subgraphCallsPerEvent.10k": rounded(calls / (PACED_EVENTS + WARM_UP_EVENTS)),
    subscribesPerSecond: rounded(perSecond),
  };
}

/** 1,000 clients that come back at once after a minute's events, and what that is to 1,000 others. */
async function measureResume(rig: Rig, log: Log): Promise<Record<string, number>> {
  const stage = await openOwn(rig);
  const returning = startPinned("rest", [process.execPath, built("clients.js")], join(rig.folder, "returning.log"));
  rig.running.push(returning);
  await returning.next();
  await ask(stage.clients, { kind: "connect", url: stage.url, count: RETURNING });
  await ask(stage.clients, { kind: "subscribe", query: LIST, first: true });
  const before = await storm(rig, stage, "list", RETURNING, 20, 200);
  const cursor = await newestCursor(stage);
  await emit(rig, "list", MISSED_EVENTS, 50);
  const last = `"c${Number(cursor.slice(1)) + MISSED_EVENTS}"`;
  await ask(returning, { kind: "connect", url: stage.url, count: RETURNING });
  await ask(stage.clients, { kind: "reset" });
  const others = emit(rig, "list", 20, 200);
  const { tookMs } = await ask(returning, { kind: "subscribe", query: LIST, after: cursor, first: false, last });
  await others;
  const after = await ask(stage.clients, { kind: "report" });
  await closeStage(stage);
  await returning.stop();
  log(
    `1,000 come back after ${MISSED_EVENTS} events: caught up in ${rounded(tookMs)} ms, p99 of the others from ${before.p99Ms} to ${after.p99Ms} ms`,
  );
  return { "resume.caughtUpMs": rounded(tookMs), "resume.othersP99Ratio": rounded(after.p99Ms / before.p99Ms) };
}

async function openOwn(rig: Rig): Promise<Stage> {
  const port = await freePort();
  const command = [process.execPath, "gateway/cli/bin.mjs", "--supergraph", rig.supergraphPath, "--port", String(port)];
  const [file = "", ...args] = command;
  const server = startPinned("gateway", [file, ...args], join(rig.folder, `own-${port}.log`), LIMITS);
  rig.running.push(server);
  await server.next();
  return await openStage(rig, server, `http://127.0.0.1:${port}/graphql`);
}

async function counts({ source }: Rig): Promise<number> {
  const answer = (await source.ask({ kind: "counts" } satisfies ToSource)) as FromSource;
  return answer.kind === "counts" ? answer.entityCalls : Number.NaN;
}

/** Where the stream of lists stands. */
async function newestCursor({ url }: Stage): Promise<string> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify({ query: "subscription { list { cursor } }" }),
  });
  for await (const chunk of response.body ?? []) {
    const cursor = /"cursor":"(c\d+)"/.exec(Buffer.from(chunk).toString())?.[1];
    if (cursor !== undefined) return cursor;
  }
  throw new Error("the stream has no snapshot");
}

async function metricsOf({ url }: Stage): Promise<Readonly<Record<string, number>>> {
  const text = await (await fetch(new URL("/metrics", url))).text();
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(lines.map((line) => line.split(" ")).map(([name = "", value]) => [name, Number(value)]));
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 120_000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error("the subscribers did not come");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** What a frame costs our gateway, how late it is, and what happens when many come back at once, beside graphql-ws's own server. */

import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canPin, type PinnedProcess, startPinned } from "../engine/pinned-process.ts";
import { cpuMs, memoryBytes } from "../process-cost.ts";
import { rounded } from "../statistics.ts";
import type { ClientsReport, ToClients } from "./clients.ts";
import { composeStreamsSupergraph, LIST, SMALL } from "./graph.ts";
import type { FromSource, ToSource } from "./source.ts";

type Log = (line: string) => void;

const FEW = 2_000;
const MANY = 10_000;
const RETURNING = 1_000;
/** Events of a minute, sent faster. */
const MISSED_EVENTS = 60;
const PACED_EVENTS = 20;
const WARM_UP_EVENTS = 5;
/** So many that a hundredth of the frames is more than one event's. */
const STALL_EVENTS = 200;

/** The sockets of one machine are one principal here. */
const LIMITS = {
  MAX_SOCKETS_PER_PRINCIPAL: "100000",
  MAX_SUBSCRIPTIONS_PER_PRINCIPAL: "100000",
  MAX_SUBSCRIBES_PER_SECOND: "1000000",
  LOG_LEVEL: "warn",
};

/** One server under measure, with clients of its own. */
interface Stage {
  readonly server: PinnedProcess;
  readonly clients: PinnedProcess;
  readonly url: string;
}

interface Rig {
  readonly source: PinnedProcess;
  readonly urls: Readonly<Record<"ticks" | "owners", string>>;
  readonly supergraphPath: string;
  readonly folder: string;
  readonly running: PinnedProcess[];
}

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
    const library = await measureLibrary(rig);
    const metrics = {
      ...(await measureFew(rig, log)),
      ...(await measureStalled(rig, log)),
      ...(await measureMany(rig, log)),
      ...(await measureResume(rig, log)),
    };
    const ratio = (metrics["framesPerSecond.2k"] ?? Number.NaN) / library;
    log(
      `graphql-ws's own server: ${rounded(library)} frames a second of its CPU; ours sends ${rounded(ratio)} times as many`,
    );
    return { ...metrics, "framesPerSecond.2k.ratio.graphqlWs": rounded(ratio) };
  } finally {
    await Promise.all(running.map((process) => process.stop()));
    await rm(folder, { recursive: true });
  }
}

async function measureLibrary(rig: Rig): Promise<number> {
  const port = await freePort();
  const command = [process.execPath, built("library.js"), String(port), rig.urls.ticks] as const;
  const stage = await open(rig, startPinned("gateway", command, join(rig.folder, "library.log")), port);
  await ask(stage.clients, { kind: "connect", url: stage.url, count: FEW });
  await ask(stage.clients, { kind: "subscribe", query: SMALL, first: false });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const { framesPerCpuSecond } = await storm(rig, stage, "small", FEW, 60, 100);
  await close(stage);
  return framesPerCpuSecond;
}

/** 2,000 subscribers: throughput for small events and for lists, and what readers do to others who stop to read. */
async function measureFew(rig: Rig, log: Log): Promise<Record<string, number>> {
  const stage = await openOwn(rig);
  await ask(stage.clients, { kind: "connect", url: stage.url, count: FEW });
  await ask(stage.clients, { kind: "subscribe", query: SMALL, first: false });
  await until(async () => (await metricsOf(stage))["gateway_stream_subscribers"] === FEW);
  const small = await storm(rig, stage, "small", FEW, 60, 100);
  log(
    `2,000 subscribers: ${rounded(small.framesPerCpuSecond)} frames a second of CPU, ${Math.round(small.frameBytes)} bytes each`,
  );
  await close(stage);
  const lists = await openOwn(rig);
  await ask(lists.clients, { kind: "connect", url: lists.url, count: FEW });
  await ask(lists.clients, { kind: "subscribe", query: LIST, first: true });
  const list = await storm(rig, lists, "list", FEW, 30, 200);
  await close(lists);
  const updates = list.framesPerCpuSecond * 100;
  log(
    `lists of 100 items: ${rounded(updates)} item updates a second of CPU, ${Math.round(list.frameBytes)} bytes a frame`,
  );
  return {
    "framesPerSecond.2k": rounded(small.framesPerCpuSecond),
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
  await close(stage);
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
  await close(stage);
  const perSubscriber = (fullBytes - emptyBytes) / MANY / 1024;
  log(
    `10,000 subscribers, an event a second: p99 ${paced.p99Ms} ms, ${rounded(paced.cpuShare)} of a core, ` +
      `${rounded(calls / (PACED_EVENTS + WARM_UP_EVENTS))} subgraph calls an event, ${rounded(perSubscriber)} KB a subscriber; ` +
      `${rounded(paced.framesPerCpuSecond)} frames a second of CPU`,
  );
  const perSecond = (FEW * 1_000) / subscribing.tookMs;
  log(`${rounded(perSecond)} subscriptions a second to a topic that is there`);
  return {
    "framesPerSecond.10k": rounded(paced.framesPerCpuSecond),
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
  await close(stage);
  await returning.stop();
  log(
    `1,000 come back after ${MISSED_EVENTS} events: caught up in ${rounded(tookMs)} ms, p99 of the others from ${before.p99Ms} to ${after.p99Ms} ms`,
  );
  return { "resume.caughtUpMs": rounded(tookMs), "resume.othersP99Ratio": rounded(after.p99Ms / before.p99Ms) };
}

interface Storm {
  readonly framesPerCpuSecond: number;
  readonly cpuShare: number;
  readonly frameBytes: number;
  readonly p99Ms: number;
}

/** @param readers how many must get every event */
async function storm(
  rig: Rig,
  { server, clients }: Stage,
  stream: "small" | "list",
  readers: number,
  events: number,
  everyMs: number,
): Promise<Storm> {
  await emit(rig, stream, WARM_UP_EVENTS, everyMs);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await ask(clients, { kind: "reset" });
  const startedAt = performance.now();
  const cpuBefore = await cpuMs(server.pid);
  await emit(rig, stream, events, everyMs);
  let report = await ask(clients, { kind: "report" });
  const deadline = performance.now() + 60_000;
  while (report.frames < readers * events && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    report = await ask(clients, { kind: "report" });
  }
  const usedMs = (await cpuMs(server.pid)) - cpuBefore;
  if (report.frames < readers * events) {
    throw new Error(
      `expected ${readers * events} frames, got ${report.frames}: ${(await server.output()).slice(-500)}`,
    );
  }
  return {
    framesPerCpuSecond: (report.frames * 1_000) / usedMs,
    cpuShare: usedMs / (performance.now() - startedAt),
    frameBytes: report.bytes / report.frames,
    p99Ms: report.p99Ms,
  };
}

async function openOwn(rig: Rig): Promise<Stage> {
  const port = await freePort();
  const command = [process.execPath, "gateway/cli/bin.mjs", "--supergraph", rig.supergraphPath, "--port", String(port)];
  const [file = "", ...args] = command;
  return await open(rig, startPinned("gateway", [file, ...args], join(rig.folder, `own-${port}.log`), LIMITS), port);
}

async function open(rig: Rig, server: PinnedProcess, port: number): Promise<Stage> {
  rig.running.push(server);
  await server.next();
  const clients = startPinned("rest", [process.execPath, built("clients.js")], join(rig.folder, `clients-${port}.log`));
  rig.running.push(clients);
  await clients.next();
  return { server, clients, url: `http://127.0.0.1:${port}/graphql` };
}

async function close({ server, clients }: Stage): Promise<void> {
  await clients.stop();
  await server.stop();
}

async function ask(clients: PinnedProcess, order: ToClients): Promise<ClientsReport> {
  return (await clients.ask(order)) as ClientsReport;
}

async function emit({ source }: Rig, stream: "small" | "list", count: number, everyMs: number): Promise<void> {
  await source.ask({ kind: "emit", stream, count, everyMs } satisfies ToSource);
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new TypeError("expected an address with a port");
  return address.port;
}

function built(name: string): string {
  return new URL(`./${name}`, import.meta.url).pathname;
}

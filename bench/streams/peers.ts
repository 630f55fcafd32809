/** What the same streams cost servers of others: they send each subscriber frames of its own, so they are given one event at a time. */

import { join } from "node:path";
import { freePort } from "../../scripts/free-port.ts";
import { startGateway } from "../engine/gateways.ts";
import { type PinnedProcess, startPinned } from "../engine/pinned-process.ts";
import { cpuMs, memoryBytes } from "../process-cost.ts";
import { LIST, SMALL } from "./graph.ts";
import { ask, built, closeStage, emit, openStage, type Rig, type Stage } from "./stage.ts";

export const PEERS = ["graphqlWs", "hive"] as const;

export type PeerName = (typeof PEERS)[number];

/** What each is, for people. */
export const PEER_TITLES: Readonly<Record<PeerName, string>> = {
  graphqlWs: "graphql-ws's own server",
  hive: "Hive Gateway",
};

/** What one does. */
export interface PeerFigures {
  /** Of its CPU, user and system. */
  readonly framesPerSecond: number;
  readonly updatesPerSecond: number;
  /** On the clock. */
  readonly subscribesPerSecond: number;
  readonly rssKbPerSubscriber: number;
}

const SUBSCRIBERS = 2_000;
const ITEMS = 100;
/** How long events are sent one after another; at least one is. */
const SENDING_MS = 8_000;
const WARM_UP_MS = 2_000;
const ONE_EVENT_WITHIN_MS = 60_000;
/** When nothing has come for so long, everything has. */
const SETTLE_MS = 1_000;

/** Measures one. @throws Error when it cannot be had on this machine */
export async function measurePeer(rig: Rig, name: PeerName, log: (line: string) => void): Promise<PeerFigures> {
  const lists = await open(rig, name, log);
  await ask(lists.clients, { kind: "connect", url: lists.url, count: SUBSCRIBERS });
  const { tookMs } = await ask(lists.clients, { kind: "subscribe", query: LIST, first: true });
  const list = await send(rig, lists, "list", SUBSCRIBERS);
  await closeStage(lists);

  const small = await open(rig, name, log);
  await ask(small.clients, { kind: "connect", url: small.url, count: 1 });
  await ask(small.clients, { kind: "subscribe", query: SMALL, first: false });
  await served(rig, small, 1);
  const emptyBytes = await memoryBytes(small.server.pid);
  await ask(small.clients, { kind: "connect", url: small.url, count: SUBSCRIBERS - 1 });
  await ask(small.clients, { kind: "subscribe", query: SMALL, first: false });
  await served(rig, small, SUBSCRIBERS);
  const framesPerSecond = await send(rig, small, "small", SUBSCRIBERS);
  const fullBytes = await memoryBytes(small.server.pid);
  await closeStage(small);
  return {
    framesPerSecond,
    updatesPerSecond: list * ITEMS,
    subscribesPerSecond: (SUBSCRIBERS * 1_000) / tookMs,
    rssKbPerSubscriber: (fullBytes - emptyBytes) / (SUBSCRIBERS - 1) / 1024,
  };
}

async function open(rig: Rig, name: PeerName, log: (line: string) => void): Promise<Stage> {
  const { server, url } = await start(rig, name, log);
  rig.running.push(server);
  return await openStage(rig, server, url);
}

async function start(
  rig: Rig,
  name: PeerName,
  log: (line: string) => void,
): Promise<{ readonly server: PinnedProcess; readonly url: string }> {
  switch (name) {
    case "graphqlWs": {
      const port = await freePort();
      const command = [process.execPath, built("library.js"), String(port), rig.urls.ticks] as const;
      const server = startPinned("gateway", command, join(rig.folder, "library.log"));
      await server.next();
      return { server, url: `http://127.0.0.1:${port}/graphql` };
    }
    case "hive": {
      const { process: server, url } = await startGateway("hive", { ...rig, subgraphs: rig.urls }, log);
      return { server, url };
    }
    default:
      return name satisfies never;
  }
}

/** Sends events one after another, each when everybody has the one before. @returns frames by second of CPU */
async function send(rig: Rig, stage: Stage, stream: "small" | "list", readers: number): Promise<number> {
  await sendFor(rig, stage, stream, readers, WARM_UP_MS);
  const before = await cpuMs(stage.server.pid);
  const events = await sendFor(rig, stage, stream, readers, SENDING_MS);
  return (events * readers * 1_000) / ((await cpuMs(stage.server.pid)) - before);
}

/** @returns how many events were sent */
async function sendFor(
  rig: Rig,
  stage: Stage,
  stream: "small" | "list",
  readers: number,
  forMs: number,
): Promise<number> {
  const end = performance.now() + forMs;
  for (let events = 1; ; events += 1) {
    await sendOne(rig, stage, stream, readers);
    if (performance.now() > end) return events;
  }
}

async function sendOne(rig: Rig, stage: Stage, stream: "small" | "list", readers: number): Promise<void> {
  await ask(stage.clients, { kind: "reset" });
  await emit(rig, stream, 1, 0);
  const deadline = performance.now() + ONE_EVENT_WITHIN_MS;
  for (;;) {
    const { frames } = await ask(stage.clients, { kind: "report" });
    if (frames >= readers) return;
    if (performance.now() > deadline) throw new Error(`an event reached ${frames} of ${readers} subscribers`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Until so many subscribers get what is sent: nothing else says when a subscription without a first frame is there. */
async function served(rig: Rig, stage: Stage, readers: number): Promise<void> {
  const deadline = performance.now() + 2 * ONE_EVENT_WITHIN_MS;
  for (;;) {
    await ask(stage.clients, { kind: "reset" });
    await emit(rig, "small", 1, SETTLE_MS);
    let got = -1;
    let { frames } = await ask(stage.clients, { kind: "report" });
    for (; frames > got; { frames } = await ask(stage.clients, { kind: "report" })) {
      got = frames;
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    }
    if (frames >= readers) return;
    if (performance.now() > deadline) throw new Error(`${readers} subscribed, ${frames} are served`);
  }
}

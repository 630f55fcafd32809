/** What streams are measured on: a source of events, a server with a core of its own, and clients that count what comes. */

import { join } from "node:path";
import { type PinnedProcess, startPinned } from "../engine/pinned-process.ts";
import { cpuMs } from "../process-cost.ts";
import type { ClientsReport, ToClients } from "./clients.ts";
import type { ToSource } from "./source.ts";

/** One server under measure, with clients of its own. */
export interface Stage {
  readonly server: PinnedProcess;
  readonly clients: PinnedProcess;
  readonly url: string;
}

/** What servers are measured over. */
export interface Rig {
  readonly source: PinnedProcess;
  readonly urls: Readonly<Record<"ticks" | "owners", string>>;
  readonly supergraphPath: string;
  readonly folder: string;
  readonly running: PinnedProcess[];
}

/** Events before those that are counted. */
export const WARM_UP_EVENTS = 5;

/** What a row of events cost and took. */
export interface Storm {
  /** Of CPU of the server, user and system. */
  readonly framesPerCpuSecond: number;
  readonly cpuShare: number;
  readonly frameBytes: number;
  readonly p99Ms: number;
}

/**
 * Sends a row of events at a pace, and waits until everybody has them.
 * @param readers how many must get every event
 */
export async function storm(
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

/** Gives a server that serves its clients. */
export async function openStage(rig: Rig, server: PinnedProcess, url: string): Promise<Stage> {
  const clients = startPinned(
    "rest",
    [process.execPath, built("clients.js")],
    join(rig.folder, `clients-${new URL(url).port}.log`),
  );
  rig.running.push(clients);
  await clients.next();
  return { server, clients, url };
}

export async function closeStage({ server, clients }: Stage): Promise<void> {
  await clients.stop();
  await server.stop();
}

/** Has the clients do something. */
export async function ask(clients: PinnedProcess, order: ToClients): Promise<ClientsReport> {
  return (await clients.ask(order)) as ClientsReport;
}

/** Has the source make events. */
export async function emit({ source }: Rig, stream: "small" | "list", count: number, everyMs: number): Promise<void> {
  await source.ask({ kind: "emit", stream, count, everyMs } satisfies ToSource);
}

/** A script of this folder, as it was built. */
export function built(name: string): string {
  return new URL(`./${name}`, import.meta.url).pathname;
}

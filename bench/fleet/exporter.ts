/**
 * A process that serves the pages of a whole fleet, rendered once: a page is a template of bytes into which the node's
 * number is written at each line's uuid and host name, so that the process under measure is the collector alone.
 */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** How many different moments are replayed. */
const MOMENTS = 16;
const GPUS_PER_NODE = 8;
const NODE_DIGITS = 8;

interface Template {
  readonly bytes: Buffer;
  /** Where the node's number stands. */
  readonly offsets: readonly number[];
}

/** The families of dcgm-exporter's default counters, and those of profiling; the collector keeps eight of them. */
const FAMILIES: readonly (readonly [string, (busy: number, slot: number) => string])[] = [
  ["DCGM_FI_DEV_SM_CLOCK", () => "1965"],
  ["DCGM_FI_DEV_MEM_CLOCK", () => "3996"],
  ["DCGM_FI_DEV_MEMORY_TEMP", () => "9223372036854775794"],
  ["DCGM_FI_DEV_GPU_TEMP", (busy) => String(Math.round(35 + 30 * busy))],
  ["DCGM_FI_DEV_POWER_USAGE", (busy, slot) => (120 + 800 * busy + slot).toFixed(6)],
  ["DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", (busy) => String(Math.round(1e12 + 1e7 * busy))],
  ["DCGM_FI_DEV_GPU_UTIL", (busy) => String(Math.round(100 * busy))],
  ["DCGM_FI_DEV_XID_ERRORS", () => "0"],
  ["DCGM_FI_DEV_FB_FREE", (busy) => String(Math.round(180_000 * (1 - busy)))],
  ["DCGM_FI_DEV_FB_USED", (busy) => String(Math.round(180_000 * busy))],
  ["DCGM_FI_PROF_GR_ENGINE_ACTIVE", (busy) => busy.toFixed(6)],
  ["DCGM_FI_PROF_SM_ACTIVE", (busy) => (0.6 * busy).toFixed(6)],
  ["DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", (busy) => (0.4 * busy).toFixed(6)],
  ["DCGM_FI_PROF_DRAM_ACTIVE", (busy) => (0.3 * busy).toFixed(6)],
];

/** A GPU's uuid in the replayed fleet. */
export function replayedUuid(node: number, slot: number): string {
  return `GPU-${String(node).padStart(NODE_DIGITS, "0")}-4b20-b200-0000-00000000000${slot}`;
}

/** A node's host name in the replayed fleet. */
export function replayedHostname(node: number): string {
  return `node-${String(node).padStart(NODE_DIGITS, "0")}`;
}

function template(moment: number): Template {
  const marker = "#".repeat(NODE_DIGITS);
  let text = "";
  for (const [name, value] of FAMILIES) {
    text += `# HELP ${name} As the exporter describes it.\n# TYPE ${name} gauge\n`;
    for (let slot = 0; slot < GPUS_PER_NODE; slot++) {
      const busy = ((moment * 37 + slot * 13) % 100) / 100;
      text +=
        `${name}{gpu="${slot}",UUID="GPU-${marker}-4b20-b200-0000-00000000000${slot}",` +
        `pci_bus_id="00000000:${slot}B:00.0",device="nvidia${slot}",modelName="NVIDIA B200",` +
        `hostname="node-${marker}",DCGM_FI_DRIVER_VERSION="580.105.08"} ${value(busy, slot)}\n`;
    }
  }
  const bytes = Buffer.from(text);
  const offsets: number[] = [];
  for (let at = bytes.indexOf(marker); at >= 0; at = bytes.indexOf(marker, at + NODE_DIGITS)) offsets.push(at);
  return { bytes, offsets };
}

/** Serves pages at `/nodes/{hostname}` and tells the parent where, until the parent goes. */
function serve(): void {
  const templates = Array.from({ length: MOMENTS }, (_, moment) => template(moment));
  let turn = 0;
  const server = createServer((request, response) => {
    const number = (request.url ?? "").slice(-NODE_DIGITS);
    const { bytes, offsets } = templates[turn++ % MOMENTS] ?? template(0);
    const page = Buffer.from(bytes);
    for (const offset of offsets) page.write(number, offset, "latin1");
    response.writeHead(200, { "content-type": "text/plain; version=0.0.4", "content-length": page.length });
    response.end(page);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
  process.on("disconnect", () => process.exit(0));
}

if (process.send !== undefined && process.argv.includes("--replay")) serve();

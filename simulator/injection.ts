/** What a client says to give a node a fault: `PUT /nodes/{hostname}/fault`. */

import type { IncomingMessage } from "node:http";
import { GPUS_PER_NODE } from "../subgraphs/kit/published/node.ts";
import { type InjectedFault, XID_MESSAGES } from "./faults.ts";

/** What is asked for cannot be given: the message says why. */
export class InjectionError extends Error {
  override readonly name = "InjectionError";
}

/** The body of the request. Slots count from 0. */
export type InjectionRequest =
  | { readonly xid: number; readonly slot: number; readonly forSeconds: number }
  | { readonly silence: true; readonly forSeconds: number };

const MAX_BODY_BYTES = 1024;
const LONGEST_SECONDS = 86_400;

/** Reads the body of a request. @throws InjectionError when it is no fault */
export async function readInjection(request: IncomingMessage, nowMs: number): Promise<InjectedFault> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (bytes > MAX_BODY_BYTES) throw new InjectionError(`a fault is told in at most ${MAX_BODY_BYTES} bytes`);
  return faultIn(Buffer.concat(chunks).toString("utf8"), nowMs);
}

function faultIn(text: string, nowMs: number): InjectedFault {
  const { xid, slot, silence, forSeconds } = objectIn(text);
  if (typeof forSeconds !== "number" || !(forSeconds > 0 && forSeconds <= LONGEST_SECONDS)) {
    throw new InjectionError(`forSeconds must be a number over 0 and up to ${LONGEST_SECONDS}`);
  }
  const untilMs = nowMs + forSeconds * 1000;
  if (silence === true && xid === undefined) return { kind: "silence", untilMs };
  if (typeof xid !== "number" || xid === 0 || !XID_MESSAGES.has(xid)) {
    const known = [...XID_MESSAGES.keys()].filter((code) => code !== 0).join(", ");
    throw new InjectionError(`say "silence": true, or an xid of ${known}`);
  }
  if (typeof slot !== "number" || !Number.isInteger(slot) || slot < 0 || slot >= GPUS_PER_NODE) {
    throw new InjectionError(`slot must be a whole number from 0 to ${GPUS_PER_NODE - 1}`);
  }
  return { kind: "xid", slot, xid, atMs: nowMs, untilMs };
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InjectionError("a fault is told as JSON");
  }
  if (typeof value === "object" && value !== null) return value as Readonly<Record<string, unknown>>;
  throw new InjectionError("a fault is told as a JSON object");
}

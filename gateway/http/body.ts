/** Bodies of requests: JSON in UTF-8, within a size. */

import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { GatewayError } from "../errors.ts";

/** How deep objects and lists may lie in each other; deeper ones would exhaust the stack of whoever walks them. */
const MAX_JSON_DEPTH = 64;

/**
 * Checks what the headers say of the body, before a byte of it is read.
 * @throws GatewayError UNSUPPORTED_MEDIA_TYPE or PAYLOAD_TOO_LARGE
 */
export function checkBodyHeaders({ headers }: IncomingMessage, maxBytes: number): void {
  const contentType = headers["content-type"] ?? "";
  if (contentType !== "application/json") checkContentType(contentType);
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    throw new GatewayError("UNSUPPORTED_MEDIA_TYPE", {}, { message: "Send the body without compression." });
  }
  if (Number(headers["content-length"] ?? 0) > maxBytes) throw payloadTooLarge(maxBytes);
}

function checkContentType(contentType: string): void {
  const [mediaType, ...parameters] = contentType.split(";").map((part) => part.trim().toLowerCase());
  if (mediaType !== "application/json") throw new GatewayError("UNSUPPORTED_MEDIA_TYPE");
  const charset = parameters.find((parameter) => parameter.startsWith("charset="))?.slice("charset=".length);
  if (charset !== undefined && !/^"?utf-?8"?$/.test(charset)) {
    throw new GatewayError("UNSUPPORTED_MEDIA_TYPE", {}, { message: "Send the body in UTF-8." });
  }
}

/**
 * Reads and parses a body.
 * @throws GatewayError PAYLOAD_TOO_LARGE as soon as it is; MALFORMED_JSON; BAD_REQUEST when the client breaks off
 */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const raw = await readBytes(request, maxBytes);
  if (!isUtf8(raw)) throw new GatewayError("MALFORMED_JSON", {}, { message: "The body is not valid UTF-8." });
  return parseJson(raw.toString("utf8"));
}

/** Parses JSON from a client. @throws GatewayError MALFORMED_JSON, or BAD_REQUEST when it is nested too deeply */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new GatewayError("MALFORMED_JSON", {}, { cause });
  }
  if (isDeeperThan(value, MAX_JSON_DEPTH)) {
    throw new GatewayError(
      "BAD_REQUEST",
      {},
      { message: `The body is nested more than ${MAX_JSON_DEPTH} levels deep.` },
    );
  }
  return value;
}

async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return await new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      request.pause();
      request.off("data", onData);
      reject(payloadTooLarge(maxBytes));
    };
    request.on("data", onData);
    request.on("end", () => {
      const [first] = chunks;
      resolve(chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, bytes));
    });
    // It comes after the end too; a body that broke off tells no error where nobody listens for one.
    request.on("close", () => {
      if (!request.readableEnded) reject(new GatewayError("BAD_REQUEST", {}, { message: "The body broke off." }));
    });
  });
}

function payloadTooLarge(maxBytes: number): GatewayError {
  return new GatewayError("PAYLOAD_TOO_LARGE", { maxBytes }, { message: `The body is larger than ${maxBytes} bytes.` });
}

/** Without recursion, since the depth is what is in doubt. */
function isDeeperThan(value: unknown, levels: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > levels) return true;
    const next: unknown[] = [];
    for (const item of level) {
      if (typeof item !== "object" || item === null) continue;
      for (const child of Object.values(item)) if (typeof child === "object" && child !== null) next.push(child);
    }
    level = next;
  }
  return false;
}

/** Bodies of requests: JSON in UTF-8, within a size. */

import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { GatewayError } from "../errors.ts";
import { turn } from "../steps.ts";
import { exceededLimit, type JsonLimits } from "./json-extent.ts";

const JSON_LIMITS: JsonLimits = { maxDepth: 64, maxValues: 100_000 };
/** A larger body takes so long to parse that others have their turn before more is done for it. */
const LARGE_BYTES = 64 * 1024;

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
  const value = parseJson(raw.toString("utf8"));
  if (raw.length > LARGE_BYTES) await turn();
  return value;
}

/** Parses JSON from a client. @throws GatewayError MALFORMED_JSON, or BAD_REQUEST when it is nested too deeply or holds too much */
export function parseJson(text: string): unknown {
  const exceeded = exceededLimit(text, JSON_LIMITS);
  if (exceeded !== null) {
    const { maxDepth, maxValues } = JSON_LIMITS;
    const why =
      exceeded === "maxDepth" ? `is nested more than ${maxDepth} levels deep` : `has more than ${maxValues} values`;
    throw new GatewayError("BAD_REQUEST", {}, { message: `The JSON ${why}.` });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new GatewayError("MALFORMED_JSON", {}, { cause });
  }
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
      request.off("data", onData).off("end", onEnd);
      chunks.length = 0;
      reject(payloadTooLarge(maxBytes));
    };
    const onEnd = (): void => {
      const [first] = chunks;
      resolve(chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, bytes));
    };
    request.on("data", onData).on("end", onEnd);
    // It comes after the end too; a body that broke off tells no error where nobody listens for one.
    request.on("close", () => {
      if (!request.readableEnded) reject(new GatewayError("BAD_REQUEST", {}, { message: "The body broke off." }));
    });
  });
}

function payloadTooLarge(maxBytes: number): GatewayError {
  return new GatewayError("PAYLOAD_TOO_LARGE", { maxBytes }, { message: `The body is larger than ${maxBytes} bytes.` });
}

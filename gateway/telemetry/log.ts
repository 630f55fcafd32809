/** The gateway's log: JSON lines on stdout. */

import { randomUUID } from "node:crypto";
import { type DestinationStream, type Logger, pino } from "pino";

export type Log = Logger;

/**
 * Creates the log.
 * @param level the least level that is written, as pino names them
 * @param destination where the lines go, stdout unless told
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = { name: "gateway", level, base: { name: "gateway" } };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/**
 * Writes down an error that no client may see, once.
 * @returns the id under which it was written and which the client gets in its place
 */
export function logUnknownError(log: Log, error: unknown, requestId: string, message: string): string {
  const errorId = randomUUID();
  log.error({ err: error, errorId, requestId }, message);
  return errorId;
}

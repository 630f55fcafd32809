/** Log lines of a subgraph: JSON on standard output. */

import { type Logger, pino } from "pino";

export type { Logger } from "pino";

/** A log whose lines carry the subgraph's name. @param level `silent` writes nothing */
export function createLog(name: string, level = "info"): Logger {
  return pino({ name, level, base: { name, pid: process.pid } });
}

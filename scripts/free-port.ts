/** Ports for what must know its address before it listens. */

import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Where systems take no ports from by themselves, for a connection or for a listener that asks for any: what is free here
 * stays so until somebody asks for just this one.
 */
const FIRST_PORT = 10_000;
const PORTS = 20_000;
const ATTEMPTS = 100;

const given = new Set<number>();

/** A port of 127.0.0.1 that is free, and another one each time. @throws Error when a hundred are in use */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = FIRST_PORT + randomInt(PORTS);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
  throw new Error(`${ATTEMPTS} ports of 127.0.0.1 that were tried are all in use.`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch {
    return false;
  }
  server.close();
  await once(server, "close");
  return true;
}

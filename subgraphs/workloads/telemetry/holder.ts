/** Names of processes that hold leases. From a name a process of the same machine can tell that its bearer is dead. */

import { randomUUID } from "node:crypto";
import { readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** A name for this process, unique to each call: two that want a lease in one process are told apart. */
export function holderName(): string {
  return `${placeOfProcess()}/${process.pid}/${randomUUID()}`;
}

/** True when the holder ran where its number can be looked up from here, and no process has that number now. */
export function isDead(holder: string): boolean {
  const [place, pid] = holder.split("/");
  if (place !== placeOfProcess() || !/^[1-9]\d*$/.test(pid ?? "")) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return typeof error === "object" && error !== null && "code" in error && error.code === "ESRCH";
  }
}

/** The host, and on Linux its namespace of process numbers: a container counts its own. Without one to read, no other's place. */
function placeOfProcess(): string {
  if (process.platform !== "linux") return hostname();
  try {
    return `${hostname()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return randomUUID();
  }
}

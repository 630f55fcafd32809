/**
 * How fast the questions of `schema/README.md` are answered: each example as it stands, sent through the gateway by those
 * who may ask it, one request after the other.
 */

import { readFile } from "node:fs/promises";
import { openDatabases } from "../../subgraphs/kit/database.ts";
import { type ExampleFile, readExamples } from "../../test/e2e/examples.ts";
import { profileDatabases } from "../../test/e2e/questions/profile-databases.ts";
import { type Answer, type PrincipalName, startSystem, type System, until } from "../../test/support/system.ts";
import { quantile, rounded } from "../statistics.ts";

/** Roll-ups that are seeded. */
const DAYS = 30;
const WARM_UP_REQUESTS = 5;
const REQUESTS = 60;
const QUICK_REQUESTS = 20;
/** Nodes are asked rarely enough to leave the machine to the questions, and often enough not to be stale. */
const SCRAPE_INTERVAL_MS = 60_000;
const REPORTING_WITHIN_MS = 150_000;
/** Those that read a month or more. */
const WHOLE_MONTH: ReadonlySet<number> = new Set([9, 10, 13]);
/** Different nodes and GPUs that are asked for in turn where a question is about one. */
const SUBJECTS = 64;

interface Question {
  readonly number: number;
  readonly example: ExampleFile;
}

interface Timing {
  readonly question: Question;
  readonly asker: PrincipalName;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Metrics by name, all `questions.…`. @throws Error when a question is answered with errors or with nothing */
export async function measureQuestions(
  print: (line: string) => void,
  { quick, mongodbUri }: { readonly quick: boolean; readonly mongodbUri: string },
): Promise<Record<string, number>> {
  const seeded = new Map<string, number>();
  await using system = await startSystem({
    mongodbUri,
    fleet: quick ? "default" : "full",
    historyDays: DAYS,
    scrapeIntervalMs: SCRAPE_INTERVAL_MS,
    onSeeded: (what, seconds) => seeded.set(what, seconds),
  });
  const historySeconds = seeded.get("history") ?? Number.NaN;
  print(`${DAYS} days of roll-ups seeded in ${rounded(historySeconds)} s`);
  const gpus = await untilReporting(system);
  print(`${gpus.toLocaleString("en")} GPUs, each asked every minute while questions are measured`);
  const timings = await measureAll(system, quick ? QUICK_REQUESTS : REQUESTS);
  for (const line of table(timings)) print(line);
  const scans = await collectionScans(system, mongodbUri);
  for (const scan of scans) print(`wasteful: ${scan}`);
  const worst = (of: (timing: Timing) => number, timed = timings): number => rounded(Math.max(...timed.map(of)));
  const months = timings.filter(({ question }) => WHOLE_MONTH.has(question.number));
  const others = timings.filter((timing) => !months.includes(timing));
  return {
    "questions.worstP50Ms": worst(({ p50Ms }) => p50Ms),
    "questions.worstP99Ms": worst(({ p99Ms }) => p99Ms),
    "questions.worstP99MsButMonths": worst(({ p99Ms }) => p99Ms, others),
    "questions.worstP99MsOfMonths": worst(({ p99Ms }) => p99Ms, months),
    "questions.wastefulPlans": scans.length,
    "questions.seedSeconds": rounded(historySeconds),
  };
}

/** Waits until nearly all GPUs have reported. Returns how many there are. */
async function untilReporting(system: System): Promise<number> {
  interface Utilisation {
    readonly gpuCount: number;
    readonly reportingGpuCount: number;
  }
  const utilisation = async (): Promise<Utilisation | undefined> => {
    const { data } = await system.ask("analyst", "{ fleet { utilisation { gpuCount reportingGpuCount } } }");
    return (data as { fleet?: { utilisation: Utilisation } } | null | undefined)?.fleet?.utilisation;
  };
  const reported = await until(
    utilisation,
    (found) => found !== undefined && found.gpuCount > 0 && found.reportingGpuCount > 0.9 * found.gpuCount,
    REPORTING_WITHIN_MS,
  );
  return reported?.gpuCount ?? 0;
}

/** The questions in the order of their numbers, from the table of `schema/README.md`. */
async function readQuestions(): Promise<readonly Question[]> {
  const text = await readFile("schema/README.md", "utf8");
  const examples = new Map(readExamples().map((example) => [example.name, example]));
  return [...text.matchAll(/^\| (\d+) +\|.*\| `([\w-]+)` +\|$/gm)].map(([, number, name]) => {
    const example = examples.get(`${name}.graphql`);
    if (example === undefined) throw new Error(`question ${number} names no example: ${name}`);
    return { number: Number(number), example };
  });
}

/** Who asks a question: of those who may, the first who sees all, and the first partner. */
function askersOf({ askers }: ExampleFile): readonly PrincipalName[] {
  const all = askers.find((asker) => asker === "analyst" || asker === "operator");
  const partner = askers.find((asker) => asker !== "analyst" && asker !== "operator");
  return [all, partner].filter((asker) => asker !== undefined);
}

async function measureAll(system: System, requests: number): Promise<readonly Timing[]> {
  const timings: Timing[] = [];
  for (const question of await readQuestions()) {
    for (const asker of askersOf(question.example)) {
      const ask = await askerOf(system, question.example, asker);
      for (let turn = 0; turn < WARM_UP_REQUESTS; turn++) await ask(turn);
      const times: number[] = [];
      for (let turn = 0; turn < requests; turn++) {
        const began = performance.now();
        await ask(turn);
        times.push(performance.now() - began);
      }
      timings.push({ question, asker, p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99) });
    }
  }
  return timings;
}

/** Sends a question as somebody; where it is about one node or GPU, about another one each turn. */
async function askerOf(
  system: System,
  { name, text, variables }: ExampleFile,
  asker: PrincipalName,
): Promise<(turn: number) => Promise<void>> {
  const authorization = `Bearer ${await system.token(asker)}`;
  const headers = { "content-type": "application/json", authorization };
  const subjects = await subjectsOf(system, variables, asker);
  return async (turn) => {
    const asked = { ...variables, ...subjects[turn % subjects.length] };
    const body = JSON.stringify({ query: text, variables: asked });
    const response = await fetch(`${system.url}/graphql`, { method: "POST", headers, body });
    const { data, errors } = (await response.json()) as Answer;
    if (errors === undefined && data != null && Object.values(data).every((value) => value !== null)) return;
    throw new Error(
      `${name} for ${asker} is answered ${response.status} ${JSON.stringify({ data, errors }).slice(0, 500)}`,
    );
  };
}

/** Variables that name nodes or GPUs on which a workload runs, in place of the example's own. */
async function subjectsOf(system: System, variables: object, asker: PrincipalName): Promise<readonly object[]> {
  if (!("uuid" in variables) && !("hostname" in variables)) return [];
  const placements = system.mongo.db(`${system.databasePrefix}_workloads`).collection("placements");
  const own = asker === "analyst" || asker === "operator" ? {} : { partner: asker };
  const sampled = placements.aggregate<{ node: string; gpus: string[] }>([
    { $match: own },
    { $sample: { size: SUBJECTS } },
  ]);
  return (await sampled.toArray()).map(({ node, gpus }) =>
    "uuid" in variables ? { uuid: gpus[0] } : { hostname: node },
  );
}

/** Asks each question once more, and says which plans of MongoDB scan a collection or read far more than they return. */
async function collectionScans(system: System, mongodbUri: string): Promise<readonly string[]> {
  const databases = await openDatabases({ mongodbUri, databasePrefix: system.databasePrefix, connectTimeoutMs: 5000 });
  try {
    const asks: ((turn: number) => Promise<void>)[] = [];
    for (const { example } of await readQuestions()) {
      for (const asker of askersOf(example)) asks.push(await askerOf(system, example, asker));
    }
    const profiles = await profileDatabases(databases);
    const since = new Date();
    for (const ask of asks) await ask(0);
    return await profiles.wastefulSince(since);
  } finally {
    await databases.close();
  }
}

/** A line for each question and asker, the slowest last. */
function table(timings: readonly Timing[]): readonly string[] {
  return timings
    .toSorted((left, right) => left.p50Ms - right.p50Ms)
    .map(({ question: { number, example }, asker, p50Ms, p99Ms }) => {
      const month = WHOLE_MONTH.has(number) ? ", a whole month" : "";
      const times = `p50 ${p50Ms.toFixed(1).padStart(7)} ms  p99 ${p99Ms.toFixed(1).padStart(7)} ms`;
      return `${times}  ${String(number).padStart(2)} ${example.name.replace(".graphql", "")}, for ${asker}${month}`;
    });
}

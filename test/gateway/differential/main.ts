/** `main.js --engine own|apollo --from N --count N [--shrink] [--json]`: judges an engine over a range of seeds, without jest. */

import { parseArgs } from "node:util";
import { createPartsEngine } from "./in-parts.ts";
import { type Failure, printReport, runSeeds } from "./run-seeds.ts";
import { printTest } from "./shrink/print-test.ts";
import { kindsOf, shrink } from "./shrink/shrink.ts";
import { APOLLO_ENGINE, type NamedEngine, OWN_ENGINE } from "./under-test.ts";

const partCounts: number[] = [];
const ENGINES: ReadonlyMap<string, NamedEngine> = new Map([
  ["own", OWN_ENGINE],
  ["apollo", APOLLO_ENGINE],
  ["parts", createPartsEngine({ onAnswered: (count) => partCounts.push(count) })],
]);

process.env["APOLLO_TELEMETRY_DISABLED"] = "1";

const { values } = parseArgs({
  options: {
    engine: { type: "string", default: "own" },
    from: { type: "string", default: "0" },
    count: { type: "string", default: "1000" },
    json: { type: "boolean", default: false },
    shrink: { type: "boolean", default: false },
  },
});
const engine = ENGINES.get(values.engine);
if (engine === undefined)
  throw new TypeError(`expected an engine (${[...ENGINES.keys()].join(", ")}), got ${values.engine}`);
const startedAt = performance.now();
const report = await runSeeds({ engine, from: Number(values.from), count: Number(values.count) });
const seconds = (performance.now() - startedAt) / 1000;
if (values.json) {
  process.stdout.write(`${printReport(report)}\n`);
} else {
  for (const failure of report.failures) {
    process.stdout.write(describeFailure(failure));
    if (values.shrink) process.stdout.write(printTest(await shrink(failure, { engine })));
  }
  for (const [name, count] of report.features) process.stdout.write(`${String(count).padStart(7)} ${name}\n`);
  const wrong = report.failures.filter(({ outcome }) => outcome.kind === "wrong").length;
  const refused = report.failures.length - wrong;
  process.stdout.write(
    `${report.cases} cases in ${seconds.toFixed(1)} s (${(report.cases / seconds).toFixed(0)}/s): ` +
      `${report.equal} equal, ${wrong} wrong, ${refused} refused; ${report.requests} requests; ` +
      `${report.composed} supergraphs composed, ${report.discarded} did not\n`,
  );
}
if (partCounts.length > 0 && !values.json) {
  const divided = partCounts.filter((count) => count > 1);
  const parts = divided.reduce((sum, count) => sum + count, 0);
  process.stdout.write(`${divided.length} of ${partCounts.length} answers in parts, ${parts} parts in all\n`);
}
process.exitCode = report.failures.length === 0 ? 0 : 1;

function describeFailure({ case: { seed, operation, faults }, outcome }: Failure): string {
  const head = `--- ${seed}: ${kindsOf(outcome).join("; ")}${faults === "none" ? "" : `, ${faults} in the data`}\n${operation.text}\n${JSON.stringify(operation.variables)}\n`;
  if (outcome.kind === "refused") return `${head}${outcome.reason}\n`;
  const { expected, actual, causes } = outcome;
  return [
    head,
    `expected ${expected.data}\n  errors ${expected.errors.join(" ")}\n`,
    `actual   ${actual.data}\n  errors ${actual.errors.join(" ")}\n`,
    ...causes.map((cause) => `  because ${cause}\n`),
  ].join("");
}

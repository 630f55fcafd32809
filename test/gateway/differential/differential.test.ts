import { describe, expect, it } from "@jest/globals";
import { runInProcesses } from "./run-in-processes.ts";
import { printTest } from "./shrink/print-test.ts";
import { shrink } from "./shrink/shrink.ts";
import { OWN_ENGINE } from "./under-test.ts";

/** Cases of a run; more by the environment. */
const CASES = Number(process.env["DIFFERENTIAL_CASES"] ?? 10_000);
/** Failures that are shrunk: it takes seconds each. */
const SHRUNK = 3;

describe("generated supergraphs", () => {
  it("answer generated operations as one server over the same data does", async () => {
    const { cases, failures, features } = await runInProcesses({ engine: "own", count: CASES, processes: 2 });
    expect(cases).toBe(CASES);
    const tests: string[] = [];
    for (const one of failures.slice(0, SHRUNK)) tests.push(printTest(await shrink(one, { engine: OWN_ENGINE })));
    if (failures.length > 0) {
      const seeds = failures.map((failure) => failure.case.seed).join(", ");
      throw new Error(`wrong or refused: ${seeds}. Keep these in found/:\n${tests.join("\n")}`);
    }
    expect([...features].filter(([, count]) => count === 0)).toEqual([]);
  }, 3_600_000);
});

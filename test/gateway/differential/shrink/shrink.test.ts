import { describe, expect, it } from "@jest/globals";
import { runSeeds } from "../run-seeds.ts";
import { SABOTAGES } from "../sabotage.ts";
import { OWN_ENGINE } from "../under-test.ts";
import { printTest } from "./print-test.ts";
import { shrink } from "./shrink.ts";

describe("a case that fails", () => {
  it("shrinks to a few lines that fail the same way, and prints as a test", async () => {
    const doubling = SABOTAGES.find(({ name }) => name.includes("list once more"));
    const engine = doubling?.into(OWN_ENGINE) ?? OWN_ENGINE;
    const { failures } = await runSeeds({ engine, from: 0, count: 100, isEnough: () => true });
    const [failure] = failures;
    if (failure === undefined) throw new Error("expected a failure, got none");
    const shrunk = await shrink(failure, { engine });
    expect(shrunk.outcome.kind).toBe("wrong");
    const sdl = Object.values(shrunk.case.subgraphs).join("\n");
    // A list in one subgraph, and the type that it is of.
    expect(sdl.split("\n").length).toBeLessThanOrEqual(3);
    expect(shrunk.case.operation.text.length).toBeLessThan(60);
    expect(printTest(shrunk)).toContain(shrunk.case.operation.text);
  }, 600_000);

  it("is printed so that quotes within directives survive", () => {
    const sdl = String.raw`type E { a: Int @requires(fields: "b(c: \"d\")") }`;
    const expected = { data: "null", errors: [] };
    const outcome = { kind: "refused" as const, reason: "none", expected, requests: [] };
    const operation = { text: "{ $ }", variables: {} };
    const printed = printTest({
      case: { seed: 1, subgraphs: { a: sdl }, federation: 2, faults: "none", operation },
      outcome,
    });
    expect(printed).toContain(String.raw`@requires(fields: "b(c: \\"d\\")")`);
    expect(printed).toContain(String.raw`{ \$ }`);
  });
});

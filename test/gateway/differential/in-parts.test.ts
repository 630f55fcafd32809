import { describe, expect, it } from "@jest/globals";
import type { AnswerPart } from "../../../gateway/plan/plan.ts";
import { createPartsEngine } from "./in-parts.ts";
import { runSeeds } from "./run-seeds.ts";

/** Cases of a run; more by the environment. */
const CASES = Number(process.env["DIFFERENTIAL_PARTS_CASES"] ?? 300);

const SPOILT: readonly { readonly name: string; readonly spoil: (part: AnswerPart) => AnswerPart }[] = [
  { name: "gives the first part too early", spoil: (first) => ({ ...first, waitsFor: first.waitsFor.slice(0, -1) }) },
  {
    name: "gives later parts too early",
    spoil: (first) => ({ ...first, parts: first.parts.map((part) => ({ ...part, waitsFor: first.waitsFor })) }),
  },
  { name: "forgets one of several parts", spoil: (first) => ({ ...first, parts: first.parts.slice(0, -1) }) },
  {
    name: "forgets what is deferred in what is deferred",
    spoil: (first) => ({ ...first, parts: first.parts.map((part) => ({ ...part, parts: [] })) }),
  },
];

describe("generated operations with @defer", () => {
  it("come to what one server over the same data answers, when their parts are put together", async () => {
    let inParts = 0;
    const onAnswered = (parts: number): void => void (inParts += parts > 1 ? 1 : 0);
    const { cases, failures } = await runSeeds({ from: 0, count: CASES, engine: createPartsEngine({ onAnswered }) });
    expect(cases).toBe(CASES);
    expect(failures.map((one) => [one.case.seed, one.case.operation.text, one.outcome])).toEqual([]);
    expect(inParts).toBeGreaterThan(CASES / 4);
  }, 3_600_000);

  it.each(SPOILT)(
    "show an engine that $name",
    async ({ spoil }) => {
      const engine = createPartsEngine({ spoil });
      const { failures } = await runSeeds({ from: 0, count: 400, engine, isEnough: () => true });
      expect(failures).toHaveLength(1);
    },
    120_000,
  );
});

/** Prints a failure as a test to be kept in `found/`. */

import { kindsOf } from "./shrink.ts";
import type { Failure } from "../run-seeds.ts";

/** @returns the test, ready to be pasted; what was expected and what came stand above it */
export function printTest({ case: one, outcome }: Failure): string {
  const { seed, subgraphs, operation, faults, federation } = one;
  const found =
    outcome.kind === "refused"
      ? [`refused: ${outcome.reason}`]
      : [
          `expected ${outcome.expected.data} with errors at ${outcome.expected.errors.join(" ") || "no place"}`,
          `got      ${outcome.actual.data} with errors at ${outcome.actual.errors.join(" ") || "no place"}`,
          ...new Set(outcome.causes.map((cause) => `because ${cause}`)),
        ];
  const graphs = Object.entries(subgraphs).flatMap(([name, sdl]) => [
    `        ${name}: \``,
    ...sdl.split("\n").map((line) => `          ${escaped(line)}`),
    "        `,",
  ]);
  return [
    `  // Seed ${seed}: ${kindsOf(outcome).join("; ")}`,
    ...found.map((line) => `  // ${line}`),
    `  it("…", async () => {`,
    "    const outcome = await runCase({",
    "      subgraphs: {",
    ...graphs,
    "      },",
    `      operation: { text: \`${escaped(operation.text)}\`, variables: ${JSON.stringify(operation.variables)} },`,
    ...(faults === "none" ? [] : [`      faults: ${JSON.stringify(faults)},`]),
    ...(federation === 2 ? [] : [`      federation: ${federation},`]),
    "    });",
    `    expect(outcome).toMatchObject({ kind: "equal" });`,
    "  });",
    "",
  ].join("\n");
}

/** As it stands in a template literal. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`$]/g, String.raw`\$&`);
}

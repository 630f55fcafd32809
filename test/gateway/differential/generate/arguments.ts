/** The arguments that generated fields take. */

import type { Random } from "../random.ts";

/** For each way that a field takes arguments, what a directive's selection gives it. */
const GIVEN: Readonly<Record<string, readonly string[]>> = {
  "(n: Int = 2)": ["", "(n: 5)", "(n: 7)"],
  "(text: String)": ["", `(text: \\"x\\")`],
  "(n: Int!, m: Int = 1)": ["(n: 1)", "(n: 1, m: 4)", "(n: 4, m: 1)"],
  "(range: Range)": ["(range: { to: 1 })", "(range: { inner: { from: 2 } })"],
  "(range: Range = { to: 9 }, colours: [Colour])": ["", "(colours: [RED], range: null)"],
  "(colour: Colour = GREEN)": ["", "(colour: RED)"],
  "(blob: Blob)": ["", "(blob: { a: [1] })"],
  "(size: Size)": ["", "(size: SMALL)"],
  "(list: [Int] = [1, 2], id: ID, ratio: Float)": ["", "(list: 3, id: 4)", "(ratio: 1)"],
};
const DECLARATIONS = Object.keys(GIVEN);

/** Arguments for a new field, in parentheses. */
export function pickArguments(random: Random): string {
  return random.pick(DECLARATIONS);
}

/** What a directive's selection gives a field with such arguments. @returns null when it cannot give any */
export function pickGiven(declaration: string, random: Random): string | null {
  if (declaration === "") return "";
  const given = GIVEN[declaration];
  return given === undefined ? null : random.pick(given);
}

/** Subgraphs' answers as text, in the many ways in which one answer may be written. */

import { BytesAnswer, type FetchSubgraph } from "../../../gateway/execute/ports.ts";
import { hashOf, type Random, randomOf } from "./random.ts";

/** How an answer is written that means the same. */
type Style = "plain" | "in another order" | "with more" | "escaped" | "with blanks" | "with white space" | "twice";

/** Half of all operations are answered plainly, as subgraphs do as a rule. */
const STYLES: readonly Style[] = [
  "plain",
  "plain",
  "plain",
  "in another order",
  "with more",
  "escaped",
  "with blanks",
  "with white space",
  "twice",
];

/** Gives answers as bytes to whoever wants them so. @param seed decides how they are written */
export function answerAsBytes(fetchSubgraph: FetchSubgraph, seed: string): FetchSubgraph {
  const random = randomOf(hashOf(seed));
  const style = random.pick(STYLES);
  return async (request, signal) => {
    const answer = await fetchSubgraph(request, signal);
    if (request.wantsBytes !== true) return answer;
    return new BytesAnswer(Buffer.from(`${writeValue(answer, style, random)}${random.pick(["", "\n"])}`));
  };
}

function writeValue(value: unknown, style: Style, random: Random): string {
  const space = style === "with white space" ? random.pick(["", "", "", " ", "\n\t"]) : "";
  const behind = style === "with blanks" ? " " : space;
  if (Array.isArray(value)) {
    return `[${space}${value.map((item) => writeValue(item, style, random)).join(`,${behind}`)}]`;
  }
  if (typeof value === "string") return style === "escaped" ? writeEscaped(value, random) : JSON.stringify(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  // A value of a custom scalar, which is passed on as it is.
  if ("list" in value) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  const members = entries.map(([name, one]): string => {
    const key = style === "escaped" && random.chance(5) ? writeEscaped(name, random) : JSON.stringify(name);
    return `${key}:${behind}${writeValue(one, style, random)}`;
  });
  if (style === "in another order" && random.chance(50)) members.reverse();
  if (style === "with more" && random.chance(50)) {
    members.splice(random.below(members.length + 1), 0, `"un\\u006bnown":[{"a":[]},"\\"}",-0.5e-3,null,{}]`);
  }
  // The last counts.
  const [first] = entries;
  if (style === "twice" && first !== undefined && random.chance(30)) {
    members.unshift(`${JSON.stringify(first[0])}:${random.pick(["null", "1", '"other"', "[]", "{}"])}`);
  }
  return `{${space}${members.join(`,${behind}`)}${space}}`;
}

function writeEscaped(text: string, random: Random): string {
  if (text === "" || !random.chance(30)) return JSON.stringify(text);
  const code = text.charCodeAt(0).toString(16).padStart(4, "0");
  return `"\\u${code}${JSON.stringify(text.slice(1)).slice(1)}`;
}

/** The code of one plan that reads, asks and writes by records. */

import type { GraphQLSchema } from "graphql";
import type { QueryPlan } from "../../plan/plan.ts";
import { canGenerate, generateFunction } from "../generate.ts";
import { sharedSlab } from "../slab.ts";
import { addCollector } from "./collector-source.ts";
import { layOut, type PlanLayout } from "./layout.ts";
import { sharedPositions } from "./positions.ts";
import { addReader } from "./reader-source.ts";
import { hasEscape, indexOfText, isInt, isPlainInteger, isPlainNumber, keyEnd, stringEnd, valueEnd } from "./scan.ts";
import { Source } from "./source.ts";
import type { Tape } from "./tape.ts";
import { addWriter } from "./writer-source.ts";

/** What runs without waiting, on one tape at a time. Each throws ANOMALY where the exact way has to be taken. */
export interface BytesProgram {
  readonly layouts: PlanLayout;
  /** Reads the answer of a fetch, which the tape holds as text, into records. */
  read(fetch: number, tape: Tape): void;
  /** Writes the representations of an input as items of a JSON list to the shared slab. @returns how many there are */
  collect(input: number, tape: Tape): number;
  /** Writes `{"data":…}` to the shared slab. */
  write(tape: Tape): void;
}

/** Not a defect: an answer that is not plainly clean. */
export const ANOMALY = Symbol("anomaly");

/** Makes the code of a plan; null where records cannot hold what it fetches, or what it answers. */
export function createProgram(plan: QueryPlan, schema: GraphQLSchema): BytesProgram | null {
  if (!canGenerate()) return null;
  const layouts = layOut(plan);
  if (layouts === null) return null;
  const source = new Source();
  addReader(source, layouts, plan.fetches.length);
  addCollector(source, layouts);
  if (!addWriter(source, layouts, plan.selection, schema)) return null;
  const given = {
    A: ANOMALY,
    K: source.constants,
    E: source.lists,
    P: sharedPositions,
    s: sharedSlab,
    NOTHING,
    RESPONSE,
    MAX_WORDS,
    hasEscape,
    indexOfText,
    isInt,
    isPlainInteger,
    isPlainNumber,
    keyEnd,
    stringEnd,
    valueEnd,
  };
  const code = generateFunction(Object.keys(given), `${source.functions.join("\n")}\n${PROGRAM}`);
  return { layouts, ...(code(...Object.values(given)) as Omit<BytesProgram, "layouts">) };
}

const PROGRAM = `return {
  read(fetch,tape){load(tape);reads[fetch](B[fetch]);store(tape);},
  collect(input,tape){load(tape);collects[input]();return P.count;},
  write(tape){load(tape);writeAnswer();},
};`;

const NOTHING = new Uint8Array(0);
const RESPONSE = ["data", "errors"].map((name) => new Uint8Array(Buffer.from(JSON.stringify(name))));
/** Of 4 bytes; what would take more is left to the exact way. */
const MAX_WORDS = 4 * 1024 * 1024;

/** Plans in a process of its own, and sends what that took as a message: `plan.js <supergraph.graphql>`. */

import { readFileSync } from "node:fs";
import { Supergraph } from "@apollo/federation-internals";
import { getOperationAST, parse } from "graphql";
import { createPlanner, type Planner } from "../../gateway/plan/planner.ts";
import { readModel } from "../../gateway/plan/read-model.ts";
import { median } from "../statistics.ts";
import { CASES } from "./cases.ts";
import { wideSupergraph } from "./wide-supergraph.ts";

/** What planning took, in ms. */
export interface PlanTimes {
  /** The big operation, the first that the process plans at all. */
  readonly bigFirstMs: number;
  /** The same again, the median. */
  readonly bigMs: number;
  /** 10,000 selections, the first time in a process that has planned other operations. */
  readonly tenThousandFirstMs: number;
  /** The same again, the median. */
  readonly tenThousandMs: number;
  /** The slowest of many operations over 24 subgraphs. */
  readonly wideWorstMs: number;
}

const AGAIN = 100;
const AGAIN_LARGE = 25;
const WIDE = { subgraphs: 24, types: 480 };

function plannerOf(sdl: string): Planner {
  const apiSchema = Supergraph.build(sdl).apiSchema().toGraphQLJSSchema();
  return createPlanner({ model: readModel(sdl), isVisible: (typeName) => apiSchema.getType(typeName) !== undefined });
}

function timeOf(planner: Planner, text: string): number {
  const document = parse(text);
  const operation = getOperationAST(document);
  if (operation == null) throw new TypeError("expected one operation");
  const startedAt = performance.now();
  planner.plan({ document, operation, conditions: new Map(), activeLabels: new Set() });
  return performance.now() - startedAt;
}

function medianOf(times: number, planner: Planner, text: string): number {
  return median(Array.from({ length: times }, () => timeOf(planner, text)));
}

const [path = ""] = process.argv.slice(2);
const planner = plannerOf(readFileSync(path, "utf8"));
const bodies = new Map(CASES.map(({ name, body }) => [name, (JSON.parse(body) as { readonly query: string }).query]));
const big = bodies.get("big") ?? "";
const bigFirstMs = timeOf(planner, big);
const bigMs = medianOf(AGAIN, planner, big);

const product = "upc name price weightGrams inStock shippingEstimate";
const many = Array.from(
  { length: 1_250 },
  (_, at) => `p${at}: topProducts(first: ${at + 1}) { __typename ${product} }`,
);

const wide = plannerOf(wideSupergraph(WIDE.subgraphs, WIDE.types));
const thing = (at: number, depth: number): string =>
  `thing${at}(id: "1") { ${"id field0 field1 field2 guest next { ".repeat(depth)} id ${"} ".repeat(depth)} }`;
const operations = Array.from({ length: AGAIN }, (_, at) => {
  const fields = Array.from({ length: 1 + (at % 12) }, (_unused, n) =>
    thing((at * 7 + n * 13) % WIDE.types, 1 + (n % 8)),
  );
  return `{ ${[...new Set(fields)].join(" ")} }`;
});
for (const text of operations) timeOf(wide, text);
const tenThousandFirstMs = timeOf(planner, `{ ${many.join(" ")} }`);
const tenThousandMs = medianOf(AGAIN_LARGE, planner, `{ ${many.join(" ")} }`);
const wideWorstMs = Math.max(...operations.map((text) => timeOf(wide, text)));

process.send?.({ bigFirstMs, bigMs, tenThousandFirstMs, tenThousandMs, wideWorstMs } satisfies PlanTimes);
process.disconnect();

/** The Rust planner as a process of its own: some valid operations end it. A line in, `{ sdl }` or `{ text, operationName }`; a line out. */

import { createInterface } from "node:readline";
import { QueryPlanner } from "@graphql-hive/router-query-planner";
import { costOfNode } from "./plan-cost.ts";

interface Asked {
  readonly sdl?: string;
  readonly text?: string;
  readonly operationName?: string;
  readonly variables?: Record<string, unknown>;
}

let planner: QueryPlanner | null = null;
for await (const line of createInterface({ input: process.stdin })) {
  const { sdl, text = "", operationName, variables = {} } = JSON.parse(line) as Asked;
  let told: unknown = null;
  try {
    if (sdl !== undefined) planner = new QueryPlanner(sdl);
    else told = costOfNode(planner?.plan(text, operationName, new Set(), 0).node, variables);
  } catch {
    // It cannot plan this one.
  }
  process.stdout.write(`${JSON.stringify(told)}\n`);
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { operationFromDocument, Supergraph } from "@apollo/federation-internals";
import { QueryPlanner } from "@apollo/query-planner";
import { describe, expect, it } from "@jest/globals";
import {
  type DocumentNode,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  print,
} from "graphql";
import { CASES } from "../../../bench/engine/cases.ts";
import { composeBenchSupergraph } from "../../../bench/engine/graph.ts";
import { invariant } from "../../../gateway/errors.ts";
import { conditionVariables } from "../../../gateway/plan/conditions.ts";
import { createPlanner } from "../../../gateway/plan/planner.ts";
import type { Selection } from "../../../gateway/plan/selection.ts";
import { readModel } from "../../../gateway/plan/read-model.ts";
import { generateOperation } from "../differential/generate/operation.ts";
import { randomOf } from "../differential/random.ts";
import { costOfNode, costOfPlan, type PlanCost } from "./plan-cost.ts";

/** Operations that are made up over each supergraph. */
const GENERATED = 400;

/** The Rust planner is there for these only. */
const HAS_RUST = process.platform === "darwin" || (process.platform === "linux" && hasGlibc());

function hasGlibc(): boolean {
  const { header } = process.report.getReport() as { readonly header: { readonly glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime !== undefined;
}

interface Planned {
  readonly name: string;
  readonly text: string;
  readonly variables: Record<string, unknown>;
}

const URLS = { users: "http://a/", products: "http://b/", reviews: "http://c/", inventory: "http://d/" };
const BENCH: readonly Planned[] = CASES.map(({ name, body }) => {
  const { query, variables = {} } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
  return { name, text: query, variables };
});

describe.each<[string, string, readonly Planned[]]>([
  ["a shop", composeBenchSupergraph(URLS), BENCH],
  ["the fleet", readFileSync("schema/supergraph.graphql", "utf8"), readExamples()],
])("plans for %s", (_, sdl, operations) => {
  it("send no more requests than the better of two others, and no more of them in a row", async () => {
    const supergraph = Supergraph.build(sdl);
    const apiSchema = supergraph.apiSchema().toGraphQLJSSchema();
    const model = readModel(sdl);
    const own = createPlanner({ model, isVisible: (typeName) => apiSchema.getType(typeName) !== undefined });
    const apollo = new QueryPlanner(supergraph);
    await using rust = new RustPlanner(sdl);
    const generated = Array.from({ length: GENERATED }, (_unused, seed): Planned => ({
      name: `generated ${seed}`,
      ...generateOperation(apiSchema, randomOf(seed)),
    }));
    const worse: unknown[] = [];
    let compared = 0;
    let byRust = 0;
    let saved = 0;
    for (const { name, text, variables } of [...operations, ...generated]) {
      const document = parse(text);
      const operation = operationOf(document);
      if (operation.operation === OperationTypeNode.SUBSCRIPTION) continue;
      const { coerced = {} } = getVariableValues(apiSchema, operation.variableDefinitions ?? [], variables);
      const conditions = new Map(conditionVariables(document).map((one) => [one, coerced[one] === true]));
      const plan = own.plan({ document, operation, conditions, activeLabels: new Set() });
      // Where the conditions leave nothing of an object, it is still to be said whether there is one; others do not ask.
      if (leavesNothing(plan.selection)) continue;
      compared++;
      const ours = costOfPlan(plan);
      const reference = operationFromDocument(supergraph.apiSchema(), document);
      const theirs = [costOfNode(apollo.buildQueryPlan(reference).node, coerced)];
      const third = await rust.cost({ text, variables: coerced });
      if (third !== null) {
        byRust++;
        theirs.push(third);
      }
      const requests = Math.min(...theirs.map((one) => one.requests));
      const criticalPath = Math.min(...theirs.map((one) => one.criticalPath));
      saved += requests - ours.requests;
      if (ours.requests > requests || ours.criticalPath > criticalPath) worse.push({ name, text, ours, theirs });
    }
    expect(worse).toEqual([]);
    expect(saved).toBeGreaterThan(0);
    expect(compared).toBeGreaterThan(GENERATED / 2);
    // Those that it cannot plan are few.
    if (HAS_RUST) expect(byRust).toBeGreaterThan(compared * 0.8);
  }, 120_000);
});

/** Whether of some object nothing is wanted. */
function leavesNothing(wanted: Selection): boolean {
  return wanted.possible.some((typeName) => {
    const fields = wanted.fieldsOf(typeName);
    return fields.length === 0 || fields.some(({ selection }) => selection !== null && leavesNothing(selection));
  });
}

/** Each operation of the examples, with the fragments of its file. */
function readExamples(): Planned[] {
  return readdirSync("schema/examples").flatMap((file) => {
    const { definitions } = parse(readFileSync(`schema/examples/${file}`, "utf8"));
    const fragments = definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
    return definitions.filter(isOperation).map((operation): Planned => {
      const text = print({ kind: Kind.DOCUMENT, definitions: [operation, ...fragments] });
      return { name: `${file} ${operation.name?.value}`, text, variables: {} };
    });
  });
}

function operationOf({ definitions }: DocumentNode): OperationDefinitionNode {
  const operation = definitions.find(isOperation);
  invariant(operation, "there is an operation");
  return operation;
}

function isOperation(node: DocumentNode["definitions"][number]): node is OperationDefinitionNode {
  return node.kind === Kind.OPERATION_DEFINITION;
}

/** The Rust planner, begun anew whenever an operation ended it. */
class RustPlanner implements AsyncDisposable {
  readonly #sdl: string;
  #child: ChildProcess | null = null;
  #lines: AsyncIterator<string> | null = null;

  constructor(sdl: string) {
    this.#sdl = sdl;
  }

  /** @returns null where it has no plan */
  async cost(asked: { readonly text: string; readonly variables: object }): Promise<PlanCost | null> {
    if (!HAS_RUST) return null;
    if (this.#child === null) {
      const child = spawn(process.execPath, ["dist/test/gateway/plan/rust-planner-process.js"], {
        stdio: ["pipe", "pipe", "ignore"],
      });
      child.stdin.on("error", () => undefined);
      this.#child = child;
      this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      await this.#ask({ sdl: this.#sdl });
    }
    return (await this.#ask(asked)) as PlanCost | null;
  }

  async #ask(message: object): Promise<unknown> {
    this.#child?.stdin?.write(`${JSON.stringify(message)}\n`);
    const next = await this.#lines?.next();
    if (next === undefined || next.done === true) {
      this.#child = null;
      return null;
    }
    return JSON.parse(next.value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    child.stdin?.end();
    if (child.exitCode === null) await once(child, "exit");
  }
}

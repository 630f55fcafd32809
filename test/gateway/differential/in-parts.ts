/** The gateway's own engine, asked with `@defer` at random places; what is judged is all parts of its answer put together. */

import { setImmediate } from "node:timers/promises";
import {
  type ConstDirectiveNode,
  type DirectiveNode,
  type DocumentNode,
  type ExecutionResult,
  getOperationAST,
  Kind,
  OperationTypeNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from "graphql";
import type { PartedAnswer } from "../../../gateway/engine.ts";
import { GatewayError, invariant } from "../../../gateway/errors.ts";
import { compileParts, executeInParts } from "../../../gateway/execute/parts.ts";
import { conditionVariables } from "../../../gateway/plan/conditions.ts";
import type { AnswerPart } from "../../../gateway/plan/plan.ts";
import { createPlanner } from "../../../gateway/plan/planner.ts";
import { readModel } from "../../../gateway/plan/read-model.ts";
import { hashOf, type Random, randomOf } from "./random.ts";
import { type NamedEngine, OWN_ENGINE } from "./under-test.ts";

/** What an engine that answers in parts is made with. */
export interface PartsEngineOptions {
  /** Told of each answer but those of subscriptions: in how many parts it came, the first among them. */
  readonly onAnswered?: OnAnswered;
  /** Spoils a plan. */
  readonly spoil?: (first: AnswerPart) => AnswerPart;
}

type OnAnswered = (parts: number) => void;

/** Makes an engine that is asked with `@defer`. */
export function createPartsEngine(options: PartsEngineOptions = {}): NamedEngine {
  const { onAnswered = () => undefined, spoil = (first) => first } = options;
  return {
    isJudgedByDataOnly: false,
    isJudgedInParts: true,
    subscribes: true,
    create: async (supergraph) => {
      const { sdl, apiSchema, activeLabels } = supergraph;
      const whole = await OWN_ENGINE.create(supergraph);
      const planner = createPlanner({
        model: readModel(sdl),
        isVisible: (typeName) => apiSchema.getType(typeName) !== undefined,
      });
      return {
        answer: async (request, fetchSubgraph, signal) => {
          if (request.prepared.operation.operation === OperationTypeNode.SUBSCRIPTION) {
            return await whole.answer(request, fetchSubgraph, signal);
          }
          const random = randomOf(hashOf(request.prepared.text));
          const document = withDefer(request.prepared.document, random);
          const operation = getOperationAST(document);
          invariant(operation, "the document has one operation");
          const text = print(document);
          const prepared = { ...request.prepared, text, document, operation };
          const coerced = request.coercedVariables;
          const conditions = new Map(conditionVariables(document, true).map((name) => [name, coerced[name] === true]));
          const labels = new Set(activeLabels);
          const plan = planner.plan({ document, operation, conditions, activeLabels: labels, isInParts: true });
          const first = plan.first && spoil(plan.first);
          const compiled = compileParts({ ...plan, first }, apiSchema, prepared);
          if (compiled === null) {
            onAnswered(1);
            return await whole.answer({ ...request, prepared }, fetchSubgraph, signal);
          }
          const answer = await executeInParts(
            compiled,
            { ...request, prepared },
            {
              fetchSubgraph: async (asked, abort) => {
                const result = await fetchSubgraph(asked, abort);
                for (let turns = random.below(6); turns > 0; turns--) await setImmediate();
                return result;
              },
              signal,
              onFault: (error: Error) => {
                if (!(error instanceof GatewayError)) throw error;
              },
            },
          );
          return await together(answer, onAnswered);
        },
        close: () => whole.close(),
      };
    },
  };
}

/** Marks fragments of a document at random, and makes some of single selections. */
function withDefer(document: DocumentNode, random: Random): DocumentNode {
  let labels = 0;
  const defer = (): DirectiveNode[] => {
    const label: ConstDirectiveNode["arguments"] = random.chance(70)
      ? [
          {
            kind: Kind.ARGUMENT,
            name: { kind: Kind.NAME, value: "label" },
            value: { kind: Kind.STRING, value: `part ${++labels}` },
          },
        ]
      : [];
    return [{ kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: "defer" }, arguments: label }];
  };
  const mark = (selection: SelectionNode): SelectionNode => {
    if (!random.chance(35)) return selection;
    if (selection.kind === Kind.FIELD) {
      const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [selection] };
      return { kind: Kind.INLINE_FRAGMENT, directives: defer(), selectionSet };
    }
    return { ...selection, directives: [...(selection.directives ?? []), ...defer()] };
  };
  return visit(document, {
    SelectionSet: { leave: (node) => ({ ...node, selections: node.selections.map(mark) }) },
  });
}

/** Puts the parts of an answer together, as a client does. @throws Error when they do not fit */
async function together({ first, pending, later }: PartedAnswer, onAnswered: OnAnswered): Promise<ExecutionResult> {
  const data = first.data as unknown;
  const errors = [...(first.errors ?? [])];
  const open = new Map(pending.map((one) => [one.id, one]));
  let parts = 1;
  let hasNext = pending.length > 0;
  for await (const given of later) {
    if (!hasNext) throw new Error("something came after the end");
    for (const { part, result } of given.parts) {
      if (!open.delete(part.id)) throw new Error("a part came that was not pending");
      parts++;
      for (const error of result.errors ?? []) {
        if (!isAlong(error.path ?? [], part.path)) throw new Error("an error came with a part that it is not of");
        errors.push(error);
      }
      const target = part.path.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), data);
      if (!isRecord(target)) throw new Error(`a part came for nothing at ${part.path.join("/")}`);
      if (result.data == null) {
        if (result.errors === undefined) throw new Error("a part is null for no reason");
      } else merge(target, result.data);
    }
    for (const one of given.pending) open.set(one.id, one);
    hasNext = given.hasNext;
    if (hasNext !== open.size > 0) throw new Error("what is pending and whether there is more differ");
  }
  if (hasNext) throw new Error("the end is missing");
  onAnswered(parts);
  return { data: data as ExecutionResult["data"] & object, ...(errors.length > 0 ? { errors } : {}) };
}

/** Whether one path is the other, or leads to it. */
function isAlong(one: readonly (string | number)[], other: readonly (string | number)[]): boolean {
  return one.every((key, at) => at >= other.length || key === other[at]);
}

function merge(target: Record<string | number, unknown>, from: object): void {
  for (const [key, value] of Object.entries(from)) {
    const known = target[key];
    if (isRecord(known) && isRecord(value)) merge(known, value);
    else if (known === undefined || value !== null) target[key] = value;
  }
}

function isRecord(value: unknown): value is Record<string | number, unknown> {
  return typeof value === "object" && value !== null;
}

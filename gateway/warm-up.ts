/**
 * Makes a young process quick: code that has never run is ten times slower than code that the platform has compiled. Operations of a
 * schema are made up, checked and planned, and nothing is executed.
 */

import { setTimeout as sleep } from "node:timers/promises";
import {
  type GraphQLField,
  type GraphQLNamedOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
} from "graphql";

/** What is made quick. */
export interface WarmUpTarget {
  readonly schema: GraphQLSchema;
  /** Checks and plans an operation. */
  readonly plan: (text: string) => void;
  /** Whether it is not worth while any more. */
  readonly isOver: () => boolean;
}

/** How long it works in all, on the clock. */
const BUDGET_MS = 500;
/** Requests have their turn between two operations. */
const MIN_PAUSE_MS = 2;

/** Works a little at a time, and no longer than it pauses. */
export async function warmUp({ schema, plan, isOver }: WarmUpTarget): Promise<void> {
  let spentMs = 0;
  for (const text of madeUpOperations(schema)) {
    const startedAt = performance.now();
    plan(text);
    const tookMs = performance.now() - startedAt;
    spentMs += tookMs;
    await sleep(Math.max(MIN_PAUSE_MS, tookMs), undefined, { ref: false });
    if (spentMs > BUDGET_MS || isOver()) return;
  }
}

/** Fields of one operation, about: so many take some milliseconds even in a process that has done nothing yet. */
const FIELDS = 20;
const MAX_DEPTH = 5;
/** Objects that are selected of one object. */
const MAX_BRANCHES = 3;

/** Made-up operations over a schema, the same each time: valid ones without arguments. */
export function* madeUpOperations(schema: GraphQLSchema): Generator<string, void, undefined> {
  const root = schema.getQueryType();
  if (root === null || root === undefined) return;
  const starts = Object.values(root.getFields()).filter(isPlain);
  for (let round = 0; ; round++) {
    for (const [at, start] of starts.entries()) yield new OperationText(schema, round * 7 + at).write(start);
    if (starts.length === 0) return;
  }
}

class OperationText {
  readonly #schema: GraphQLSchema;
  readonly #fragments: string[] = [];
  #left = FIELDS;
  #turn: number;

  constructor(schema: GraphQLSchema, turn: number) {
    this.#schema = schema;
    this.#turn = turn;
  }

  write(start: GraphQLField<unknown, unknown>): string {
    const text = `query Made($on: Boolean = true) { __typename @include(if: $on) ${this.#field(start, 0)} }`;
    return [text, ...this.#fragments].join(" ");
  }

  #field({ name, type }: GraphQLField<unknown, unknown>, depth: number): string {
    this.#left--;
    // Not all fields by their own names, and some under a condition.
    const alias = this.#turn++ % 3 === 0 ? `a${this.#turn}: ` : "";
    const condition = this.#turn % 5 === 0 ? " @include(if: $on)" : "";
    return `${alias}${name}${condition}${this.#below(getNamedType(type), depth + 1)}`;
  }

  #below(type: GraphQLNamedOutputType, depth: number): string {
    if (!isCompositeType(type)) return "";
    return ` { __typename ${this.#selection(type, depth)} }`;
  }

  #selection(type: GraphQLNamedOutputType, depth: number): string {
    const parts: string[] = [];
    if (isObjectType(type) || isInterfaceType(type)) {
      let branches = MAX_BRANCHES;
      for (const field of Object.values(type.getFields()).filter(isPlain)) {
        if (this.#left <= 0) break;
        const isBranch = isCompositeType(getNamedType(field.type));
        if (isBranch && (depth === MAX_DEPTH || branches-- <= 0)) continue;
        parts.push(this.#field(field, depth));
      }
    }
    if (isCompositeType(type) && !isObjectType(type)) {
      for (const one of this.#schema.getPossibleTypes(type)) {
        if (this.#left > 0) parts.push(`... on ${one.name} { __typename ${this.#selection(one, depth)} }`);
      }
    }
    if (parts.length < 2 || this.#turn % 4 !== 0) return parts.join(" ");
    const name = `F${this.#fragments.length}`;
    this.#fragments.push(`fragment ${name} on ${type.name} { __typename ${parts.join(" ")} }`);
    return `...${name}`;
  }
}

function isPlain({ args }: GraphQLField<unknown, unknown>): boolean {
  return !args.some(isRequiredArgument);
}

/** How large a document is, in time linear in its text however much its fragments expand to. */

import {
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from "graphql";
import type { DocumentLimits } from "../config.ts";
import { GatewayError } from "../errors.ts";

/** Selection sets within each other, counting fragments too: what recursion over a document must bear. */
const MAX_NESTING = 200;

/** What one selection set comes to when its fragments are expanded. Counts may be as large as Infinity. */
interface Extent {
  readonly fields: number;
  /** Fields at the top, before any nesting. */
  readonly rootFields: number;
  readonly depth: number;
  readonly nesting: number;
  readonly introspects: boolean;
}

const NOTHING: Extent = { fields: 0, rootFields: 0, depth: 0, nesting: 0, introspects: false };

/** What the limits leave open about one operation. */
export interface OperationExtent {
  /** Whether `__schema` or `__type` is asked for. */
  readonly introspects: boolean;
  /** Whether anything in the document is marked with `@defer`. */
  readonly defers: boolean;
}

/**
 * Measures every operation of a document that is parsed and not yet validated; cyclic fragments are left to validation.
 * Each fragment is measured once and its counts reused, so that fragments within fragments cost nothing to count.
 * @throws GatewayError DOCUMENT_TOO_LARGE that names the first limit exceeded
 */
export function measureDocument(
  document: DocumentNode,
  limits: DocumentLimits,
): ReadonlyMap<OperationDefinitionNode, OperationExtent> {
  const measurer = new Measurer(document, limits);
  const extents = new Map<OperationDefinitionNode, Extent>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      if (extents.size === limits.maxOperations) throw tooLarge("operations", limits.maxOperations);
      extents.set(definition, measurer.operation(definition));
    } else if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      measurer.fragment(definition.name.value, 0);
    }
  }
  const { defers } = measurer;
  return new Map([...extents].map(([operation, { introspects }]) => [operation, { introspects, defers }]));
}

/** The error for a limit. @param unit what is counted, in the plural */
export function tooLarge(unit: string, most: number): GatewayError {
  return new GatewayError(
    "DOCUMENT_TOO_LARGE",
    { limit: unit, most },
    { message: `The document has more than ${most} ${unit}.` },
  );
}

/** Counts of one document under way: extents by fragment, and what is counted over the whole text. */
class Measurer {
  readonly #limits: DocumentLimits;
  readonly #definitions = new Map<string, FragmentDefinitionNode>();
  /** Null while a fragment is being measured: to meet it then is a cycle. */
  readonly #extents = new Map<string, Extent | null>();
  #aliases = 0;
  #defers = false;
  #directives = 0;

  constructor(document: DocumentNode, limits: DocumentLimits) {
    this.#limits = limits;
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.#definitions.set(definition.name.value, definition);
    }
  }

  /** Whether a `@defer` was met. */
  get defers(): boolean {
    return this.#defers;
  }

  operation(node: OperationDefinitionNode): Extent {
    this.#countDirectives(node.directives);
    for (const { defaultValue, directives } of node.variableDefinitions ?? []) {
      this.#countDirectives(directives);
      if (defaultValue !== undefined) this.#checkValue(defaultValue, 1);
    }
    const extent = this.#selectionSet(node.selectionSet, 1);
    const { maxDepth, maxFields, maxRootFields } = this.#limits;
    if (extent.depth > maxDepth) throw tooLarge("levels", maxDepth);
    if (extent.nesting > MAX_NESTING) throw tooLarge("selection sets in each other", MAX_NESTING);
    if (extent.rootFields > maxRootFields) throw tooLarge("root fields", maxRootFields);
    if (extent.fields > maxFields) throw tooLarge("fields, with its fragments expanded", maxFields);
    return extent;
  }

  fragment(name: string, nesting: number): Extent {
    const known = this.#extents.get(name);
    if (known !== undefined) return known ?? NOTHING;
    const definition = this.#definitions.get(name);
    if (definition === undefined) return NOTHING;
    this.#extents.set(name, null);
    this.#countDirectives(definition.directives);
    const extent = this.#selectionSet(definition.selectionSet, nesting + 1);
    this.#extents.set(name, extent);
    return extent;
  }

  #selectionSet({ selections }: SelectionSetNode, nesting: number): Extent {
    if (nesting > MAX_NESTING) throw tooLarge("selection sets in each other", MAX_NESTING);
    let [fields, rootFields, depth, inner, introspects] = [0, 0, 1, 0, false];
    for (const selection of selections) {
      this.#countDirectives(selection.directives);
      let part: Extent;
      switch (selection.kind) {
        case Kind.FIELD: {
          const { name, alias, selectionSet } = selection;
          if (alias !== undefined) this.#countAlias();
          for (const argument of selection.arguments ?? []) this.#checkValue(argument.value, 1);
          const below = selectionSet === undefined ? NOTHING : this.#selectionSet(selectionSet, nesting + 1);
          part = {
            fields: below.fields + 1,
            rootFields: 1,
            depth: below.depth + 1,
            nesting: below.nesting,
            introspects: below.introspects || name.value === "__schema" || name.value === "__type",
          };
          break;
        }
        case Kind.INLINE_FRAGMENT:
          part = this.#selectionSet(selection.selectionSet, nesting + 1);
          break;
        case Kind.FRAGMENT_SPREAD:
          part = this.fragment(selection.name.value, nesting);
          break;
      }
      fields += part.fields;
      rootFields += part.rootFields;
      depth = Math.max(depth, part.depth);
      inner = Math.max(inner, part.nesting);
      introspects ||= part.introspects;
    }
    return { fields, rootFields, depth, nesting: inner + 1, introspects };
  }

  #countAlias(): void {
    this.#aliases += 1;
    if (this.#aliases > this.#limits.maxAliases) throw tooLarge("aliases", this.#limits.maxAliases);
  }

  #countDirectives(directives: readonly DirectiveNode[] | undefined): void {
    if (directives === undefined || directives.length === 0) return;
    this.#directives += directives.length;
    if (this.#directives > this.#limits.maxDirectives) throw tooLarge("directives", this.#limits.maxDirectives);
    for (const directive of directives) {
      this.#defers ||= directive.name.value === "defer";
      for (const argument of directive.arguments ?? []) this.#checkValue(argument.value, 1);
    }
  }

  #checkValue(value: ValueNode, depth: number): void {
    if (depth > this.#limits.maxDepth) throw tooLarge("levels in an argument", this.#limits.maxDepth);
    if (value.kind === Kind.LIST) for (const item of value.values) this.#checkValue(item, depth + 1);
    else if (value.kind === Kind.OBJECT) for (const field of value.fields) this.#checkValue(field.value, depth + 1);
  }
}

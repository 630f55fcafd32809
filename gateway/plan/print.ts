/** Prints what a subgraph is asked for, and says what its answer may hold. */

import type { FieldDraft, SelectionDraft } from "./draft.ts";
import type { Model } from "./model.ts";
import { typeOf } from "./model.ts";
import type { Shape } from "./plan.ts";
import { TYPENAME } from "./selection.ts";

/** Prints selections of one operation; what is printed twice becomes a fragment. */
export interface Printer {
  /** The selection with its braces. */
  print(draft: SelectionDraft): string;
  /** The fragments that printed selections use, by name. */
  readonly fragments: ReadonlyMap<string, string>;
  /** Those of them that printed selections use. */
  fragmentsIn(drafts: readonly SelectionDraft[]): readonly string[];
}

/** Stands behind each variable that is one `_entities` field's own. No other text that is printed has it: strings have it escaped. */
export const SUFFIX = "\0";

/** From this length on, text that comes again is worth a name. */
const MIN_FRAGMENT = 80;

/** @param shared selections that come more than once in what is printed */
export function createPrinter(model: Model, shared: ReadonlySet<SelectionDraft>): Printer {
  const texts = new Map<SelectionDraft, string>();
  const names = new Map<SelectionDraft, string>();
  const fragments = new Map<string, string>();

  const print = (draft: SelectionDraft): string => {
    const known = texts.get(draft);
    if (known !== undefined) return known;
    let text = `{ ${parts(draft).join(" ")} }`;
    if (shared.has(draft) && text.length >= MIN_FRAGMENT) {
      const name = `f${fragments.size}`;
      names.set(draft, name);
      fragments.set(name, `fragment ${name} on ${draft.source.typeName} ${text}`);
      text = `{ ...${name} }`;
    }
    texts.set(draft, text);
    return text;
  };

  const parts = (draft: SelectionDraft): string[] => {
    const fields = [...draft.fields.values()];
    const type = typeOf(model, draft.source.typeName);
    if (type.kind === "object" || !draft.tellsType) {
      const printed = fields.map(printField);
      return draft.tellsType || fields.length === 0 ? [TYPENAME, ...printed] : printed;
    }
    const { graph } = draft.source;
    const possible = type.in[graph]?.possible ?? [];
    const whole: string[] = [TYPENAME];
    const byTypes = new Map<string, string[]>();
    for (const one of fields) {
      const { types, field, child } = one;
      const declared = type.fields.get(field.name);
      const inGraph = declared?.in[graph];
      const isWhole =
        inGraph !== undefined &&
        // An object may say more of what the field leads to than its interface does.
        (child === null || child.source.typeName === inGraph.namedType) &&
        possible.every((name) => types.has(name)) &&
        (field.argumentsText === "" || declared?.argumentNames.length === argumentCount(type.possible, field.name));
      if (isWhole) {
        whole.push(printField(one));
        continue;
      }
      for (const name of types) {
        const own = byTypes.get(name);
        if (own === undefined) byTypes.set(name, [printField(one)]);
        else own.push(printField(one));
      }
    }
    return [...whole, ...[...byTypes].map(([name, own]) => `... on ${name} { ${own.join(" ")} }`)];
  };

  /** The most arguments that a type gives the field. */
  const argumentCount = (typeNames: readonly string[], fieldName: string): number =>
    Math.max(0, ...typeNames.map((name) => typeOf(model, name).fields.get(fieldName)?.argumentNames.length ?? 0));

  const printField = ({ field, child, contextArguments }: FieldDraft): string => {
    const alias = field.slot === field.name ? "" : `${field.slot}: `;
    const nested = child === null ? "" : ` ${print(child)}`;
    const given = field.argumentsText.slice(1, -1);
    const all =
      contextArguments.length === 0 ? given : [...(given === "" ? [] : [given]), ...contextArguments].join(", ");
    return `${alias}${field.name}${all === "" ? "" : `(${all})`}${nested}`;
  };

  const fragmentsIn = (drafts: readonly SelectionDraft[]): readonly string[] => {
    const seen = new Set(drafts);
    for (const { fields } of seen) for (const { child } of fields.values()) if (child !== null) seen.add(child);
    return [...seen].flatMap((draft) => fragments.get(names.get(draft) ?? "") ?? []);
  };

  return { print, fragments, fragmentsIn };
}

/** Makes what says which slots an answer to selections may hold. */
export function createShaper(): (drafts: readonly SelectionDraft[]) => Shape {
  const known = new Map<SelectionDraft, Shape>();
  const shapeOf = (drafts: readonly SelectionDraft[]): Shape => {
    const [only] = drafts;
    const made = only === undefined || drafts.length > 1 ? undefined : known.get(only);
    if (made !== undefined) return made;
    const shape = new Map<string, Shape | null>([[TYPENAME, null]]);
    let children: Map<string, Set<SelectionDraft>> | null = null;
    for (const { fields } of drafts) {
      for (const { child, field } of fields.values()) {
        const { slot } = field;
        shape.set(slot, null);
        if (child === null) continue;
        children ??= new Map();
        const others = children.get(slot);
        if (others === undefined) children.set(slot, new Set([child]));
        else others.add(child);
      }
    }
    for (const [slot, nested] of children ?? []) shape.set(slot, shapeOf([...nested]));
    if (only !== undefined && drafts.length === 1) known.set(only, shape);
    return shape;
  };
  return shapeOf;
}

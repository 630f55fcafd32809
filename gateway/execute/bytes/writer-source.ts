/** Code that writes a clean answer from records; an answer that is not clean is an anomaly, and left to the exact way. */

import {
  type GraphQLLeafType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { invariant } from "../../errors.ts";
import { isIntrospection, type SelectedField, type Selection, TYPENAME } from "../../plan/selection.ts";
import type { Layout, PlanLayout } from "./layout.ts";
import { ObjectSource, type Source, typeSource } from "./source.ts";

/** Adds `writeAnswer()`. @returns whether records hold all that it takes */
export function addWriter(source: Source, layouts: PlanLayout, root: Selection, schema: GraphQLSchema): boolean {
  return new Writer(source, layouts, schema).add(root);
}

const BAD = "throw A;";
/** Code is made for each; an answer with more is written without. */
const MAX_FIELDS = 1000;

class Writer {
  readonly #source: Source;
  readonly #layouts: PlanLayout;
  readonly #schema: GraphQLSchema;
  readonly #names = new Map<string, string>();
  readonly #null: string;
  #isPossible = true;
  #fields = 0;

  constructor(source: Source, layouts: PlanLayout, schema: GraphQLSchema) {
    this.#source = source;
    this.#layouts = layouts;
    this.#schema = schema;
    this.#null = source.constant("null");
  }

  add(root: Selection): boolean {
    const start = this.#placeName(root, null);
    const head = this.#source.constant('{"data":');
    this.#source.functions.push(`function writeAnswer(){s.constant(${head});${start}(0);s.byte(125);}`);
    return this.#isPossible;
  }

  /** A function that writes the object of a record at a place, by its type. */
  #placeName(selection: Selection, layout: Layout | null): string {
    const key = `place ${selection.id} ${layout?.id}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const name = this.#source.name();
    this.#names.set(key, name);
    const [first = selection.typeName] = selection.possible;
    if (first === selection.typeName) {
      this.#source.functions.push(`function ${name}(r){${this.#objectBody(selection, first, layout)}}`);
      return name;
    }
    const object = new ObjectSource(this.#source, layout === null ? null : "r");
    const { possible } = selection;
    const providers = this.#layouts.providersOf(layout, TYPENAME);
    const { find, index } = typeSource(this.#source, object, providers, [...possible, selection.typeName]);
    const cases = possible.map((one, n) => `case ${n}:${this.#objectName(selection, one, layout)}(r);break;`);
    // Where everyone is asked for the same, nobody may have been asked for the type.
    const isTypeless = selection.isUniform && !selection.fieldsOf(first).some(({ slot }) => slot === TYPENAME);
    const untyped = isTypeless
      ? `case -2:case ${possible.length}:${this.#objectName(selection, first, layout)}(r);break;`
      : "";
    const body = `${find}switch(${index}){${cases.join("")}${untyped}default:${BAD}}`;
    this.#source.functions.push(`function ${name}(r){${object.beginning}${body}}`);
    return name;
  }

  /** Types of which the same is wanted still differ in their fields' types. */
  #objectName(selection: Selection, typeName: string, layout: Layout | null): string {
    const key = `object ${selection.id} ${layout?.id} ${typeName}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const name = this.#source.name();
    this.#names.set(key, name);
    this.#source.functions.push(`function ${name}(r){${this.#objectBody(selection, typeName, layout)}}`);
    return name;
  }

  #objectBody(selection: Selection, typeName: string, layout: Layout | null): string {
    const type = this.#schema.getType(typeName);
    invariant(isObjectType(type), `${typeName} is an object type`);
    const declared = type.getFields();
    const object = new ObjectSource(this.#source, layout === null ? null : "r");
    let code = "";
    let before = "{";
    for (const field of selection.fieldsOf(typeName)) {
      if (++this.#fields > MAX_FIELDS) {
        this.#isPossible = false;
        break;
      }
      if (isIntrospection(field)) this.#isPossible = false;
      const head = `${before}${JSON.stringify(field.responseName)}:`;
      before = ",";
      if (field.slot === TYPENAME) {
        code += `s.constant(${this.#source.constant(`${head}${JSON.stringify(typeName)}`)});`;
        continue;
      }
      if (isIntrospection(field)) continue;
      const { type: fieldType } = declared[field.name] ?? {};
      invariant(fieldType, "the operation is valid, so the field exists");
      code +=
        field.selection === null
          ? this.#leafField(object, field, fieldType, layout, head)
          : this.#objectField(object, field, field.selection, fieldType, layout, head);
    }
    if (code === "") return `s.constant(${this.#source.constant("{}")});`;
    return `${object.beginning}${code}s.byte(125);`;
  }

  #leafField(
    object: ObjectSource,
    { slot }: SelectedField,
    type: GraphQLOutputType,
    layout: Layout | null,
    head: string,
  ): string {
    const providers = this.#layouts.providersOf(layout, slot);
    if (providers.some((one) => one.slot.child !== null)) this.#isPossible = false;
    const name = this.#source.name();
    const [answer, start, end] = [`${name}a`, `${name}s`, `${name}e`];
    const find = object.leaf(providers, { answer, start, end });
    const constant = this.#source.constant(head);
    const isAbsent = `${start}===0||${answer}[${start}]===110`;
    const named = isNonNullType(type) ? type.ofType : type;
    const absent = isNonNullType(type) ? BAD : `s.constant(${constant});s.constant(${this.#null});`;
    const present = isListType(named)
      ? `s.constant(${constant});${this.#leafList(named.ofType, answer, start)}`
      : this.#leaf(named, answer, start, end, constant);
    return `${find}if(${isAbsent}){${absent}}else{${present}}`;
  }

  /** Writes a leaf that is not null, behind a constant. */
  #leaf(type: GraphQLOutputType, answer: string, start: string, end: string, constant: string): string {
    invariant(isLeafType(type), "a field without a selection is a leaf");
    const place = `${answer},${start},${end}`;
    const write = `s.keyed(${constant},${place});`;
    const quoted = `s.constant(${constant});s.byte(34);s.keyed(NOTHING,${place});s.byte(34);`;
    if (!isEnumType(type) && type.name === "ID") {
      return `if(${answer}[${start}]===34)${write}else if(isPlainInteger(${place})){${quoted}}else ${BAD}`;
    }
    return `if(!(${this.#leafCheck(type, answer, start, place)}))${BAD}${write}`;
  }

  #leafCheck(type: GraphQLLeafType, answer: string, start: string, place: string): string {
    if (isEnumType(type)) {
      return `indexOfText(${place},${this.#source.list(type.getValues().map(({ name }) => name))})!==-1`;
    }
    switch (type.name) {
      case "String":
        return `${answer}[${start}]===34`;
      case "Int":
        return `isInt(${place})`;
      case "Float":
        return `isPlainNumber(${place})`;
      case "Boolean":
        return `${answer}[${start}]===116||${answer}[${start}]===102`;
      default:
        // Whatever it is, as it came; but numbers only where they have one way to be written.
        return `${answer}[${start}]>57||${answer}[${start}]===34||isPlainNumber(${place})`;
    }
  }

  /** Writes a list of leaves, which is no record but one value of the answer. */
  #leafList(itemType: GraphQLOutputType, answer: string, start: string): string {
    const name = this.#source.name();
    const [at, end] = [`${name}i`, `${name}j`];
    const named = isNonNullType(itemType) ? itemType.ofType : itemType;
    const absent = isNonNullType(itemType) ? BAD : `s.constant(${this.#null});`;
    const present = isListType(named)
      ? this.#leafList(named.ofType, answer, at)
      : this.#leaf(named, answer, at, end, "NOTHING");
    const item = `const ${end}=valueEnd(${answer},${at},0);if(${answer}[${at}]===110){${absent}}else{${present}}`;
    const each = `for(;;){${item}${at}=${end};if(${answer}[${at}]===93)break;if(${answer}[++${at}]===32)${at}++;s.byte(44);}`;
    return `if(${answer}[${start}]!==91)${BAD}s.byte(91);let ${at}=${start}+1;if(${answer}[${at}]!==93)${each}s.byte(93);`;
  }

  #objectField(
    object: ObjectSource,
    { slot }: SelectedField,
    selection: Selection,
    type: GraphQLOutputType,
    layout: Layout | null,
    head: string,
  ): string {
    const [provider, ...others] = this.#layouts.providersOf(layout, slot);
    if (others.length > 0) this.#isPossible = false;
    const constant = `s.constant(${this.#source.constant(head)});`;
    const named = isNonNullType(type) ? type.ofType : type;
    const absent = isNonNullType(type) ? BAD : `s.constant(${this.#null});`;
    const child = provider?.slot.child;
    if (provider === undefined || child === undefined || child === null) {
      if (provider !== undefined) this.#isPossible = false;
      return `${constant}${absent}`;
    }
    const word = this.#source.name();
    const find = `const ${word}=${object.pointer(provider)};`;
    const present = isListType(named)
      ? this.#objectList(named.ofType, word, selection, child)
      : `if((${word}&1)!==0||${word}<0)${BAD}${this.#placeName(selection, child)}(${word}>>1);`;
    return `${constant}${find}if(${word}===0||${word}===-1){${absent}}else{${present}}`;
  }

  #objectList(itemType: GraphQLOutputType, word: string, selection: Selection, child: Layout): string {
    const named = isNonNullType(itemType) ? itemType.ofType : itemType;
    // Records know no lists in lists.
    if (isListType(named)) this.#isPossible = false;
    const absent = isNonNullType(itemType) ? BAD : `s.constant(${this.#null});`;
    const at = `${word}i`;
    const item = `if((T[${at}]&1)!==0){${absent}}else ${this.#placeName(selection, child)}(${at});`;
    const each = `for(let ${at}=${word}>>1;;){${item}${at}=T[${at}]>>1;if(${at}===0)break;s.byte(44);}`;
    return `s.byte(91);if(${word}!==-2){if((${word}&1)===0)${BAD}${each}}s.byte(93);`;
  }
}

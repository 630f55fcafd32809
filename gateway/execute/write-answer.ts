/**
 * Writes a clean answer straight to bytes, by code that is generated for the operation. Clean is an answer in which everything
 * has its type and nothing is null that must not be; any other is left to `complete.ts`, which is exact about it.
 */

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
import { invariant } from "../errors.ts";
import { isIntrospection, type SelectedField, type Selection, TYPENAME } from "../plan/selection.ts";
import { canGenerate, generateFunction } from "./generate.ts";
import type { JsonObject } from "./json.ts";
import { sharedSlab } from "./slab.ts";

/** Writes `{"data":…}`; null where the answer is not clean. */
export type WriteAnswer = (data: JsonObject) => Buffer | null;

/** Where code is not allowed to be generated, nothing is written, and answers take the exact way. */
export function compileWriteAnswer(
  root: Selection,
  schema: GraphQLSchema,
  usesBeforeGeneration: number,
): WriteAnswer | null {
  if (!canGenerate() || introspects(root)) return null;
  let generated: WriteAnswer | null = null;
  let uses = 0;
  return (data) => {
    if (generated === null && ++uses > usesBeforeGeneration) generated = generateWriteAnswer(root, schema);
    return generated === null ? null : generated(data);
  };
}

function generateWriteAnswer(root: Selection, schema: GraphQLSchema): WriteAnswer {
  const { source, constants, enums } = generate(root, schema);
  const parameters = ["s", "K", "E", "B"];
  const write = generateFunction(parameters, source)(sharedSlab, constants, enums, UNCLEAN) as (
    data: JsonObject,
  ) => void;
  return (data) => {
    sharedSlab.begin();
    try {
      write(data);
      return sharedSlab.finish();
    } catch (error) {
      sharedSlab.giveUp();
      // Values that nest too deeply for the stack are for the exact way to tell of.
      if (error === UNCLEAN || error instanceof RangeError) return null;
      throw error;
    }
  };
}

const UNCLEAN = Symbol("unclean");

function introspects(root: Selection): boolean {
  return root.possible.some((typeName) => root.fieldsOf(typeName).some(isIntrospection));
}

interface Generated {
  readonly source: string;
  readonly constants: readonly Uint8Array[];
  readonly enums: readonly ReadonlySet<unknown>[];
}

function generate(root: Selection, schema: GraphQLSchema): Generated {
  const constants: Uint8Array[] = [];
  const enums: ReadonlySet<unknown>[] = [];
  const functions: string[] = [];
  const names = new Map<string, string>();
  let variables = 0;

  const constant = (text: string): string => {
    constants.push(new Uint8Array(Buffer.from(text)));
    return `s.constant(K[${constants.length - 1}]);`;
  };
  const nothing = constant("null");
  const bad = "throw B;";

  const leaf = (value: string, type: GraphQLLeafType): string => {
    if (isEnumType(type)) {
      enums.push(new Set(type.getValues().map(({ name }) => name)));
      return `if(typeof ${value}!=="string"||!E[${enums.length - 1}].has(${value}))${bad}s.string(${value});`;
    }
    switch (type.name) {
      case "String":
        return `if(typeof ${value}!=="string")${bad}s.string(${value});`;
      case "ID":
        return `if(typeof ${value}==="string")s.string(${value});else if(Number.isInteger(${value}))s.string(String(${value}));else ${bad}`;
      case "Int":
        return `if(typeof ${value}!=="number"||(${value}|0)!==${value})${bad}s.number(${value});`;
      case "Float":
        return `if(typeof ${value}!=="number"||!Number.isFinite(${value}))${bad}s.number(${value});`;
      case "Boolean":
        return `if(typeof ${value}!=="boolean")${bad}s.raw(${value}?"true":"false");`;
      default:
        return `s.raw(JSON.stringify(${value}));`;
    }
  };

  const valueOf = (value: string, type: GraphQLOutputType, field: SelectedField): string =>
    isNonNullType(type)
      ? `if(${value}==null)${bad}${present(value, type.ofType, field)}`
      : `if(${value}==null){${nothing}}else{${present(value, type, field)}}`;

  const present = (value: string, type: GraphQLOutputType, field: SelectedField): string => {
    if (isListType(type)) {
      const [item, at] = [`v${variables++}`, `v${variables++}`];
      const each = `if(${at}!==0)s.byte(44);const ${item}=${value}[${at}];${valueOf(item, type.ofType, field)}`;
      return `if(!Array.isArray(${value}))${bad}s.byte(91);for(let ${at}=0;${at}<${value}.length;${at}++){${each}}s.byte(93);`;
    }
    if (isLeafType(type)) return leaf(value, type);
    const { selection } = field;
    invariant(selection, "a field that is no leaf has a selection");
    return `${placeName(selection)}(${value});`;
  };

  /** A function that writes an object at a place, by its type. */
  const placeName = (selection: Selection): string => {
    const key = `place ${selection.id}`;
    const known = names.get(key);
    if (known !== undefined) return known;
    const name = `p${names.size}`;
    names.set(key, name);
    const [first = selection.typeName] = selection.possible;
    const isObject = `if(typeof o!=="object"||Array.isArray(o))${bad}`;
    if (first === selection.typeName) {
      functions.push(`function ${name}(o){${isObject}${objectBody(selection, first)}}`);
      return name;
    }
    // Where everyone is asked for the same, nobody may have been asked for the type.
    const isTypeless = selection.isUniform && !selection.fieldsOf(first).some(({ slot }) => slot === TYPENAME);
    const untyped = isTypeless
      ? `case undefined:case ${JSON.stringify(selection.typeName)}:${objectName(selection, first)}(o);break;`
      : "";
    const cases = selection.possible.map(
      (one) => `case ${JSON.stringify(one)}:${objectName(selection, one)}(o);break;`,
    );
    functions.push(`function ${name}(o){${isObject}switch(o.${TYPENAME}){${cases.join("")}${untyped}default:${bad}}}`);
    return name;
  };

  /** Types of which the same is wanted still differ in their fields' types. */
  const objectName = (selection: Selection, typeName: string): string => {
    const key = `object ${selection.id} ${typeName}`;
    const known = names.get(key);
    if (known !== undefined) return known;
    const name = `o${names.size}`;
    names.set(key, name);
    functions.push(`function ${name}(o){${objectBody(selection, typeName)}}`);
    return name;
  };

  const objectBody = (selection: Selection, typeName: string): string => {
    const type = schema.getType(typeName);
    invariant(isObjectType(type), `${typeName} is an object type`);
    const declared = type.getFields();
    let code = "";
    let before = "{";
    for (const field of selection.fieldsOf(typeName)) {
      const head = `${before}${JSON.stringify(field.responseName)}:`;
      before = ",";
      if (field.slot === TYPENAME) {
        code += constant(`${head}${JSON.stringify(typeName)}`);
        continue;
      }
      const { type: fieldType } = declared[field.name] ?? {};
      invariant(fieldType, "the operation is valid, so the field exists");
      const value = `v${variables++}`;
      code += `${constant(head)}const ${value}=o[${JSON.stringify(field.slot)}];${valueOf(value, fieldType, field)}`;
    }
    return code === "" ? constant("{}") : `${code}s.byte(125);`;
  };

  const start = placeName(root);
  const source = `${functions.join("\n")}\nreturn (o)=>{${constant('{"data":')}${start}(o);s.byte(125);};`;
  return { source, constants, enums };
}

/** The specifications that a supergraph links (https://specs.apollo.dev/link, and core of Federation 1), and what is theirs in it. */

import { type ConstDirectiveNode, type ConstValueNode, type DocumentNode, Kind } from "graphql";

/** One linked specification. */
export interface Feature {
  /** Such as `https://specs.apollo.dev/join`. */
  readonly identity: string;
  /** Such as `v0.3`. */
  readonly version: string;
  /** What its elements are called after in this document: `@name` and `name__…`. */
  readonly name: string;
  /** Names in this document by names in the specification; those of directives with `@`. */
  readonly imports: ReadonlyMap<string, string>;
  /** What it is for: `SECURITY` and `EXECUTION` must not be ignored by whoever does not know it. */
  readonly purpose: string | null;
}

/** @throws TypeError when a link has no good URL */
export function readFeatures(document: DocumentNode): readonly Feature[] {
  const features: Feature[] = [];
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const directive of definition.directives ?? []) {
      const url = argument(directive, "url") ?? argument(directive, "feature");
      if (url?.kind === Kind.STRING) features.push(readFeature(url.value, directive));
    }
  }
  return features;
}

/** The name in this document of a directive of a feature, without `@`. */
export function directiveName({ name, imports, identity }: Feature, directive: string): string {
  const imported = imports.get(`@${directive}`);
  if (imported !== undefined) return imported.slice(1);
  return identity.endsWith(`/${directive}`) ? name : `${name}__${directive}`;
}

/** Whether a directive definition is a feature's. */
export function isFeatureDirective(features: readonly Feature[], directive: string): boolean {
  return features.some(
    (feature) => feature.name === directive || isNamedAfter(feature, directive) || isImported(feature, `@${directive}`),
  );
}

/** Whether a type is a feature's. */
export function isFeatureType(features: readonly Feature[], type: string): boolean {
  return features.some((feature) => isNamedAfter(feature, type) || isImported(feature, type));
}

function isNamedAfter({ name }: Feature, element: string): boolean {
  return element.startsWith(`${name}__`);
}

function isImported({ imports }: Feature, element: string): boolean {
  for (const name of imports.values()) if (name === element) return true;
  return false;
}

function readFeature(url: string, directive: ConstDirectiveNode): Feature {
  const parts = /^(.*?\/?([^/]+))\/(v\d+\.\d+)\/?$/.exec(url);
  const [, identity, specified, version] = parts ?? [];
  if (identity === undefined || specified === undefined || version === undefined) {
    throw new TypeError(`expected the URL of a specification and its version, got ${url}`);
  }
  const as = argument(directive, "as");
  const purpose = argument(directive, "for");
  return {
    identity,
    version,
    name: as?.kind === Kind.STRING ? as.value : specified,
    imports: readImports(argument(directive, "import")),
    purpose: purpose?.kind === Kind.ENUM ? purpose.value : null,
  };
}

function readImports(list: ConstValueNode | undefined): ReadonlyMap<string, string> {
  const imports = new Map<string, string>();
  for (const item of list?.kind === Kind.LIST ? list.values : []) {
    if (item.kind === Kind.STRING) imports.set(item.value, item.value);
    if (item.kind !== Kind.OBJECT) continue;
    const fields = new Map(item.fields.map(({ name, value }) => [name.value, value]));
    const [name, as] = [fields.get("name"), fields.get("as")];
    if (name?.kind !== Kind.STRING) continue;
    imports.set(name.value, as?.kind === Kind.STRING ? as.value : name.value);
  }
  return imports;
}

function argument(directive: ConstDirectiveNode, name: string): ConstValueNode | undefined {
  return directive.arguments?.find((one) => one.name.value === name)?.value;
}

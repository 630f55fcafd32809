/** A supergraph's SDL, parsed, and checked for being one that can be run. */

import { type DocumentNode, Kind, parse } from "graphql";
import { type Feature, readFeatures } from "./features.ts";

/** A supergraph as it was written. */
export interface SupergraphDocument {
  /** Without locations. */
  readonly document: DocumentNode;
  readonly features: readonly Feature[];
  /** Addresses as the SDL gives them, by subgraph; empty where it gives none. */
  readonly urls: ReadonlyMap<string, string>;
}

const SPECS = "https://specs.apollo.dev/";
const JOIN = `${SPECS}join`;
const JOIN_VERSIONS = new Set(["v0.1", "v0.2", "v0.3", "v0.4", "v0.5"]);
/** What we do as these say, or may do without. Others that are for security or execution must not be ignored. */
const KNOWN = new Set(["core", "link", "join", "tag", "inaccessible", "context"].map((name) => SPECS + name));

/**
 * Reads a supergraph.
 * @throws GraphQLError when it cannot be parsed
 * @throws TypeError when it is no supergraph, or wants what this gateway does not do
 */
export function readSupergraphDocument(supergraphSdl: string): SupergraphDocument {
  const document = parse(supergraphSdl, { noLocation: true });
  const features = readFeatures(document);
  const join = features.find(({ identity }) => identity === JOIN);
  if (join === undefined) throw new TypeError("it is no supergraph: it does not link the join specification.");
  if (!JOIN_VERSIONS.has(join.version) || join.name !== "join") {
    throw new TypeError(`it is joined by ${join.identity}/${join.version} as ${join.name}, which is not supported.`);
  }
  // The first version of core has no purposes: whatever it links must be known.
  const isOld = features.some(({ identity, version }) => identity === `${SPECS}core` && version === "v0.1");
  const unknown = features.find(({ identity, purpose }) => (isOld || purpose !== null) && !KNOWN.has(identity));
  if (unknown !== undefined) {
    const what = unknown.purpose === null ? "" : ` for ${unknown.purpose.toLowerCase()}`;
    throw new TypeError(`it needs ${unknown.identity}/${unknown.version}${what}, which is not supported.`);
  }
  return { document, features, urls: readUrls(document) };
}

function readUrls(document: DocumentNode): ReadonlyMap<string, string> {
  const urls = new Map<string, string>();
  for (const node of document.definitions) {
    if (node.kind !== Kind.ENUM_TYPE_DEFINITION || node.name.value !== "join__Graph") continue;
    for (const { directives } of node.values ?? []) {
      const graph = directives?.find(({ name }) => name.value === "join__graph");
      const text = (wanted: string): string | undefined => {
        const value = graph?.arguments?.find(({ name }) => name.value === wanted)?.value;
        return value?.kind === Kind.STRING ? value.value : undefined;
      };
      const name = text("name");
      if (name === undefined) throw new TypeError("it names a graph without saying which: join__graph is missing.");
      urls.set(name, text("url") ?? "");
    }
  }
  if (urls.size === 0) throw new TypeError("it is no supergraph: its enum join__Graph names no subgraph.");
  return urls;
}

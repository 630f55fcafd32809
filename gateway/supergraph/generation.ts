/** One supergraph as the gateway runs it: read once from its SDL, never changed. */

import { createHash } from "node:crypto";
import type { DocumentNode, GraphQLSchema } from "graphql";
import { buildApiSchema } from "./api-schema.ts";
import { readSupergraphDocument, type SupergraphDocument } from "./read-supergraph.ts";

/** One generation of the supergraph. Every cache and sharing key contains its id. */
export interface Generation {
  /** Hash of what the generation is made of: SDL and addresses. */
  readonly id: string;
  readonly supergraphSdl: string;
  /** The SDL, parsed, without locations. */
  readonly document: DocumentNode;
  /** The schema that clients see. */
  readonly apiSchema: GraphQLSchema;
  /** HTTP addresses by subgraph. */
  readonly urls: Readonly<Record<string, string>>;
}

/** Why a supergraph cannot be run, in one sentence for whoever starts the gateway. */
export class SupergraphError extends Error {
  override readonly name = "SupergraphError";
}

/**
 * Reads a supergraph.
 * @param subgraphUrls addresses that take the place of those in the SDL, by subgraph
 * @throws SupergraphError when the SDL is no supergraph, an address is for no subgraph of it, or a subgraph has no good address
 */
export function readGeneration(supergraphSdl: string, subgraphUrls: Readonly<Record<string, string>> = {}): Generation {
  const supergraph = readSupergraph(supergraphSdl);
  const urls = Object.create(null) as Record<string, string>;
  for (const [name, url] of supergraph.urls) {
    const address = Object.hasOwn(subgraphUrls, name) ? subgraphUrls[name] : url;
    if (address === undefined || !/^https?:/.test(address) || !URL.canParse(address)) {
      throw new SupergraphError(
        `The subgraph ${name} has no http address: give it one, by SUBGRAPH_URLS=${name}=http://… or --subgraph ${name}=http://….`,
      );
    }
    urls[name] = address;
  }
  const stranger = Object.keys(subgraphUrls).find((name) => !Object.hasOwn(urls, name));
  if (stranger !== undefined) {
    const names = Object.keys(urls).join(", ");
    throw new SupergraphError(
      `An address is given for ${stranger}, which is no subgraph of the supergraph: it has ${names}.`,
    );
  }
  return Object.freeze({
    id: createHash("sha256")
      .update(JSON.stringify([supergraphSdl, urls]))
      .digest("base64url")
      .slice(0, 16),
    supergraphSdl,
    document: supergraph.document,
    apiSchema: supergraph.apiSchema,
    urls: Object.freeze(urls),
  });
}

/** A supergraph and what clients see of it, whatever its addresses. @throws SupergraphError when the SDL is no supergraph */
export function readSupergraph(supergraphSdl: string): SupergraphDocument & Pick<Generation, "apiSchema"> {
  try {
    const supergraph = readSupergraphDocument(supergraphSdl);
    return { ...supergraph, apiSchema: buildApiSchema(supergraph.document, supergraph.features) };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SupergraphError(`The supergraph cannot be read: ${why}`, { cause });
  }
}

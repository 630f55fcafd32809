/** The graph of the measurement: small events, and lists of 100 items, both with an entity of another subgraph. */

import { composeServices } from "@apollo/composition";
import { parse } from "graphql";

/** Of the subgraph with the streams. */
export const TICKS = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
    @link(url: "https://specs.example.org/live/v0.1", import: ["@live"])
    @composeDirective(name: "@live")
  directive @live(
    after: String, cursor: String, every: String, items: String, key: [String!], snapshot: String, gap: String, skipped: String
  ) on FIELD_DEFINITION
  type Query { ok: Boolean! }
  type Subscription {
    small: Tick!
    list(every: String, after: String): Frame!
      @live(after: "after", cursor: "cursor", every: "every", items: "items", key: ["id"], snapshot: "snapshot", gap: "gap", skipped: "skipped")
  }
  type Tick { at: Float! pad: String! owner: Owner! }
  type Frame { cursor: String! at: Float! snapshot: Boolean! gap: Boolean! skipped: Int! items: [Item!]! }
  type Item { id: ID! value: Int! owner: Owner! }
  type Owner @key(fields: "id", resolvable: false) { id: ID! }
`;

/** Of the subgraph with the entities. */
export const OWNERS = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Owner @key(fields: "id") { id: ID! name: String! }
`;

/** An event of it is a message of 275 bytes. */
export const SMALL = "subscription { small { at pad owner { id name } } }";
/** A frame of it has 100 items. */
export const LIST =
  "subscription ($after: String) { list(after: $after) { cursor at items { id value owner { name } } } }";

/** @throws Error when the subgraphs do not compose, which is a defect of the measurement */
export function composeStreamsSupergraph(urls: Readonly<Record<"ticks" | "owners", string>>): string {
  const { supergraphSdl, errors } = composeServices([
    { name: "ticks", url: urls.ticks, typeDefs: parse(TICKS) },
    { name: "owners", url: urls.owners, typeDefs: parse(OWNERS) },
  ]);
  if (supergraphSdl === undefined) throw new Error(`the bench's subgraphs do not compose: ${String(errors)}`);
  return supergraphSdl;
}

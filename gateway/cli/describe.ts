/** What a gateway serves and where, in words for whoever started it. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { type GraphQLSchema, isInterfaceType, isIntrospectionType, isObjectType, isSpecifiedScalarType } from "graphql";
import type { AuthConfig, GatewayConfig } from "../config.ts";
import type { Gateway } from "../gateway.ts";

/** Lines of text, the last one ended too. */
export function describeGateway(config: GatewayConfig, { url, generation }: Gateway): string {
  const { types, fields } = countSchema(generation.apiSchema);
  const subgraphs = Object.entries(generation.urls);
  const width = Math.max(...subgraphs.map(([name]) => name.length));
  return [
    `Serving ${config.supergraphPath}: ${types} types, ${fields} fields, from ${plural(subgraphs.length, "subgraph")}:`,
    ...subgraphs.map(([name, address]) => `  ${name.padEnd(width)}  ${address}`),
    "",
    `GraphQL   ${url}/graphql  (HTTP, server-sent events, WebSocket)`,
    `Explorer  ${describeExplorer(config, url)}`,
    `Identity  ${describeAuth(config.auth)}`,
    "",
    "Ctrl-C stops it.",
    "",
  ].join("\n");
}

/** Types that the supergraph brings, and the fields that can be asked for. */
function countSchema(schema: GraphQLSchema): { readonly types: number; readonly fields: number } {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
  const composite = types.filter((type) => isObjectType(type) || isInterfaceType(type));
  return {
    types: types.length,
    fields: composite.reduce((sum, type) => sum + Object.keys(type.getFields()).length, 0),
  };
}

function describeExplorer({ http }: GatewayConfig, url: string): string {
  return existsSync(join(http.explorerDir, "index.html")) ? `${url}/` : "not built (npm run build)";
}

function describeAuth(auth: AuthConfig): string {
  if (auth.kind === "tokens") return `on: tokens of ${auth.issuer}, signed identity to subgraphs`;
  const subgraphs = auth.identitySecret === null ? "no identity" : "a signed identity without scopes";
  return `off: anyone on this machine may ask, introspection included; subgraphs get ${subgraphs}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

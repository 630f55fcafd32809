/** What execution needs from outside: a way to ask a subgraph. */

/** One GraphQL request to one subgraph. */
export interface SubgraphRequest {
  readonly subgraph: string;
  readonly kind: "query" | "mutation";
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/** A subgraph's answer as it came, checked for nothing but that it is a JSON object. */
export interface SubgraphResponse {
  readonly data?: unknown;
  readonly errors?: unknown;
}

/** Sends a request to a subgraph. @throws GatewayError SUBGRAPH_TIMEOUT, SUBGRAPH_UNREACHABLE or SUBGRAPH_FAILED */
export type FetchSubgraph = (request: SubgraphRequest, signal: AbortSignal) => Promise<SubgraphResponse>;

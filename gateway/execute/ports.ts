/** What execution needs from outside: a way to ask a subgraph. */

/** One GraphQL request to one subgraph. */
export interface SubgraphRequest {
  readonly subgraph: string;
  readonly kind: "query" | "mutation";
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  /** The same as JSON, where it is written already. Nobody may write into it. */
  readonly body?: Buffer;
}

/** A subgraph's answer as it came, checked for nothing but that it is a JSON object. */
export interface SubgraphResponse {
  readonly data?: unknown;
  readonly errors?: unknown;
}

/** Sends a request to a subgraph. @throws GatewayError SUBGRAPH_TIMEOUT, SUBGRAPH_UNREACHABLE or SUBGRAPH_FAILED */
export type FetchSubgraph = (request: SubgraphRequest, signal: AbortSignal) => Promise<SubgraphResponse>;

/** A request of which the text is written first; whoever wants its variables pays for reading them. */
export class WrittenRequest implements SubgraphRequest {
  readonly subgraph: string;
  readonly kind: "query" | "mutation";
  readonly query: string;
  readonly body: Buffer;

  /** @param body JSON with `query` and, where there are any, `variables` */
  constructor(subgraph: string, kind: "query" | "mutation", query: string, body: Buffer) {
    this.subgraph = subgraph;
    this.kind = kind;
    this.query = query;
    this.body = body;
  }

  get variables(): Readonly<Record<string, unknown>> | undefined {
    return (JSON.parse(this.body.toString()) as SubgraphRequest).variables;
  }
}

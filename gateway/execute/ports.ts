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
  /** Whether the answer may be a `BytesAnswer`. */
  readonly wantsBytes?: boolean;
}

/** A subgraph's answer as it came, checked for nothing but that it is a JSON object. */
export interface SubgraphResponse {
  readonly data?: unknown;
  readonly errors?: unknown;
}

/** A subgraph's answer as the bytes that came, valid UTF-8, for whoever reads them itself. */
export class BytesAnswer implements SubgraphResponse {
  declare readonly data?: undefined;
  declare readonly errors?: undefined;
  /** Nobody may write into it. Whoever asked may give it back when it is read (`memory.ts`). */
  readonly body: Buffer;
  /** Whether the request's body is not read any more, so that it may be given back too. */
  readonly isRequestSent: boolean;

  constructor(body: Buffer, isRequestSent = false) {
    this.body = body;
    this.isRequestSent = isRequestSent;
  }

  /** The answer that it is the text of. @throws Error unless it is a GraphQL response */
  read(): SubgraphResponse {
    return JSON.parse(this.body.toString()) as SubgraphResponse;
  }
}

/** Sends a request to a subgraph. @throws GatewayError SUBGRAPH_TIMEOUT, SUBGRAPH_UNREACHABLE or SUBGRAPH_FAILED */
export type FetchSubgraph = (request: SubgraphRequest, signal: AbortSignal) => Promise<SubgraphResponse>;

/** A request of which the text is written first; whoever wants its variables pays for reading them. */
export class WrittenRequest implements SubgraphRequest {
  readonly subgraph: string;
  readonly kind: "query" | "mutation";
  readonly query: string;
  readonly body: Buffer;
  readonly wantsBytes: boolean;

  /** @param body JSON with `query` and, where there are any, `variables` */
  constructor(subgraph: string, kind: "query" | "mutation", query: string, body: Buffer, wantsBytes = false) {
    this.subgraph = subgraph;
    this.kind = kind;
    this.query = query;
    this.body = body;
    this.wantsBytes = wantsBytes;
  }

  get variables(): Readonly<Record<string, unknown>> | undefined {
    return (JSON.parse(this.body.toString()) as SubgraphRequest).variables;
  }
}

/** One call to a subgraph, as its resolvers may need it. */

/** Where a call comes from and how long it lasts. */
export interface CallInfo {
  /** Id of the client's request at the gateway, for logs. */
  readonly requestId: string | null;
  /** Aborts when the caller goes away, or the stream ends. */
  readonly signal: AbortSignal;
}

/** How the page reaches the graph: HTTP for queries, one WebSocket for subscriptions, both with the chosen token. */

import { createGraphiQLFetcher, type Fetcher } from "@graphiql/toolkit";
import { type Client, createClient } from "graphql-ws";

/** Answers in parts by the newer way of the two that the editor reads: in it, a part that is null leaves what is there. */
export const ACCEPT = "multipart/mixed;incrementalSpec=v0.2, application/json";

/** A way to the graph as one principal. `close` ends its WebSocket. */
export interface Connection {
  readonly fetcher: Fetcher;
  readonly client: Client;
  readonly close: () => void;
}

/** @param token a JWT, or empty for nobody */
export function connect(token: string): Connection {
  const url = new URL("graphql", window.location.href);
  const socketUrl = new URL(url);
  socketUrl.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const client = createClient({
    url: socketUrl.href,
    lazy: true,
    retryAttempts: 10,
    connectionParams: token === "" ? {} : { authorization: `Bearer ${token}` },
  });
  const fetcher = createGraphiQLFetcher({
    url: url.href,
    wsClient: client,
    enableIncrementalDelivery: true,
    headers: { accept: ACCEPT, ...(token === "" ? {} : { authorization: `Bearer ${token}` }) },
  });
  return { fetcher, client, close: () => void client.dispose() };
}

/** A stream over WebSocket with @apollo/client: it keeps its cursor and renews its token. */

import { ApolloClient, gql, InMemoryCache } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { renewal } from "./renewal.mjs";
import { GATEWAY_URL, keep, pause, QUERY, token } from "./settings.mjs";

const link = new GraphQLWsLink(
  createClient({
    url: GATEWAY_URL.replace("http", "ws"),
    webSocketImpl: WebSocket,
    connectionParams: async () => ({ authorization: `Bearer ${await token()}` }),
    // It would try again with the cursor of the beginning.
    retryAttempts: 0,
    on: renewal(),
  }),
);
const client = new ApolloClient({ link, cache: new InMemoryCache() });

let after = null;
for (;;) {
  await new Promise((resolve) => {
    client.subscribe({ query: gql(QUERY), variables: { after }, fetchPolicy: "no-cache" }).subscribe({
      next({ data, error }) {
        if (data != null) after = keep(data);
        // A broken connection comes as the error of a last result.
        else console.error("ended:", String(error));
      },
      error: resolve,
      complete: resolve,
    });
  });
  await pause();
}

/** A stream over WebSocket with urql: it keeps its cursor and renews its token. */

import { Client, fetchExchange, subscriptionExchange } from "@urql/core";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { renewal } from "./renewal.mjs";
import { GATEWAY_URL, keep, pause, QUERY, token } from "./settings.mjs";

const sockets = createClient({
  url: GATEWAY_URL.replace("http", "ws"),
  webSocketImpl: WebSocket,
  connectionParams: async () => ({ authorization: `Bearer ${await token()}` }),
  // It would try again with the cursor of the beginning.
  retryAttempts: 0,
  on: renewal(),
});

let after = null;
for (;;) {
  await new Promise((resolve) => {
    const client = new Client({
      url: GATEWAY_URL,
      exchanges: [
        subscriptionExchange({
          forwardSubscription: ({ query = "", variables }) => ({
            subscribe(sink) {
              const ended = { error: resolve, complete: resolve };
              return {
                unsubscribe: sockets.subscribe({ query, variables }, { next: (result) => sink.next(result), ...ended }),
              };
            },
          }),
        }),
        fetchExchange,
      ],
    });
    client.subscription(QUERY, { after }).subscribe(({ data, error }) => {
      if (data != null) after = keep(data);
      else console.error("ended:", String(error));
    });
  });
  await pause();
}

/** A stream over WebSocket with graphql-ws: it keeps its cursor and renews its token. */

import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { renewal } from "./renewal.mjs";
import { GATEWAY_URL, keep, pause, QUERY, token } from "./settings.mjs";

const client = createClient({
  url: GATEWAY_URL.replace("http", "ws"),
  webSocketImpl: WebSocket,
  connectionParams: async () => ({ authorization: `Bearer ${await token()}` }),
  // It would try again with the cursor of the beginning.
  retryAttempts: 0,
  on: renewal(),
});

let after = null;
for (;;) {
  try {
    for await (const { data, errors } of client.iterate({ query: QUERY, variables: { after } })) {
      if (data != null) after = keep(data);
      else console.error(errors);
    }
  } catch (error) {
    // A close event or errors: 1001, 4499 and a broken connection are worth another try, a bad query is not.
    if (Array.isArray(error)) throw new Error(JSON.stringify(error), { cause: error });
    console.error("closed:", error.code ?? error);
  }
  await pause();
}

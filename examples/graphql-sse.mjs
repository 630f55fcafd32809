/** A stream over server-sent events with graphql-sse: it keeps its cursor. A stream ends with its token, and goes on with a new one. */

import { createClient } from "graphql-sse";
import { GATEWAY_URL, keep, pause, QUERY, token } from "./settings.mjs";

const client = createClient({
  url: GATEWAY_URL,
  headers: async () => ({ authorization: `Bearer ${await token()}` }),
  // It would try again with the cursor of the beginning.
  retryAttempts: 0,
});

let after = null;
for (;;) {
  try {
    for await (const { data, errors } of client.iterate({ query: QUERY, variables: { after } })) {
      if (data != null) after = keep(data);
      else console.error(JSON.stringify(errors));
    }
  } catch (error) {
    console.error("ended:", String(error));
  }
  await pause();
}

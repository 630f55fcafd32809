/** A stream over plain HTTP with @apollo/client, whose HttpLink speaks multipart: it keeps its cursor. A stream ends with its token. */

import { ApolloClient, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { SetContextLink } from "@apollo/client/link/context";
import { GATEWAY_URL, keep, pause, QUERY, token } from "./settings.mjs";

const authorized = new SetContextLink(async () => ({ headers: { authorization: `Bearer ${await token()}` } }));
const link = authorized.concat(new HttpLink({ uri: GATEWAY_URL }));
const client = new ApolloClient({ link, cache: new InMemoryCache() });

let after = null;
for (;;) {
  await new Promise((resolve) => {
    client.subscribe({ query: gql(QUERY), variables: { after }, fetchPolicy: "no-cache" }).subscribe({
      next({ data, error }) {
        if (data != null) after = keep(data);
        else console.error("ended:", String(error));
      },
      error: resolve,
      complete: resolve,
    });
  });
  await pause();
}

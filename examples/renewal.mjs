/** Renews the token of an open WebSocket, so that its streams go on when the first token expires. */

import { renewInMs, token } from "./settings.mjs";

/**
 * Hand it to the `on` of graphql-ws. The gateway answers a `ping` that brings a token with a `pong` that says until when it is
 * good; a bad token, or one of somebody else, closes the socket with 4403.
 */
export function renewal() {
  let timer;
  return {
    async connected(socket) {
      const renew = async () => {
        const jwt = await token();
        if (socket.readyState !== 1) return;
        socket.send(JSON.stringify({ type: "ping", payload: { authorization: `Bearer ${jwt}` } }));
        timer = setTimeout(() => void renew(), renewInMs(jwt));
      };
      timer = setTimeout(() => void renew(), renewInMs(await token()));
    },
    closed: () => clearTimeout(timer),
  };
}

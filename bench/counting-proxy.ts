/** An HTTP proxy in front of a subgraph that counts the GraphQL requests which pass. */

import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";

export interface CountingProxy extends AsyncDisposable {
  readonly url: string;
  /** GraphQL requests that have passed. */
  readonly count: () => number;
}

/** @param target address of the subgraph. HTTP only: upgrades are refused */
export async function startCountingProxy(target: string): Promise<CountingProxy> {
  const { hostname, port } = new URL(target);
  let count = 0;
  const server = createServer((incoming, response) => {
    if (incoming.method === "POST") count += 1;
    const { url: path, method, headers } = incoming;
    const upstream = httpRequest({ hostname, port, path, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    upstream.on("error", () => response.writeHead(502).end());
    incoming.pipe(upstream);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => count,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The same subscription served by graphql-ws's own server: one execution of graphql-js for each subscriber and event. */

import { once } from "node:events";
import { createServer } from "node:http";
import { buildSchema } from "graphql";
import { createClient } from "graphql-ws";
import { useServer } from "graphql-ws/use/ws";
import { WebSocket, WebSocketServer } from "ws";

const [port = "0", source = ""] = process.argv.slice(2);
const schema = buildSchema(`
  type Query { ok: Boolean! }
  type Subscription { small: Tick! }
  type Tick { at: Float! pad: String! owner: Owner! }
  type Owner { id: ID! name: String! }
`);
const readers = new Set<(event: object) => void>();

/** One subscription upstream for all, as our gateway has; the entity is known here. */
createClient({ url: source.replace("http", "ws"), webSocketImpl: WebSocket, lazy: false }).subscribe<{ small: object }>(
  { query: "subscription { small { at pad owner { id } } }" },
  {
    next: ({ data }) => {
      if (data == null) return;
      const event = { small: { ...data.small, owner: { id: "o1", name: "Owner o1" } } };
      for (const read of readers) read(event);
    },
    error: (error) => console.error(error),
    complete: () => undefined,
  },
);

function read(): AsyncIterableIterator<object> {
  const waiting: object[] = [];
  let wake: ((result: IteratorResult<object>) => void) | null = null;
  const push = (event: object): void => {
    if (wake === null) waiting.push(event);
    else wake({ done: false, value: event });
    wake = null;
  };
  readers.add(push);
  return {
    next: async () => {
      const event = waiting.shift();
      return event === undefined ? await new Promise((resolve) => (wake = resolve)) : { done: false, value: event };
    },
    return: async () => {
      readers.delete(push);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

const server = createServer();
useServer(
  { schema, roots: { subscription: { small: () => read() } } },
  new WebSocketServer({ server, path: "/graphql" }),
);
server.listen(Number(port), "127.0.0.1");
await once(server, "listening");
process.send?.({ kind: "ready" });
process.on("disconnect", () => process.exit(0));

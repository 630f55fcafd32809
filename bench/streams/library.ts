/** The same subscriptions served by graphql-ws's own server: one execution of graphql-js for each subscriber and event. */

import { once } from "node:events";
import { createServer } from "node:http";
import { buildSchema } from "graphql";
import { createClient } from "graphql-ws";
import { useServer } from "graphql-ws/use/ws";
import { WebSocket, WebSocketServer } from "ws";

const [port = "0", source = ""] = process.argv.slice(2);
const schema = buildSchema(`
  type Query { ok: Boolean! }
  type Subscription { small: Tick! list(after: String): Frame! }
  type Tick { at: Float! pad: String! owner: Owner! }
  type Frame { cursor: String! at: Float! items: [Item!]! }
  type Item { id: ID! value: Int! owner: Owner! }
  type Owner { id: ID! name: String! }
`);
/** The entity is known here. */
const OWNER = { id: "o1", name: "Owner o1" };

interface Frame {
  readonly items: readonly object[];
}

const readers = { small: new Set<(event: object) => void>(), list: new Set<(event: object) => void>() };
let newest: object | null = null;

/** One subscription upstream for all, as our gateway has. */
const client = createClient({ url: source.replace("http", "ws"), webSocketImpl: WebSocket, lazy: false });
follow<{ small: object }>("subscription { small { at pad } }", ({ small }) => {
  for (const push of readers.small) push({ small: { ...small, owner: OWNER } });
});
follow<{ list: Frame }>("subscription { list { cursor at items { id value } } }", ({ list }) => {
  // What it is followed by here has all items in every frame.
  newest = { list: { ...list, items: list.items.map((item) => ({ ...item, owner: OWNER })) } };
  for (const push of readers.list) push(newest);
});

function follow<Data>(query: string, take: (data: Data) => void): void {
  client.subscribe<Data>(
    { query },
    {
      next: ({ data }) => {
        if (data != null) take(data);
      },
      error: (error) => console.error(error),
      complete: () => undefined,
    },
  );
}

function read(stream: "small" | "list", first: object | null): AsyncIterableIterator<object> {
  const waiting: object[] = first === null ? [] : [first];
  let wake: ((result: IteratorResult<object>) => void) | null = null;
  const push = (event: object): void => {
    if (wake === null) waiting.push(event);
    else wake({ done: false, value: event });
    wake = null;
  };
  readers[stream].add(push);
  return {
    next: async () => {
      const event = waiting.shift();
      return event === undefined ? await new Promise((resolve) => (wake = resolve)) : { done: false, value: event };
    },
    return: async () => {
      readers[stream].delete(push);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

const server = createServer();
useServer(
  { schema, roots: { subscription: { small: () => read("small", null), list: () => read("list", newest) } } },
  new WebSocketServer({ server, path: "/graphql" }),
);
server.listen(Number(port), "127.0.0.1");
await once(server, "listening");
process.send?.({ kind: "ready" });
process.on("disconnect", () => process.exit(0));

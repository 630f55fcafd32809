/** An unrelated example supergraph for streams: auctions with live prices, and the people who bid. It can be killed and started again. */

import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { composeServices } from "@apollo/composition";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { execute, GraphQLError, type GraphQLSchema, parse } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";

const AUCTIONS = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
    @link(url: "https://specs.example.org/live/v0.1", import: ["@live"])
    @composeDirective(name: "@live")
  directive @live(
    after: String, cursor: String, every: String, items: String, key: [String!], ended: String,
    snapshot: String, gap: String, skipped: String
  ) on FIELD_DEFINITION
  type Query { houses: [String!]! }
  type Subscription {
    prices(house: String, every: String, after: String): PriceFrame!
      @live(
        after: "after", cursor: "cursor", every: "every", items: "lots", key: ["lot"], ended: "soldFor",
        snapshot: "snapshot", gap: "gap", skipped: "skipped"
      )
    hammer(house: String): Sale!
    forbidden: Int!
  }
  type PriceFrame { cursor: String! snapshot: Boolean! gap: Boolean! skipped: Int! lots: [Lot!]! }
  type Lot { lot: ID! price: Int! bidder: Person note: String soldFor: Int }
  type Sale { number: Int! buyer: Person }
  type Person @key(fields: "id", resolvable: false) { id: ID! }
`;

const PEOPLE = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { people: [Person!]! }
  type Mutation { rename(id: ID!, name: String!): Person }
  type Person @key(fields: "id") { id: ID! name: String! }
`;

/** A price as the log keeps it. */
export interface Bid {
  readonly lot: string;
  readonly price: number;
  readonly bidder?: string;
  /** Asked for, it fails. */
  readonly note?: Error;
  /** The lot is sold at that price: what is said of it last, unless it comes up again. */
  readonly isSold?: boolean;
}

/** What a subgraph was sent. */
export interface HouseRequest {
  readonly subgraph: "auctions" | "people";
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** The running house. */
export interface AuctionHouse extends AsyncDisposable {
  readonly supergraphSdl: string;
  readonly urls: Readonly<Record<"auctions" | "people", string>>;
  /** Subscriptions, and entity fetches, in the order received. */
  readonly requests: HouseRequest[];
  /** Source streams that are open now. */
  readonly openStreams: number;
  /** Connections to the auctions that are open now. */
  readonly openSockets: number;
  /** One frame for the streams of prices. */
  bid(bid: Bid): void;
  /** One event for the streams of sales. */
  sell(number: number): void;
  /** Forgets the frames that a stream could resume from. */
  forget(): void;
  /** Refuses every cursor from now on. */
  refuseCursors(): void;
  /** Ends the streams of prices as if their source had completed. */
  complete(): void;
  /** Breaks the streams of prices with an error. */
  break(): void;
  /** Cuts every connection and stops listening: a crash. */
  kill(): Promise<void>;
  /** Listens again, on the same port. */
  restart(): Promise<void>;
}

/** Starts the house on free ports of 127.0.0.1. */
export async function openAuctionHouse(): Promise<AuctionHouse> {
  const requests: HouseRequest[] = [];
  const book = new Book();
  const auctions = new Endpoint(
    buildSubgraphSchema({ typeDefs: parse(AUCTIONS), resolvers: book.resolvers() }),
    "auctions",
    requests,
  );
  const names = new Map([["ada", "Ada"]]);
  const person = (id: string) => ({ id, name: names.get(id) ?? id.toUpperCase() });
  const people = new Endpoint(
    buildSubgraphSchema({
      typeDefs: parse(PEOPLE),
      resolvers: {
        Query: { people: () => [person("ada")] },
        Mutation: {
          rename: (_: unknown, { id, name }: { id: string; name: string }) => names.set(id, name) && person(id),
        },
        Person: { __resolveReference: ({ id }: { id: string }) => person(id) },
      },
    }),
    "people",
    requests,
  );
  await Promise.all([auctions.listen(0), people.listen(0)]);
  const urls = { auctions: auctions.url, people: people.url };
  const { supergraphSdl, errors } = composeServices([
    { name: "auctions", url: urls.auctions, typeDefs: parse(AUCTIONS) },
    { name: "people", url: urls.people, typeDefs: parse(PEOPLE) },
  ]);
  if (supergraphSdl === undefined) throw new Error(`composition failed: ${errors?.join("; ")}`);
  return {
    supergraphSdl,
    urls,
    requests,
    get openStreams() {
      return book.openStreams;
    },
    get openSockets() {
      return auctions.openSockets;
    },
    bid: (bid) => book.bid(bid),
    sell: (number) => book.sell(number),
    forget: () => book.forget(),
    refuseCursors: () => book.refuseCursors(),
    complete: () => book.end("complete"),
    break: () => book.end("break"),
    kill: () => auctions.kill(),
    restart: () => auctions.listen(auctions.port),
    [Symbol.asyncDispose]: async () => void (await Promise.all([auctions.kill(), people.kill()])),
  };
}

/** The bids, as a log that streams read from any place. */
class Book {
  readonly #log: Bid[] = [];
  readonly #streams = new Set<Stream>();
  #oldest = 0;
  #refuses = false;

  get openStreams(): number {
    return this.#streams.size;
  }

  bid(bid: Bid): void {
    this.#log.push(bid);
    for (const stream of this.#streams)
      if (stream.kind === "prices") stream.push({ prices: this.#frame(this.#log.length) });
  }

  sell(number: number): void {
    for (const stream of this.#streams)
      if (stream.kind === "sales") stream.push({ hammer: { number, buyer: { id: "ada" } } });
  }

  forget(): void {
    this.#oldest = this.#log.length;
  }

  refuseCursors(): void {
    this.#refuses = true;
  }

  end(how: "complete" | "break"): void {
    for (const stream of this.#streams)
      if (stream.kind === "prices") stream.end(how === "break" ? new Error("lost the log") : null);
  }

  resolvers() {
    return {
      Query: { houses: () => ["main"] },
      Subscription: {
        prices: { subscribe: (_: unknown, { after }: { after?: string | null }) => this.#prices(after ?? null) },
        hammer: { subscribe: () => this.#open("sales") },
        forbidden: {
          subscribe: () => {
            throw new GraphQLError("not for you", { extensions: { code: "FORBIDDEN" } });
          },
        },
      },
    };
  }

  #prices(after: string | null): Stream {
    if (after !== null && (this.#refuses || !/^c\d+$/.test(after))) {
      throw new GraphQLError("no such cursor", { extensions: { code: "BAD_CURSOR" } });
    }
    const stream = this.#open("prices");
    const position = after === null ? 0 : Number(after.slice(1));
    if (after === null || position < this.#oldest) stream.push({ prices: this.#snapshot(after !== null) });
    else for (let at = position + 1; at <= this.#log.length; at += 1) stream.push({ prices: this.#frame(at) });
    return stream;
  }

  #open(kind: "prices" | "sales"): Stream {
    const stream = new Stream(kind, () => this.#streams.delete(stream));
    this.#streams.add(stream);
    return stream;
  }

  #frame(at: number): object {
    const bid = this.#log[at - 1];
    return { cursor: `c${at}`, snapshot: false, gap: false, skipped: 0, lots: bid === undefined ? [] : [lot(bid)] };
  }

  #snapshot(gap: boolean): object {
    const newest = new Map(this.#log.map((bid) => [bid.lot, bid]));
    return {
      cursor: `c${this.#log.length}`,
      snapshot: true,
      gap,
      skipped: 0,
      lots: [...newest.values()].filter(({ isSold }) => isSold !== true).map(lot),
    };
  }
}

function lot({ lot, price, bidder, note, isSold }: Bid): object {
  const soldFor = isSold === true ? price : null;
  return { lot, price, bidder: bidder === undefined ? null : { id: bidder }, note: note ?? null, soldFor };
}

/** A queue of events whose `return` takes effect at once. */
class Stream implements AsyncIterableIterator<object> {
  readonly kind: "prices" | "sales";
  readonly #onClose: () => void;
  readonly #events: object[] = [];
  #waiting: { resolve(result: IteratorResult<object>): void; reject(error: Error): void } | null = null;
  #ended = false;
  #failure: Error | null = null;

  constructor(kind: "prices" | "sales", onClose: () => void) {
    this.kind = kind;
    this.#onClose = onClose;
  }

  push(event: object): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting === null) this.#events.push(event);
    else waiting.resolve({ done: false, value: event });
  }

  end(failure: Error | null): void {
    this.#ended = true;
    this.#failure = failure;
    this.#onClose();
    if (failure === null) this.#waiting?.resolve({ done: true, value: undefined });
    else this.#waiting?.reject(failure);
    this.#waiting = null;
  }

  next(): Promise<IteratorResult<object>> {
    const event = this.#events.shift();
    if (event !== undefined) return Promise.resolve({ done: false, value: event });
    if (this.#failure !== null) return Promise.reject(this.#failure);
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => (this.#waiting = { resolve, reject }));
  }

  return(): Promise<IteratorResult<object>> {
    this.#events.length = 0;
    this.end(null);
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** One subgraph over HTTP and WebSocket. */
class Endpoint {
  readonly #schema: GraphQLSchema;
  readonly #name: HouseRequest["subgraph"];
  readonly #requests: HouseRequest[];
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #webSockets: WebSocketServer | null = null;
  port = 0;

  constructor(schema: GraphQLSchema, name: HouseRequest["subgraph"], requests: HouseRequest[]) {
    this.#schema = schema;
    this.#name = name;
    this.#requests = requests;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/graphql`;
  }

  get openSockets(): number {
    return this.#webSockets?.clients.size ?? 0;
  }

  async listen(port: number): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    const webSockets = new WebSocketServer({ server, path: "/graphql" });
    useServer(
      {
        schema: this.#schema,
        onSubscribe: (_context, _id, { query, variables, extensions }) => {
          this.#requests.push({
            subgraph: this.#name,
            query,
            variables: variables ?? {},
            extensions: extensions ?? {},
          });
        },
      },
      webSockets,
    );
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    this.port = (server.address() as AddressInfo).port;
    this.#server = server;
    this.#webSockets = webSockets;
  }

  async kill(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    const closed = once(server, "close");
    const clients = [...(this.#webSockets?.clients ?? [])];
    const gone = clients.map((client) => once(client, "close"));
    server.close();
    // Known to be over at once: what is still answered is not written to a socket that is not there any more.
    for (const client of clients) client.terminate();
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all([closed, ...gone]);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { query, variables } = JSON.parse(Buffer.concat(chunks).toString()) as {
      query: string;
      variables?: Record<string, unknown>;
    };
    this.#requests.push({ subgraph: this.#name, query, variables: variables ?? {}, extensions: {} });
    const result = await execute({
      schema: this.#schema,
      document: parse(query),
      variableValues: variables ?? null,
    });
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(result));
  }
}

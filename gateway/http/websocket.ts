/**
 * GraphQL over WebSocket: takes upgrades at the path of the HTTP endpoint and speaks graphql-transport-ws on them
 * (the protocol document of graphql-ws).
 *
 * | close code | means |
 * | --- | --- |
 * | 1001 | the gateway goes down; go on elsewhere, with the last cursor |
 * | 1009 | a message was larger than `maxMessageBytes` |
 * | 1013 | tokens cannot be verified at the moment; try again |
 * | 4400 | a message was not of the protocol |
 * | 4401 | `subscribe` before `connection_ack` |
 * | 4403 | no token, a bad one, one that expired, or a renewal for another principal |
 * | 4406 | the client does not speak graphql-transport-ws |
 * | 4408 | no `connection_init` within `initTimeoutMs` |
 * | 4409 | the id of a `subscribe` is in use |
 * | 4429 | a second `connection_init`, or more connections than a principal may have |
 * | 4499 | read too slowly; the reason is the cursor of the last frame sent, where there is one and it fits |
 *
 * An operation beyond `maxOperations` of its connection is answered by an `error` message with TOO_MANY_REQUESTS,
 * and so is a subscription beyond those that its principal may have on all connections.
 */

import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL } from "graphql-ws";
import { type WebSocket, WebSocketServer } from "ws";
import { requestIdOf } from "./exchange.ts";
import type { Pipeline } from "./pipeline.ts";
import { drainDelay } from "./request-signals.ts";
import { type ConnectionLimits, WebSocketConnection } from "./websocket-connection.ts";

/** Bounds of all connections together, and of each. All times in milliseconds. */
export interface WebSocketLimits extends ConnectionLimits {
  /** Connections at once; more are refused with 503. */
  readonly maxConnections: number;
  /** Greatest message of a client, in bytes; a greater one closes with 1009. */
  readonly maxMessageBytes: number;
  /** How long clients may take to answer the closing when the gateway goes down. */
  readonly closeTimeoutMs: number;
  /** Over how long the closings are spread then, so that clients do not all come back elsewhere at once. */
  readonly drainMs: number;
}

/** Values for one process. */
export const WEBSOCKET_LIMITS: WebSocketLimits = {
  maxConnections: 20_000,
  maxMessageBytes: 256 * 1024,
  closeTimeoutMs: 1_000,
  drainMs: 2_000,
  initTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  pingIntervalMs: 20_000,
  maxOperations: 100,
  highWaterBytes: 64 * 1024,
  maxBufferedBytes: 16 * 1024 * 1024,
  terminateAfterMs: 5_000,
};

/** How often connections are looked after: a token that ends is seen as late. */
const LOOK_MS = 500;

/** What the endpoint is made with. */
export interface WebSocketEndpointOptions {
  /** Such as `/graphql`. */
  readonly path: string;
  /** The pipeline of the current generation, asked for at each operation. */
  readonly pipeline: () => Pipeline;
  readonly limits: WebSocketLimits;
}

/** Takes WebSocket connections. */
export interface WebSocketEndpoint {
  /** For the `upgrade` event of the HTTP server. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Connections now. */
  size(): number;
  /** Takes no more connections and closes all with 1001. @returns settles when they are closed */
  close(): Promise<void>;
}

/** Creates the endpoint. It owns its connections. */
export function createWebSocketEndpoint(options: WebSocketEndpointOptions): WebSocketEndpoint {
  const { path, pipeline, limits } = options;
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: limits.maxMessageBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : false),
  });
  const connections = new Set<WebSocketConnection>();
  let goingDown = false;
  const looking = setInterval(
    () => {
      for (const connection of connections) connection.look();
    },
    Math.min(LOOK_MS, limits.pingIntervalMs),
  ).unref();

  const onSocket = (socket: WebSocket, request: IncomingMessage, wire: Duplex): void => {
    if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
      socket.on("error", () => socket.terminate());
      socket.close(CloseCode.SubprotocolNotAcceptable, "Subprotocol not acceptable");
      return;
    }
    const connection: WebSocketConnection = new WebSocketConnection({
      socket,
      wire,
      // Its strings, not the request: a connection that lives for days would keep all of its headers.
      requestId: flat(requestIdOf(request)),
      authorization: request.headers.authorization,
      pipeline,
      limits,
      onClose: () => connections.delete(connection),
    });
    connections.add(connection);
  };

  return {
    handleUpgrade(request, socket, head) {
      const { url = "/", headers } = request;
      if (goingDown || connections.size >= limits.maxConnections) refuse(socket, 503);
      else if (url !== path && !url.startsWith(`${path}?`)) refuse(socket, 404);
      else if (!pipeline().allowsOrigin(headers.origin, headers.host)) refuse(socket, 403);
      else server.handleUpgrade(request, socket, head, (webSocket) => onSocket(webSocket, request, socket));
    },
    size: () => connections.size,
    async close() {
      goingDown = true;
      const all = [...connections];
      await Promise.all(
        all.map(async (connection, index) => {
          const delayMs = drainDelay(index, all.length, limits.drainMs);
          if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
          await connection.goAway(limits.closeTimeoutMs);
        }),
      );
      clearInterval(looking);
      server.close();
    },
  };
}

function refuse(socket: Duplex, status: 403 | 404 | 503): void {
  socket.on("error", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** The same text in one piece: a new UUID is a tree of some twenty strings until it is written somewhere. */
function flat(text: string): string {
  return Buffer.from(text).toString();
}

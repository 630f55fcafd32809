/** Subscriptions for the gateway: graphql-transport-ws at `/graphql`, many principals on one socket. */

import type { Server } from "node:http";
import {
  type ExecutionArgs,
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  type GraphQLFormattedError,
  type GraphQLSchema,
  parse,
  validate,
} from "graphql";
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, type SubscribePayload } from "graphql-ws";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import { IDENTITY_HEADER, REQUEST_ID_HEADER } from "../../schema/wire.ts";
import type { CallInfo } from "./call.ts";
import type { SubgraphConfig } from "./config.ts";
import { badUserInput, maskError } from "./errors.ts";
import { verifyIdentity, type Viewer } from "./identity.ts";
import type { Logger } from "./log.ts";

/** What the sockets need. */
export interface WebSocketOptions<Context extends object> {
  readonly server: Server;
  readonly schema: GraphQLSchema;
  readonly config: Pick<SubgraphConfig, "identitySecret">;
  readonly createContext: (viewer: Viewer, call: CallInfo) => Context;
  readonly log: Logger;
}

const MAX_MESSAGE_BYTES = 1024 * 1024;
const GOING_AWAY = 1001;

/**
 * Takes upgrades at `/graphql`. A schema without subscriptions takes none. Each subscribe message carries its own
 * signed identity in `payload.extensions`, so one socket serves many principals.
 */
export function graphqlOverWebSocket<Context extends object>(
  options: WebSocketOptions<Context>,
): { close(): Promise<void> } {
  const { server, schema } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    handleProtocols: (protocols) =>
      protocols.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : false,
  });
  server.on("upgrade", (request, socket, head) => {
    const [path] = (request.url ?? "/").split("?");
    if (path !== "/graphql" || schema.getSubscriptionType() === null || schema.getSubscriptionType() === undefined) {
      socket.end("HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, socket, head, (ws) => sockets.emit("connection", ws, request));
  });
  const streams = serveStreams(options, sockets);
  return {
    close: async () => {
      for (const client of sockets.clients) client.close(GOING_AWAY, "the subgraph goes down");
      await streams.dispose();
    },
  };
}

function serveStreams<Context extends object>(
  options: WebSocketOptions<Context>,
  sockets: WebSocketServer,
): { dispose: () => void | Promise<void> } {
  const running = new WeakMap<object, Map<string, AbortController>>();
  const ended = (socket: object, id: string): void => {
    running.get(socket)?.get(id)?.abort();
    running.get(socket)?.delete(id);
  };
  const mask = (errors: readonly GraphQLError[]): GraphQLFormattedError[] =>
    errors.map((error) => maskError(error.toJSON(), error, options.log));
  return useServer(
    {
      onSubscribe: (context, id, payload) => {
        const { socket } = context.extra;
        const streams = running.get(socket) ?? new Map<string, AbortController>();
        running.set(socket, streams);
        const gone = new AbortController();
        const args = executionArgs(options, payload, gone.signal);
        if (!Array.isArray(args)) streams.set(id, gone);
        return args;
      },
      onError: (_context, _id, _payload, errors) => mask(errors),
      onNext: (_context, _id, _payload, _args, { data, errors }) => ({
        ...(data === undefined ? {} : { data }),
        ...(errors === undefined ? {} : { errors: mask(errors) }),
      }),
      onComplete: (context, id) => ended(context.extra.socket, id),
      onClose: (context) => {
        for (const gone of running.get(context.extra.socket)?.values() ?? []) gone.abort();
      },
    },
    sockets,
  );
}

function executionArgs<Context extends object>(
  options: WebSocketOptions<Context>,
  payload: SubscribePayload,
  signal: AbortSignal,
): ExecutionArgs | readonly GraphQLError[] {
  try {
    const viewer = verifyIdentity(payload.extensions?.[IDENTITY_HEADER], options.config.identitySecret);
    const document = parse(payload.query, { noLocation: true });
    const invalid = validate(options.schema, document);
    if (invalid.length > 0) return invalid;
    if (getOperationAST(document, payload.operationName)?.operation !== OperationTypeNode.SUBSCRIPTION) {
      return [badUserInput("Only subscriptions run over a WebSocket.")];
    }
    const requestId = payload.extensions?.[REQUEST_ID_HEADER];
    return {
      schema: options.schema,
      document,
      operationName: payload.operationName ?? null,
      variableValues: payload.variables ?? null,
      contextValue: options.createContext(viewer, {
        requestId: typeof requestId === "string" ? requestId : null,
        signal,
      }),
    };
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

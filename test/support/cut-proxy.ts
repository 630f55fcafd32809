/**
 * A proxy in front of a mongod that cuts everything at a chosen command of a transaction, for good: what MongoDB then sees is
 * what it sees of a process that was killed at that step.
 */

import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { mongo } from "mongoose";

/**
 * Where to cut: before MongoDB gets a command of a transaction, counted from 1; or after it has committed, before it can say so.
 */
export type Cut = { readonly before: number } | "after commit";

export interface CutProxy extends AsyncDisposable {
  /** For one client, directly connected. */
  readonly uri: string;
  /** Resolves when the cut has been made. */
  readonly cut: Promise<void>;
  /** Sessions whose transactions were begun through the proxy. */
  readonly sessions: () => readonly unknown[];
}

const HEADER_BYTES = 16;
/** Flags, and the kind of the first section, stand before the command's document in an OP_MSG. */
const MESSAGE_BYTES = HEADER_BYTES + 5;
const OP_MSG = 2013;

/** @param target address of the primary, `host:port` */
export async function startCutProxy(target: string, at: Cut): Promise<CutProxy> {
  const [host = "", port = ""] = target.split(":");
  const sockets = new Set<Socket>();
  const sessions = new Map<string, unknown>();
  let steps = 0;
  let isCut = false;
  let onCut = (): void => undefined;
  const cut = new Promise<void>((resolve) => {
    onCut = resolve;
  });
  const cutAll = (): void => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
    onCut();
  };
  const server = createServer((client) => {
    if (isCut) return void client.destroy();
    const upstream = connect(Number(port), host);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    let waiting = Buffer.alloc(0);
    let cutOnAnswer = false;
    client.on("data", (chunk: Buffer) => {
      waiting = Buffer.concat([waiting, chunk]);
      while (waiting.length >= 4 && waiting.length >= waiting.readInt32LE(0)) {
        const frame = waiting.subarray(0, waiting.readInt32LE(0));
        waiting = waiting.subarray(frame.length);
        const session = sessionOfTransaction(frame);
        if (session !== null) {
          steps += 1;
          sessions.set(JSON.stringify(session), session);
          if (at !== "after commit" && steps === at.before) return cutAll();
          if (at === "after commit" && frame.includes("commitTransaction")) cutOnAnswer = true;
        }
        upstream.write(frame);
      }
      return undefined;
    });
    upstream.on("data", (chunk: Buffer) => {
      if (cutOnAnswer) cutAll();
      else client.write(chunk);
    });
    return undefined;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port: own } = server.address() as AddressInfo;
  return {
    uri: `mongodb://127.0.0.1:${own}/?directConnection=true`,
    cut,
    sessions: () => [...sessions.values()],
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** The id of the session, when a message is a command of a transaction; else null. */
function sessionOfTransaction(frame: Buffer): unknown {
  if (frame.readInt32LE(12) !== OP_MSG || !frame.includes("autocommit")) return null;
  const length = frame.readInt32LE(MESSAGE_BYTES);
  const command = mongo.BSON.deserialize(frame.subarray(MESSAGE_BYTES, MESSAGE_BYTES + length), {
    promoteBuffers: false,
  });
  return command["autocommit"] === false ? command["lsid"] : null;
}

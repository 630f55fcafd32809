/** A TCP proxy in front of several processes, which can treat what passes through it badly. */

import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** What is done to bytes on their way from the processes to their clients. */
export type Weather =
  | { readonly kind: "fair" }
  /** Each chunk comes late. */
  | { readonly kind: "delay"; readonly ms: number }
  /** A chunk comes in pieces of a few bytes. */
  | { readonly kind: "trickle"; readonly bytes: number; readonly everyMs: number };

/** A running proxy. */
export interface TcpProxy extends AsyncDisposable {
  /** Such as `http://127.0.0.1:45123`. */
  readonly url: string;
  /** Connections so far. */
  readonly opened: number;
  /** Sends connections from now on to these addresses in turn. */
  setTargets(urls: readonly string[]): void;
  setWeather(weather: Weather): void;
  /** Cuts every connection, without a farewell. */
  cut(): void;
  /** Ends every connection's one direction only: the client hears no more, and may still speak. */
  halfClose(): void;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** Starts a proxy on a free port of 127.0.0.1. */
export async function startTcpProxy(targets: readonly string[]): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  let urls = targets;
  let weather: Weather = { kind: "fair" };
  let opened = 0;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const target = new URL(urls[(opened += 1) % urls.length] ?? "http://127.0.0.1:9");
    const upstream = connect({ host: target.hostname, port: Number(target.port), allowHalfOpen: true });
    const pair = { client, server: upstream };
    pairs.add(pair);
    const end = (): void => {
      client.destroy();
      upstream.destroy();
      pairs.delete(pair);
    };
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      socket.on("error", end);
      socket.on("close", end);
    }
    client.on("data", (chunk) => void upstream.write(chunk));
    client.on("end", () => upstream.end());
    void pass(upstream, client, () => weather).then(() => client.end());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get opened() {
      return opened;
    },
    setTargets: (next) => void (urls = next),
    setWeather: (next) => void (weather = next),
    cut() {
      for (const { client, server: upstream } of pairs) {
        client.destroy();
        upstream.destroy();
      }
    },
    halfClose() {
      for (const { client } of pairs) client.end();
    },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const { client, server: upstream } of pairs) {
        client.destroy();
        upstream.destroy();
      }
    },
  };
}

/** Passes bytes on, in order, until there are no more. */
async function pass(from: Socket, to: Socket, weather: () => Weather): Promise<void> {
  try {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      const now = weather();
      if (now.kind === "delay") await sleep(now.ms);
      if (now.kind !== "trickle") to.write(chunk);
      else {
        for (let at = 0; at < chunk.length && !to.destroyed; at += now.bytes) {
          to.write(chunk.subarray(at, at + now.bytes));
          // Fair weather lets the rest pass at once.
          if (weather().kind === "trickle") await sleep(now.everyMs);
        }
      }
    }
  } catch {
    // Whatever broke the connection has told its other end too.
  }
}

async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

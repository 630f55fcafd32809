/** A client that comes, reads for a while in one of several ways, and goes in one of several ways. */

import { type ClientRequest, request } from "node:http";
import { WebSocket } from "ws";

/** What a visitor does. */
export interface Visit {
  readonly url: string;
  readonly transport: "webSocket" | "sse";
  /** Tells its topic from others. */
  readonly house: string;
  readonly every: string | null;
  readonly after: string | null;
  /** From its first frame on. */
  readonly stayMs: number;
  /** For so long it waits for its first frame. */
  readonly patienceMs: number;
  /** Does not read after its first frame. */
  readonly stalls: boolean;
  readonly leaves: "politely" | "atOnce" | "byCrash";
}

const QUERY =
  "subscription ($house: String, $every: String, $after: String) { prices(house: $house, every: $every, after: $after) { cursor lots { lot price bidder { name } } } }";
const CURSOR = /"cursor":"(c\d+)"/g;

/** What came of a visit. */
export interface VisitReport {
  readonly frames: number;
  readonly lastCursor: string | null;
}

/** Pays a visit. It never fails: a gateway that ends it early ends it. */
export async function visit(plan: Visit): Promise<VisitReport> {
  return plan.transport === "webSocket" ? await visitByWebSocket(plan) : await visitBySse(plan);
}

async function visitByWebSocket({ url, house, every, after, stalls, leaves, ...timing }: Visit): Promise<VisitReport> {
  const report = { frames: 0, lastCursor: after };
  const socket = new WebSocket(url.replace("http", "ws"), "graphql-transport-ws");
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("error", () => undefined);
  socket.on("open", () => socket.send('{"type":"connection_init"}'));
  socket.on("message", (data: Buffer) => {
    const text = data.toString();
    if (text.includes('"connection_ack"')) {
      const payload = { query: QUERY, variables: { house, every, after } };
      socket.send(JSON.stringify({ id: "1", type: "subscribe", payload }));
    } else if (text.includes('"next"')) {
      if (report.frames === 0) leaveIn(timing.stayMs);
      note(report, text);
      if (stalls && socket.readyState === WebSocket.OPEN) socket.pause();
    }
  });
  const leave = (): void => {
    socket.resume();
    if (leaves === "byCrash" || socket.readyState !== WebSocket.OPEN) socket.terminate();
    else {
      if (leaves === "politely") socket.send('{"id":"1","type":"complete"}');
      socket.close(1000);
    }
  };
  let timer = setTimeout(leave, timing.patienceMs);
  const leaveIn = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(leave, ms);
  };
  await closed;
  clearTimeout(timer);
  return report;
}

async function visitBySse({ url, house, every, after, stalls, ...timing }: Visit): Promise<VisitReport> {
  const report = { frames: 0, lastCursor: after };
  await new Promise<void>((resolve) => {
    const asking: ClientRequest = request(
      url,
      {
        method: "POST",
        agent: false,
        headers: { "content-type": "application/json", accept: "text/event-stream" },
      },
      (response) => {
        response.on("data", (chunk: Buffer) => {
          const before = report.frames;
          note(report, chunk.toString());
          if (before === 0 && report.frames > 0) leaveIn(timing.stayMs);
          if (stalls) response.pause();
        });
        response.on("error", () => undefined);
        response.on("close", resolve);
      },
    );
    let timer = setTimeout(() => asking.destroy(), timing.patienceMs);
    const leaveIn = (ms: number): void => {
      clearTimeout(timer);
      timer = setTimeout(() => asking.destroy(), ms);
    };
    asking.on("error", () => undefined);
    asking.on("close", () => {
      clearTimeout(timer);
      resolve();
    });
    asking.end(JSON.stringify({ query: QUERY, variables: { house, every, after } }));
  });
  return report;
}

function note(report: { frames: number; lastCursor: string | null }, text: string): void {
  for (const [, cursor] of text.matchAll(CURSOR)) {
    report.frames += 1;
    report.lastCursor = cursor ?? report.lastCursor;
  }
}

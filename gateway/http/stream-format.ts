/** How results are written into the body of an HTTP response that lasts. */

import type { Frame } from "../engine.ts";
import type { StreamType } from "./negotiate.ts";

/** One way to write a stream of results. */
export interface StreamFormat {
  readonly headers: Readonly<Record<string, string>>;
  /** What the body begins with. */
  readonly begin: string;
  /** What stands before and behind the JSON of a result. */
  before(frame: Frame): string;
  readonly after: string;
  /** What keeps the connection when there is nothing to say. */
  readonly heartbeat: string;
  /** The last result of a stream that ends with errors: a result that has `errors` only, as JSON. */
  failure(result: string): string;
  readonly end: string;
}

const PROXY_HEADERS = { "cache-control": "no-store, no-transform", "x-accel-buffering": "no" };

/**
 * Server-sent events (HTML Standard, section 9.2): the distinct connections mode of graphql-sse. The `id` of an event is its
 * frame's cursor.
 */
const SERVER_SENT_EVENTS: StreamFormat = {
  headers: { ...PROXY_HEADERS, "content-type": "text/event-stream; charset=utf-8" },
  begin: "",
  before({ cursor }) {
    // A line break would begin another field; a null makes the whole id void.
    const id = cursor === null || /[\0\r\n]/.test(cursor) ? "" : `id: ${cursor}\n`;
    return `${id}event: next\ndata: `;
  },
  after: "\n\n",
  heartbeat: ":\n\n",
  failure: (result) => `event: next\ndata: ${result}\n\n`,
  end: "event: complete\ndata:\n\n",
};

/**
 * Multipart HTTP as Apollo's clients take it (the "multipart protocol for GraphQL subscriptions", 1.0). The boundary that
 * ends a part is sent with it, for clients give a part out when they have seen that.
 */
const MULTIPART: StreamFormat = {
  headers: { ...PROXY_HEADERS, "content-type": 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0' },
  begin: "\r\n--graphql",
  before: () => '\r\ncontent-type: application/json\r\n\r\n{"payload":',
  after: "}\r\n--graphql",
  heartbeat: "\r\ncontent-type: application/json\r\n\r\n{}\r\n--graphql",
  failure: (result) => `\r\ncontent-type: application/json\r\n\r\n{"payload":null,${result.slice(1)}\r\n--graphql`,
  end: "--\r\n",
};

/** By the media type that a client asks for. */
export const STREAM_FORMATS: Readonly<Record<StreamType, StreamFormat>> = {
  "text/event-stream": SERVER_SENT_EVENTS,
  "multipart/mixed": MULTIPART,
};

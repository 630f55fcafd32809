/**
 * Writes `next` messages of graphql-transport-ws as WebSocket frames (RFC 6455, section 5.2) straight to the socket: the bytes of
 * a result are shared by all who get it, and what is written to one socket in a turn of the event loop goes out at once.
 * `ws` writes everything else to the same socket; each of its messages, like each of ours, is written in one go.
 */

import type { Duplex } from "node:stream";

/** Results up to this size are copied behind their head: one small write is cheaper than two. */
const COPIED_BYTES = 16 * 1024;
const FINAL_TEXT_FRAME = 0x81;
const CLOSING_BRACE = Buffer.from("}");

/** The constant part of the `next` messages of one operation. */
export function nextPrefix(id: string): Buffer {
  return Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
}

/** Writes a `next` message. @param result JSON in UTF-8 */
export function writeNext(socket: Duplex, prefix: Buffer, result: Uint8Array): void {
  const payload = prefix.byteLength + result.byteLength + 1;
  const head = payload < 126 ? 2 : payload < 65_536 ? 4 : 10;
  const isCopied = result.byteLength <= COPIED_BYTES;
  const message = Buffer.allocUnsafe(isCopied ? head + payload : head + prefix.byteLength);
  message[0] = FINAL_TEXT_FRAME;
  if (head === 2) message[1] = payload;
  else if (head === 4) {
    message[1] = 126;
    message.writeUInt16BE(payload, 2);
  } else {
    message[1] = 127;
    message.writeUInt32BE(Math.floor(payload / 2 ** 32), 2);
    message.writeUInt32BE(payload % 2 ** 32, 6);
  }
  message.set(prefix, head);
  if (isCopied) {
    message.set(result, head + prefix.byteLength);
    message[message.byteLength - 1] = 0x7d;
    socket.write(message);
    return;
  }
  socket.cork();
  socket.write(message);
  socket.write(result);
  socket.write(CLOSING_BRACE);
  socket.uncork();
}

/**
 * Writes `next` messages of graphql-transport-ws as WebSocket frames (RFC 6455, section 5.2) straight to the socket: the bytes of
 * a result are shared by all who get it, and results that are given together go out at once.
 * `ws` writes everything else to the same socket; each of its messages, like each of ours, is written in one go.
 */

import type { Duplex } from "node:stream";

/** Frames up to this size are copied into one buffer: one small write is cheaper than two. */
const COPIED_BYTES = 16 * 1024;
const FINAL_TEXT_FRAME = 0x81;
const CLOSING_BRACE = Buffer.from("}");

/** The constant part of the `next` messages of one operation. */
export function nextPrefix(id: string): Buffer {
  return Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
}

/** A result as JSON in UTF-8. */
export interface Result {
  readonly bytes: Uint8Array;
}

/** Writes a `next` message for each result, as few writes as that takes. */
export function writeNext(socket: Duplex, prefix: Buffer, results: readonly Result[]): void {
  const [first] = results;
  if (results.length === 1 && first !== undefined) {
    writeOne(socket, prefix, first.bytes);
    return;
  }
  let size = 0;
  for (const { bytes } of results) size += frameSize(prefix, bytes);
  if (size <= COPIED_BYTES) {
    const messages = Buffer.allocUnsafe(size);
    let at = 0;
    for (const { bytes } of results) at = putFrame(messages, at, prefix, bytes);
    socket.write(messages);
    return;
  }
  socket.cork();
  for (const { bytes } of results) writeOne(socket, prefix, bytes);
  socket.uncork();
}

function writeOne(socket: Duplex, prefix: Buffer, result: Uint8Array): void {
  if (result.byteLength <= COPIED_BYTES) {
    const message = Buffer.allocUnsafe(frameSize(prefix, result));
    putFrame(message, 0, prefix, result);
    socket.write(message);
    return;
  }
  const payload = prefix.byteLength + result.byteLength + 1;
  const head = Buffer.allocUnsafe(headSize(payload) + prefix.byteLength);
  putHead(head, 0, payload);
  head.set(prefix, headSize(payload));
  socket.cork();
  socket.write(head);
  socket.write(result);
  socket.write(CLOSING_BRACE);
  socket.uncork();
}

function frameSize(prefix: Buffer, result: Uint8Array): number {
  const payload = prefix.byteLength + result.byteLength + 1;
  return headSize(payload) + payload;
}

function headSize(payload: number): number {
  return payload < 126 ? 2 : payload < 65_536 ? 4 : 10;
}

/** @returns where the frame ends */
function putFrame(target: Buffer, at: number, prefix: Buffer, result: Uint8Array): number {
  const payload = prefix.byteLength + result.byteLength + 1;
  const begin = at + headSize(payload);
  putHead(target, at, payload);
  target.set(prefix, begin);
  target.set(result, begin + prefix.byteLength);
  const end = begin + payload;
  target[end - 1] = 0x7d;
  return end;
}

function putHead(target: Buffer, at: number, payload: number): void {
  target[at] = FINAL_TEXT_FRAME;
  if (payload < 126) target[at + 1] = payload;
  else if (payload < 65_536) {
    target[at + 1] = 126;
    target.writeUInt16BE(payload, at + 2);
  } else {
    target[at + 1] = 127;
    target.writeUInt32BE(Math.floor(payload / 2 ** 32), at + 2);
    target.writeUInt32BE(payload % 2 ** 32, at + 6);
  }
}

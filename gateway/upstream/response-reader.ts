/** Reads HTTP/1.1 responses from bytes (RFC 9112). What can be understood in two ways is refused, not guessed at. */

import { giveMemoryBack, takeMemory } from "../memory.ts";

/** The bytes are no response that a client can rely on. */
class MalformedResponse extends Error {
  override readonly name = "MalformedResponse";
}

/** The body is larger than allowed. */
class ResponseTooLarge extends Error {
  override readonly name = "ResponseTooLarge";

  constructor(maxBytes: number) {
    super(`answer of more than ${maxBytes} bytes`);
  }
}

/** All heads of an answer together, those with status 1xx included; chunk extensions and trailers may be as long again. */
const MAX_HEAD_BYTES = 16 * 1024;
/** What is set aside for a body before any of it is there. */
const FIRST_BODY_BYTES = 256 * 1024;
/** Digits of a chunk's size. */
const MAX_SIZE_DIGITS = 8;
/** Digits of a `Content-Length`, fewer than would lose precision. */
const MAX_LENGTH_DIGITS = 15;
const EMPTY = Buffer.alloc(0);

const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;
const TAB = 0x09;
const COLON = 0x3a;
const SEMICOLON = 0x3b;
const ZERO = 0x30;

/** Where in a response the next byte stands. */
type Phase = "head" | "sized" | "chunked" | "untilClose" | "complete";

/** Where in a chunked body the next byte stands. */
type ChunkPhase =
  "size" | "extension" | "sizeEnd" | "data" | "dataEnd" | "dataEndLf" | "trailer" | "trailerLine" | "trailerLf" | "end";

/** Reads one response after another; `begin` before each. */
export class ResponseReader {
  /** Of the response, once its head is read. */
  status = 0;
  /** Whether the connection can be used again after this response, as far as the subgraph says. */
  keepsAlive = false;
  /** For how long the subgraph keeps an unused connection, where it says so. */
  keepAliveSeconds: number | null = null;
  /** The body of a complete response, until the next is begun or pushed: it may stand in what was pushed last. */
  body: Buffer = EMPTY;
  /** Whether the body's memory is nobody else's, so that it may be kept, and given back. */
  ownsBody = false;

  readonly #maxBodyBytes: number;
  #phase: Phase = "complete";
  #headBytes = 0;
  /** The beginning of a head that has not come whole. */
  #held = EMPTY;
  #heldBytes = 0;
  #contentLength: number | null = null;
  #isChunked = false;
  /** The beginning of a body that has not come whole. */
  #body: Buffer = EMPTY;
  #bodyBytes = 0;
  #chunkPhase: ChunkPhase = "size";
  #chunkBytes = 0;
  #sizeDigits = 0;
  #chunkOverheadBytes = 0;

  constructor(maxBodyBytes: number) {
    this.#maxBodyBytes = maxBodyBytes;
  }

  /** Expects a response from the next byte on. */
  begin(): void {
    this.#phase = "head";
    this.#headBytes = 0;
    this.#heldBytes = 0;
    this.status = 0;
    this.body = EMPTY;
    this.ownsBody = false;
  }

  /**
   * Takes what has arrived.
   * @param buffer its bytes from `at` to `end` are read; nothing of it is kept
   * @returns where the response ends in it, or -1 where there is more to come
   * @throws MalformedResponse or ResponseTooLarge, and then nothing more can be read
   */
  push(buffer: Buffer, at: number, end: number): number {
    let from = at;
    while (this.#phase === "head") {
      from = this.#takeHead(buffer, from, end);
      if (from === -1) return -1;
    }
    switch (this.#phase) {
      case "sized":
        return this.#takeSized(buffer, from, end);
      case "chunked":
        return this.#takeChunked(buffer, from, end);
      case "untilClose":
        this.#append(buffer, from, end);
        return -1;
      case "complete":
        return from;
      default:
        return this.#phase satisfies never;
    }
  }

  /** Takes the end of the connection. @returns whether the response is complete with it */
  finish(): boolean {
    if (this.#phase === "untilClose") this.#completeBody();
    return this.#phase === "complete";
  }

  #takeHead(buffer: Buffer, at: number, end: number): number {
    if (this.#heldBytes === 0) {
      const headEnd = endOfHead(buffer, at, end);
      this.#countHead((headEnd === -1 ? end : headEnd) - at);
      if (headEnd === -1) {
        if (this.#held.length === 0) this.#held = Buffer.allocUnsafeSlow(MAX_HEAD_BYTES);
        this.#heldBytes = buffer.copy(this.#held, 0, at, end);
        return -1;
      }
      this.#readHead(buffer, at, headEnd);
      return headEnd;
    }
    const before = this.#heldBytes;
    const copied = buffer.copy(this.#held, before, at, end);
    const headEnd = endOfHead(this.#held, Math.max(0, before - 3), before + copied);
    if (headEnd === -1) {
      this.#countHead(end - at);
      this.#heldBytes = before + copied;
      return -1;
    }
    this.#countHead(headEnd - before);
    this.#heldBytes = 0;
    this.#readHead(this.#held, 0, headEnd);
    return at + headEnd - before;
  }

  #countHead(bytes: number): void {
    this.#headBytes += bytes;
    if (this.#headBytes > MAX_HEAD_BYTES) throw new MalformedResponse(`a head of more than ${MAX_HEAD_BYTES} bytes`);
  }

  #readHead(buffer: Buffer, at: number, end: number): void {
    const isOldest = readVersion(buffer, at);
    this.status = readStatus(buffer, at + 8);
    this.keepsAlive = !isOldest;
    this.keepAliveSeconds = null;
    this.#contentLength = null;
    this.#isChunked = false;
    let position = at + 12;
    if (buffer[position] === SPACE) position = endOfText(buffer, position);
    for (position = afterLine(buffer, position); position < end - 2; position = afterLine(buffer, position)) {
      position = this.#readField(buffer, position);
    }
    if (this.status < 200) {
      if (this.status === 101) throw new MalformedResponse("a change of protocols that nobody asked for");
      return;
    }
    this.#beginBody(isOldest);
  }

  /** @returns where the field's line ends */
  #readField(buffer: Buffer, at: number): number {
    const nameEnd = endOfToken(buffer, at);
    if (nameEnd === at || buffer[nameEnd] !== COLON) throw new MalformedResponse("a header without a name");
    let from = nameEnd + 1;
    while (isBlank(buffer[from])) from += 1;
    const end = endOfText(buffer, from);
    let to = end;
    while (to > from && isBlank(buffer[to - 1])) to -= 1;
    switch (nameEnd - at) {
      case 10:
        if (isText(buffer, at, nameEnd, "connection")) this.#readConnection(buffer, from, to);
        else if (isText(buffer, at, nameEnd, "keep-alive")) this.keepAliveSeconds = readSeconds(buffer, from, to);
        break;
      case 14:
        if (isText(buffer, at, nameEnd, "content-length")) this.#readContentLength(buffer, from, to);
        break;
      case 17:
        if (isText(buffer, at, nameEnd, "transfer-encoding")) this.#readTransferEncoding(buffer, from, to);
        break;
      default:
    }
    return end;
  }

  #readConnection(buffer: Buffer, from: number, to: number): void {
    if (isText(buffer, from, to, "keep-alive")) return;
    const options = buffer.toString("latin1", from, to).toLowerCase().split(",");
    if (options.some((option) => option.trim() === "close")) this.keepsAlive = false;
  }

  #readContentLength(buffer: Buffer, from: number, to: number): void {
    if (this.#contentLength !== null) throw new MalformedResponse("more than one Content-Length");
    let length = 0;
    for (let at = from; at < to; at++) {
      const digit = (buffer[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) throw new MalformedResponse("a Content-Length that is no number");
      length = length * 10 + digit;
    }
    if (from === to || to - from > MAX_LENGTH_DIGITS) throw new MalformedResponse("a Content-Length that is no number");
    this.#contentLength = length;
  }

  #readTransferEncoding(buffer: Buffer, from: number, to: number): void {
    if (this.#isChunked || !isText(buffer, from, to, "chunked")) {
      throw new MalformedResponse("a Transfer-Encoding other than chunked");
    }
    this.#isChunked = true;
  }

  /** RFC 9112, section 6.3. */
  #beginBody(isOldest: boolean): void {
    this.#bodyBytes = 0;
    const length = this.#contentLength;
    if (this.#isChunked && length !== null) throw new MalformedResponse("both Content-Length and Transfer-Encoding");
    if (this.#isChunked && isOldest) throw new MalformedResponse("Transfer-Encoding in HTTP/1.0");
    if (this.status === 204 || this.status === 304 || length === 0) {
      this.#completeBody();
    } else if (this.#isChunked) {
      this.#phase = "chunked";
      this.#beginChunk();
      this.#chunkOverheadBytes = 0;
    } else if (length === null) {
      this.#phase = "untilClose";
      this.keepsAlive = false;
    } else {
      if (length > this.#maxBodyBytes) throw new ResponseTooLarge(this.#maxBodyBytes);
      this.#phase = "sized";
    }
  }

  #takeSized(buffer: Buffer, at: number, end: number): number {
    const missing = (this.#contentLength ?? 0) - this.#bodyBytes;
    if (end - at < missing) {
      this.#append(buffer, at, end);
      return -1;
    }
    if (this.#bodyBytes === 0) {
      this.body = buffer.subarray(at, at + missing);
      this.#phase = "complete";
    } else {
      this.#append(buffer, at, at + missing);
      this.#completeBody();
    }
    return at + missing;
  }

  #takeChunked(buffer: Buffer, from: number, end: number): number {
    let at = from;
    while (at < end) {
      if (this.#chunkPhase === "data") {
        const to = Math.min(end, at + this.#chunkBytes);
        this.#append(buffer, at, to);
        this.#chunkBytes -= to - at;
        at = to;
        if (this.#chunkBytes === 0) this.#chunkPhase = "dataEnd";
        continue;
      }
      this.#takeChunkByte(buffer[at] ?? 0);
      at += 1;
      if (this.#phase === "complete") return at;
    }
    return -1;
  }

  /** RFC 9112, section 7.1. Extensions and trailers are skipped. */
  #takeChunkByte(byte: number): void {
    switch (this.#chunkPhase) {
      case "size":
        this.#takeSizeByte(byte);
        return;
      case "extension":
        if (byte === CR) this.#chunkPhase = "sizeEnd";
        else this.#countOverhead(byte);
        return;
      case "sizeEnd":
        expectByte(byte, LF);
        this.#chunkPhase = this.#chunkBytes === 0 ? "trailer" : "data";
        return;
      case "dataEnd":
        expectByte(byte, CR);
        this.#chunkPhase = "dataEndLf";
        return;
      case "dataEndLf":
        expectByte(byte, LF);
        this.#beginChunk();
        return;
      case "trailer":
        if (byte === CR) this.#chunkPhase = "end";
        else {
          this.#countOverhead(byte);
          this.#chunkPhase = "trailerLine";
        }
        return;
      case "trailerLine":
        if (byte === CR) this.#chunkPhase = "trailerLf";
        else this.#countOverhead(byte);
        return;
      case "trailerLf":
        expectByte(byte, LF);
        this.#chunkPhase = "trailer";
        return;
      case "end":
        expectByte(byte, LF);
        this.#completeBody();
        return;
      case "data":
        throw new MalformedResponse("no byte of a chunk's frame");
      default:
        this.#chunkPhase satisfies never;
    }
  }

  #beginChunk(): void {
    this.#chunkPhase = "size";
    this.#chunkBytes = 0;
    this.#sizeDigits = 0;
  }

  #takeSizeByte(byte: number): void {
    const digit = hexDigit(byte);
    if (digit !== -1) {
      this.#sizeDigits += 1;
      if (this.#sizeDigits > MAX_SIZE_DIGITS) throw new MalformedResponse("a chunk's size of too many digits");
      this.#chunkBytes = this.#chunkBytes * 16 + digit;
      return;
    }
    if (this.#sizeDigits === 0 || (byte !== CR && byte !== SEMICOLON)) {
      throw new MalformedResponse("a chunk without a size");
    }
    if (this.#bodyBytes + this.#chunkBytes > this.#maxBodyBytes) throw new ResponseTooLarge(this.#maxBodyBytes);
    this.#chunkPhase = byte === CR ? "sizeEnd" : "extension";
  }

  #countOverhead(byte: number): void {
    this.#chunkOverheadBytes += 1;
    if (!isTextByte(byte) || this.#chunkOverheadBytes > MAX_HEAD_BYTES) {
      throw new MalformedResponse("a chunk's extensions or trailers that are too long, or no text");
    }
  }

  #append(buffer: Buffer, from: number, to: number): void {
    const needed = this.#bodyBytes + to - from;
    if (needed > this.#maxBodyBytes) throw new ResponseTooLarge(this.#maxBodyBytes);
    if (needed > this.#body.length) {
      const known = this.#contentLength ?? this.#maxBodyBytes;
      const size = Math.min(known, Math.max(needed, this.#body.length * 2, FIRST_BODY_BYTES));
      const grown = takeMemory(size);
      this.#body.copy(grown, 0, 0, this.#bodyBytes);
      giveMemoryBack(this.#body);
      this.#body = grown;
    }
    buffer.copy(this.#body, this.#bodyBytes, from, to);
    this.#bodyBytes = needed;
  }

  #completeBody(): void {
    this.body = this.#body.subarray(0, this.#bodyBytes);
    this.ownsBody = true;
    this.#body = EMPTY;
    this.#phase = "complete";
  }
}

/** Where a byte may stand: in tokens (RFC 9110, section 5.6.2), and in what is text at all. */
const IN_TOKEN = new Uint8Array(256);
const IN_TEXT = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  IN_TOKEN[byte] = /[\w!#$%&'*+.^`|~-]/.test(String.fromCharCode(byte)) ? 1 : 0;
  IN_TEXT[byte] = byte === TAB || (byte >= SPACE && byte !== 0x7f) ? 1 : 0;
}

function isTextByte(byte: number): boolean {
  return IN_TEXT[byte] === 1;
}

/** @returns behind the empty line that ends a head, or -1 */
function endOfHead(buffer: Buffer, from: number, end: number): number {
  for (let at = from + 3; at < end;) {
    const byte = buffer[at];
    if (byte === LF) {
      if (buffer[at - 1] === CR && buffer[at - 2] === LF && buffer[at - 3] === CR) return at + 1;
      // The next one that can fit: this line feed as the first of the two.
      at += 2;
    } else {
      at += byte === CR ? 1 : 4;
    }
  }
  return -1;
}

/** @returns whether it is HTTP/1.0 */
function readVersion(buffer: Buffer, at: number): boolean {
  const minor = (buffer[at + 7] ?? 0) - ZERO;
  if (!isText(buffer, at, at + 7, "http/1.") || buffer[at] !== 0x48 || (minor !== 0 && minor !== 1)) {
    throw new MalformedResponse("no HTTP/1.1 response");
  }
  return minor === 0;
}

function readStatus(buffer: Buffer, at: number): number {
  let status = 0;
  for (let place = at + 1; place <= at + 3; place++) {
    const digit = (buffer[place] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) throw new MalformedResponse("no status");
    status = status * 10 + digit;
  }
  if (buffer[at] !== SPACE || status < 100) throw new MalformedResponse("no status");
  return status;
}

function endOfToken(buffer: Buffer, from: number): number {
  let at = from;
  while (IN_TOKEN[buffer[at] ?? 0] === 1) at += 1;
  return at;
}

function endOfText(buffer: Buffer, from: number): number {
  let at = from;
  while (IN_TEXT[buffer[at] ?? 0] === 1) at += 1;
  return at;
}

/** Behind the line break that must stand here: neither half of one is taken for it. */
function afterLine(buffer: Buffer, at: number): number {
  if (buffer[at] !== CR || buffer[at + 1] !== LF) throw new MalformedResponse("a line of the head that is no text");
  return at + 2;
}

function expectByte(byte: number, expected: number): void {
  if (byte !== expected) throw new MalformedResponse("a chunk that does not end where it should");
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}

/** @param text in lower case; letters of either case match */
function isText(buffer: Buffer, from: number, to: number, text: string): boolean {
  if (to - from !== text.length) return false;
  for (let at = 0; at < text.length; at++) {
    const byte = buffer[from + at] ?? 0;
    if ((byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte) !== text.charCodeAt(at)) return false;
  }
  return true;
}

function hexDigit(byte: number): number {
  if (byte >= ZERO && byte <= 0x39) return byte - ZERO;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x61 + 10 : -1;
}

/** The `timeout` of a `Keep-Alive` header. */
function readSeconds(buffer: Buffer, from: number, to: number): number | null {
  const seconds = /(?:^|[,;\s])timeout\s*=\s*"?(\d{1,9})/i.exec(buffer.toString("latin1", from, to))?.[1];
  return seconds === undefined ? null : Number(seconds);
}

/** Finds its way in JSON text as bytes (RFC 8259), which must be valid UTF-8. Where a value begins and ends is all that is made of it. */

const BLANK = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const PLUS = 0x2b;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COMMA = 0x2c;
const COLON = 0x3a;
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const [LOWER_T, LOWER_F, LOWER_N, LOWER_U] = [0x74, 0x66, 0x6e, 0x75];

/** Values within a value; deeper ones are left to a parser. */
const MAX_DEPTH = 100;

/**
 * @returns where the value ends that begins at a place; -1 where there is none, or one with white space other than single blanks
 *   behind commas and colons
 */
export function valueEnd(bytes: Uint8Array, at: number, depth = 0): number {
  const first = bytes[at];
  switch (first) {
    case QUOTE:
      return stringEnd(bytes, at);
    case LOWER_T:
      return wordEnd(bytes, at, TRUE);
    case LOWER_F:
      return wordEnd(bytes, at, FALSE);
    case LOWER_N:
      return wordEnd(bytes, at, NULL);
    case OPEN_LIST:
      return listEnd(bytes, at, depth);
    case OPEN_OBJECT:
      return objectEnd(bytes, at, depth);
    default:
      return numberEnd(bytes, at);
  }
}

/** @returns behind a key with its quotes and its colon, or 0 where another stands */
export function keyEnd(bytes: Uint8Array, at: number, key: Uint8Array): number {
  const { length } = key;
  // Keys differ in their first letters, as a rule.
  for (let n = 1; n < length; n++) if (bytes[at + n] !== key[n]) return 0;
  return bytes[at] === QUOTE ? at + length : 0;
}

/** @returns behind the closing quote */
export function stringEnd(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; ;) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) return at + 1;
    // Control characters, and the end of the text.
    if (byte < 0x20) return -1;
    if (byte !== BACKSLASH) {
      at++;
      continue;
    }
    at = escapeEnd(bytes, at);
    if (at === -1) return -1;
  }
}

function escapeEnd(bytes: Uint8Array, start: number): number {
  const what = bytes[start + 1] ?? 0;
  if (what !== LOWER_U) return ESCAPES.has(what) ? start + 2 : -1;
  for (let at = start + 2; at < start + 6; at++) if (!isHexDigit(bytes[at] ?? 0)) return -1;
  return start + 6;
}

const ESCAPES = new Set(Buffer.from('"\\/bfnrt'));

function isHexDigit(byte: number): boolean {
  const lower = byte | 0x20;
  return (byte >= ZERO && byte <= NINE) || (lower >= 0x61 && lower <= 0x66);
}

function numberEnd(bytes: Uint8Array, start: number): number {
  let at = bytes[start] === MINUS ? start + 1 : start;
  if (bytes[at] === ZERO) at++;
  else {
    const end = digitsEnd(bytes, at);
    if (end === at) return -1;
    at = end;
  }
  if (bytes[at] === DOT) {
    const end = digitsEnd(bytes, at + 1);
    if (end === at + 1) return -1;
    at = end;
  }
  if (((bytes[at] ?? 0) | 0x20) === 0x65) {
    const sign = bytes[at + 1];
    const from = sign === PLUS || sign === MINUS ? at + 2 : at + 1;
    const end = digitsEnd(bytes, from);
    if (end === from) return -1;
    at = end;
  }
  return at;
}

function digitsEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    const byte = bytes[at] ?? 0;
    if (byte < ZERO || byte > NINE) return at;
    at++;
  }
}

function listEnd(bytes: Uint8Array, start: number, depth: number): number {
  if (depth === MAX_DEPTH) return -1;
  if (bytes[start + 1] === CLOSE_LIST) return start + 2;
  for (let at = start + 1; ;) {
    const end = valueEnd(bytes, at, depth + 1);
    if (end === -1) return -1;
    if (bytes[end] === CLOSE_LIST) return end + 1;
    if (bytes[end] !== COMMA) return -1;
    at = bytes[end + 1] === BLANK ? end + 2 : end + 1;
  }
}

function objectEnd(bytes: Uint8Array, start: number, depth: number): number {
  if (depth === MAX_DEPTH) return -1;
  if (bytes[start + 1] === CLOSE_OBJECT) return start + 2;
  for (let at = start + 1; ;) {
    if (bytes[at] !== QUOTE) return -1;
    const nameEnd = stringEnd(bytes, at);
    if (nameEnd === -1 || bytes[nameEnd] !== COLON) return -1;
    const end = valueEnd(bytes, bytes[nameEnd + 1] === BLANK ? nameEnd + 2 : nameEnd + 1, depth + 1);
    if (end === -1) return -1;
    if (bytes[end] === CLOSE_OBJECT) return end + 1;
    if (bytes[end] !== COMMA) return -1;
    at = bytes[end + 1] === BLANK ? end + 2 : end + 1;
  }
}

function wordEnd(bytes: Uint8Array, at: number, word: Uint8Array): number {
  for (let n = 0; n < word.length; n++) if (bytes[at + n] !== word[n]) return -1;
  return at + word.length;
}

const [TRUE, FALSE, NULL] = [Buffer.from("true"), Buffer.from("false"), Buffer.from("null")];

/** Whether a value is a number of 32 bits written as plain digits, as all writers of JSON do. */
export function isInt(bytes: Uint8Array, start: number, end: number): boolean {
  const from = bytes[start] === MINUS ? start + 1 : start;
  const digits = end - from;
  if (digits > 10 || !areDigits(bytes, from, end)) return false;
  if (digits < 10) return from === start || bytes[from] !== ZERO;
  let value = 0;
  for (let at = from; at < end; at++) value = value * 10 + (bytes[at] ?? 0) - ZERO;
  return value <= (from === start ? 0x7fff_ffff : 0x8000_0000);
}

/** Whether a value is a whole number written as plain digits, few enough to be exact. */
export function isPlainInteger(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start <= 15 && areDigits(bytes, start, end);
}

/** Whether a value is a number without an exponent, and no longer than numbers are that were printed from memory. */
export function isPlainNumber(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > MAX_NUMBER) return false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if ((byte < ZERO || byte > NINE) && byte !== DOT && byte !== MINUS) return false;
  }
  // JSON has no zero below zero worth the name: 0 is what others write for it.
  return end > start && !(bytes[start] === MINUS && bytes[start + 1] === ZERO);
}

/** Of 64 bits, as they are printed. */
const MAX_NUMBER = 25;

function areDigits(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < ZERO || byte > NINE) return false;
  }
  return end > start;
}

/** @returns which of some texts stands there, or -1 */
export function indexOfText(bytes: Uint8Array, start: number, end: number, texts: readonly Uint8Array[]): number {
  const length = end - start;
  for (let index = 0; index < texts.length; index++) {
    const text = texts[index];
    if (text === undefined || text.length !== length) continue;
    let n = 0;
    while (n < length && text[n] === bytes[start + n]) n++;
    if (n === length) return index;
  }
  return -1;
}

/** Whether a string has characters that are written as something else. */
export function hasEscape(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === BACKSLASH) return true;
  return false;
}

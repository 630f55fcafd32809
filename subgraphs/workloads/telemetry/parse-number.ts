/** Reads the number at the end of a line of the Prometheus text format, from bytes. */

const SPACE = 0x20;
const TAB = 0x09;
const RETURN = 0x0d;
const ZERO = 0x30;
const NINE = 0x39;
const DOT = 0x2e;
const MINUS = 0x2d;

/** 10^n is exact as a double up to n = 22, and so is an integer up to 2^53: within both, one division rounds right. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);
const MAX_EXACT_DIGITS = 15;
const MAX_NUMBER_BYTES = 64;

/**
 * The value in the bytes from `at` to `end`: decimals, exponents, `NaN`, `+Inf`, `-Inf`, with blanks around it. A
 * timestamp may follow, and is ignored. Returns undefined for anything else.
 */
export function parseNumber(bytes: Uint8Array, at: number, end: number): number | undefined {
  let position = skipBlanks(bytes, at, end);
  // Without a blank it is part of what stands before it.
  if (position === at) return undefined;
  const start = position;
  const negative = bytes[position] === MINUS;
  if (negative) position++;
  let value = 0;
  let digits = 0;
  let decimals = 0;
  let point = false;
  for (; position < end; position++) {
    const byte = bytes[position] ?? 0;
    if (byte >= ZERO && byte <= NINE) {
      value = value * 10 + (byte - ZERO);
      digits++;
      if (point) decimals++;
    } else if (byte === DOT && !point) point = true;
    else break;
  }
  const byte = bytes[position];
  const plain = position === end || byte === SPACE || byte === TAB || byte === RETURN;
  if (!plain || digits === 0 || digits > MAX_EXACT_DIGITS) return parseSlowly(bytes, start, end);
  if (!onlyTimestamp(bytes, position, end)) return undefined;
  const magnitude = decimals === 0 ? value : value / (POWERS[decimals] ?? 1);
  return negative ? -magnitude : magnitude;
}

function skipBlanks(bytes: Uint8Array, at: number, end: number): number {
  let position = at;
  while (position < end && (bytes[position] === SPACE || bytes[position] === TAB)) position++;
  return position;
}

/** True when nothing but an integer, and blanks, stands from `at` to `end`. */
function onlyTimestamp(bytes: Uint8Array, at: number, end: number): boolean {
  for (let position = at; position < end; position++) {
    const byte = bytes[position] ?? 0;
    const blank = byte === SPACE || byte === TAB || byte === RETURN;
    if (!blank && byte !== MINUS && (byte < ZERO || byte > NINE)) return false;
  }
  return true;
}

function parseSlowly(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (end - start > MAX_NUMBER_BYTES) return undefined;
  const text = Buffer.from(bytes.subarray(start, end)).toString("latin1");
  const match = /^([^\s]+)(?:[ \t]+-?\d+)?[ \t\r]*$/.exec(text);
  const word = match?.[1];
  if (word === undefined) return undefined;
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(word)) return Number(word);
  if (/^[+-]?nan$/i.test(word)) return Number.NaN;
  if (/^\+?inf(?:inity)?$/i.test(word)) return Infinity;
  return /^-inf(?:inity)?$/i.test(word) ? -Infinity : undefined;
}

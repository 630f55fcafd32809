/** How much JSON holds, read off its text: that takes a small part of the time of parsing it. */

/** Bounds of JSON that a client sends. */
export interface JsonLimits {
  /** Objects and lists in each other; deeper ones would exhaust the stack of whoever walks them. */
  readonly maxDepth: number;
  /** Objects, lists, and what stands in them behind a comma: a megabyte of empty lists takes longest to parse. */
  readonly maxValues: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Which bound a text exceeds, or null. What it says of a text that is no JSON has no meaning. */
export function exceededLimit(json: string, { maxDepth, maxValues }: JsonLimits): keyof JsonLimits | null {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < json.length; at++) {
    switch (json.charCodeAt(at)) {
      case OPEN_BRACKET:
      case OPEN_BRACE:
        values++;
        if (++depth > maxDepth) return "maxDepth";
        break;
      case CLOSE_BRACKET:
      case CLOSE_BRACE:
        depth--;
        break;
      case COMMA:
        values++;
        break;
      case QUOTE:
        at = endOfText(json, at);
        break;
      default:
    }
  }
  return values > maxValues ? "maxValues" : null;
}

/** Where the text that begins at a quote ends. */
function endOfText(json: string, begin: number): number {
  for (let at = json.indexOf('"', begin + 1); at !== -1; at = json.indexOf('"', at + 1)) {
    let first = at;
    while (json.charCodeAt(first - 1) === BACKSLASH) first--;
    if ((at - first) % 2 === 0) return at;
  }
  return json.length;
}

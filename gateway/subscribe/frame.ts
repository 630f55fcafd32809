/** Answers as subscribers share them: serialised once, at first use. */

import type { ExecutionResult, FormattedExecutionResult } from "graphql";
import type { Frame } from "../engine.ts";

/**
 * Makes a frame of a result.
 * @param cursor where the stream goes on after it, or null
 */
export function createFrame(result: ExecutionResult | FormattedExecutionResult, cursor: string | null): Frame {
  return new SharedFrame(result as ExecutionResult, cursor);
}

/** Makes a frame of an answer that is JSON already. */
export function createWrittenFrame(bytes: Buffer): Frame {
  return {
    get result() {
      return JSON.parse(this.text) as ExecutionResult;
    },
    get text() {
      return bytes.toString();
    },
    bytes,
    cursor: null,
  };
}

class SharedFrame implements Frame {
  readonly result: ExecutionResult;
  readonly cursor: string | null;
  #text: string | null = null;
  #bytes: Uint8Array | null = null;

  constructor(result: ExecutionResult, cursor: string | null) {
    this.result = result;
    this.cursor = cursor;
  }

  get text(): string {
    this.#text ??= JSON.stringify(this.result);
    return this.#text;
  }

  get bytes(): Uint8Array {
    this.#bytes ??= Buffer.from(this.text);
    return this.#bytes;
  }
}

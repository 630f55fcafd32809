/** A subscriber that writes down every frame, and comes back by its cursor however its stream ends. */

import { createClient as createSseClient } from "graphql-sse";
import { createClient as createWebSocketClient, type ExecutionResult } from "graphql-ws";
import { WebSocket } from "ws";

/** An item of a frame, as far as ledgers are about it. */
export interface LedgerItem {
  readonly id: string;
  readonly gpuCount: number;
  readonly coverage: number | null;
  readonly dutyCycle: number | null;
  readonly idleAllocatedGpuCount: number;
}

/** A frame, as far as ledgers are about it. */
export interface LedgerFrame {
  readonly cursor: string;
  readonly snapshot: boolean;
  readonly gap: boolean;
  readonly skipped: number;
  readonly items: readonly LedgerItem[];
}

/** Keeps the GPUs for which everything given holds. */
export interface LedgerFilter {
  readonly site?: string;
  readonly model?: string;
}

/** What a subscriber asks for, and how. */
export interface Wanted {
  readonly transport: "webSocket" | "sse";
  readonly filter: LedgerFilter;
  readonly groupBy: readonly string[];
  readonly every: string | null;
  readonly token: () => Promise<string>;
  /** Where it asks. */
  readonly url: string;
}

const QUERY = `subscription (
  $filter: UtilisationFilter, $groupBy: [UtilisationDimension!], $every: Duration, $after: Cursor
) {
  utilisation(filter: $filter, groupBy: $groupBy, every: $every, after: $after) {
    cursor snapshot gap skipped
    items { id gpuCount coverage dutyCycle idleAllocatedGpuCount site { id name } }
  }
}`;

/** How long a subscriber waits for a frame before it takes its stream for dead. */
const SILENCE_MS = 15_000;

/** What one subscriber saw. It reads until it is stopped. */
export class Ledger {
  readonly wanted: Wanted;
  readonly frames: LedgerFrame[] = [];
  /** What ended its streams. */
  readonly breaks: unknown[] = [];
  /** Answers without a frame. */
  readonly failures: unknown[] = [];
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  constructor(wanted: Wanted) {
    this.wanted = wanted;
    this.#done = this.#read();
  }

  /** Where it stands in the feed; 0 before the first frame. */
  get seq(): number {
    const last = this.frames.at(-1);
    return last === undefined ? 0 : seqOf(last.cursor);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  async #read(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        await this.#readOnce(signal);
        this.breaks.push("completed");
      } catch (error) {
        this.breaks.push(error);
      }
      if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 400));
    }
  }

  async #readOnce(signal: AbortSignal): Promise<void> {
    const { transport, filter, groupBy, every, token, url } = this.wanted;
    const variables = { filter, groupBy, every, after: this.frames.at(-1)?.cursor ?? null };
    const authorization = `Bearer ${await token()}`;
    const client =
      transport === "webSocket"
        ? createWebSocketClient({
            url: `${url.replace("http", "ws")}/graphql`,
            webSocketImpl: WebSocket,
            connectionParams: { authorization },
            retryAttempts: 0,
            connectionAckWaitTimeout: SILENCE_MS,
          })
        : createSseClient({ url: `${url}/graphql`, headers: { authorization }, retryAttempts: 0 });
    let timer: NodeJS.Timeout | undefined;
    const over = new AbortController();
    try {
      await new Promise<void>((resolve, reject) => {
        const watch = (): void => {
          clearTimeout(timer);
          timer = setTimeout(() => reject(new Error("silence")), SILENCE_MS);
        };
        watch();
        signal.addEventListener("abort", () => resolve(), { once: true, signal: over.signal });
        client.subscribe(
          { query: QUERY, variables },
          {
            next: (result) => {
              // What was on its way when the stream was given up comes again by the cursor.
              if (over.signal.aborted) return;
              watch();
              this.#take(result as ExecutionResult<{ utilisation: LedgerFrame } | null>, reject);
            },
            error: reject,
            complete: resolve,
          },
        );
      });
    } finally {
      clearTimeout(timer);
      over.abort();
      await client.dispose();
    }
  }

  #take(
    { data, errors }: ExecutionResult<{ utilisation: LedgerFrame } | null>,
    reject: (error: unknown) => void,
  ): void {
    if (data == null) {
      // Over server-sent events the stream's end is told by a last result, and over either an event may be an error.
      this.failures.push(errors);
      reject(errors);
    } else this.frames.push(data.utilisation);
  }
}

/** Position in the feed that a cursor of the sample subgraph holds. */
export function seqOf(cursor: string): number {
  const [, seq] = JSON.parse(Buffer.from(cursor, "base64url").subarray(16).toString("utf8")) as [string, number];
  return seq;
}

/** The generations of the supergraph that a gateway has: one that serves, and those before it that still finish. */

import type { Engine, EngineStreams, LaterParts } from "./engine.ts";
import type { MovingStreams } from "./http/moving-streams.ts";
import type { Pipeline } from "./http/pipeline.ts";
import type { Generation } from "./supergraph/generation.ts";
import type { SubgraphProbe } from "./upstream/probe.ts";

/** A generation that can serve. It owns its engine and its probe. */
export interface Served {
  readonly generation: Generation;
  readonly engine: Engine;
  readonly pipeline: Pipeline;
  readonly probe: SubgraphProbe;
  /** Settles when it has nothing under way. */
  readonly idle: () => Promise<void>;
}

/** The generations of one gateway. */
export interface Generations {
  readonly current: Served;
  /** How often the supergraph was swapped. */
  readonly swaps: number;
  /** Figures of the streams of each generation. */
  streams(): readonly EngineStreams[];
  /**
   * Serves another generation from now on: requests under way finish in the one that they began in, streams move.
   * @returns settles when all streams have moved
   */
  swap(next: Served): Promise<void>;
  /** Frees all. */
  close(): Promise<void>;
}

/**
 * Creates the generations of a gateway.
 * @param maxDrainMs how long requests under way are waited for before their generation is freed
 */
export function createGenerations(first: Served, streams: MovingStreams, maxDrainMs: number): Generations {
  const retired = new Set<Retired>();
  let current = first;
  let swaps = 0;
  return {
    get current() {
      return current;
    },
    get swaps() {
      return swaps;
    },
    streams: () =>
      [current, ...[...retired].map(({ served }) => served)].flatMap(({ engine }) => engine.streams?.() ?? []),
    async swap(next) {
      const before = current;
      current = next;
      swaps += 1;
      await streams.moveTo(next.pipeline);
      const old = new Retired(before, maxDrainMs, () => retired.delete(old));
      retired.add(old);
    },
    async close() {
      await Promise.all([...retired].map((old) => old.free()));
      await free(current);
    },
  };
}

/** A generation that serves nobody new. It is freed when it has nothing under way, or its time is up. */
class Retired {
  readonly served: Served;
  readonly #timer: NodeJS.Timeout;
  readonly #onFree: () => void;
  #freed: Promise<void> | null = null;

  constructor(served: Served, maxDrainMs: number, onFree: () => void) {
    this.served = served;
    this.#onFree = onFree;
    this.#timer = setTimeout(() => void this.free(), maxDrainMs);
    void served.idle().then(() => this.free());
  }

  async free(): Promise<void> {
    clearTimeout(this.#timer);
    this.#freed ??= free(this.served);
    await this.#freed;
    this.#onFree();
  }
}

async function free({ engine, probe }: Served): Promise<void> {
  await engine.close();
  await probe.close();
}

/** An engine that knows when it has nothing under way. */
export function countUnderWay(engine: Engine): { readonly engine: Engine; readonly idle: () => Promise<void> } {
  const streams = engine.streams?.bind(engine);
  const executeInParts = engine.executeInParts?.bind(engine);
  let underWay = 0;
  const waiting: (() => void)[] = [];
  const end = (): void => {
    underWay -= 1;
    if (underWay === 0) for (const resolve of waiting.splice(0)) resolve();
  };
  const counted = async <Value>(work: Promise<Value>): Promise<Value> => {
    underWay += 1;
    try {
      return await work;
    } finally {
      end();
    }
  };
  const countedLater = async function* (later: AsyncIterable<LaterParts>): AsyncGenerator<LaterParts> {
    try {
      yield* later;
    } finally {
      end();
    }
  };
  const inParts = (execute: NonNullable<typeof executeInParts>): NonNullable<typeof executeInParts> => {
    return async (operation, context) => {
      const answer = await counted(execute(operation, context));
      if (!("later" in answer)) return answer;
      underWay += 1;
      return { ...answer, later: countedLater(answer.later) };
    };
  };
  return {
    engine: {
      apiSchema: engine.apiSchema,
      explain: (operation, isInParts) => engine.explain(operation, isInParts),
      execute: (operation, context) => counted(engine.execute(operation, context)),
      subscribe: (operation, context, place) => counted(engine.subscribe(operation, context, place)),
      ...(executeInParts === undefined ? {} : { executeInParts: inParts(executeInParts) }),
      ...(streams === undefined ? {} : { streams }),
      close: () => engine.close(),
    },
    idle: async () => {
      if (underWay > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}

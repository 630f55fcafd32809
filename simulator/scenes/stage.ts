/** What a scene is played on: a system that runs, somebody who watches, and a way to leave things as they were. */

import { setTimeout as sleep } from "node:timers/promises";
import type { Exporters } from "./exporters.ts";
import type { Graph } from "./graph.ts";
import { SceneError } from "./scene-error.ts";

/** What whoever asks for a scene may choose; null leaves it to the scene. */
export interface SceneChoices {
  /** A short name. */
  readonly partner: string | null;
  /** A short name. */
  readonly site: string | null;
  /** How many nodes it is about. */
  readonly nodes: number | null;
  /** How long the trouble stays, or the play goes on. */
  readonly seconds: number | null;
}

/** A play with a beginning and an end. It leaves the fleet as it would be left in life, and takes back what only a play needs. */
export interface Scene {
  readonly title: string;
  /** @throws SceneError when the fleet has not what it needs, or something does not come to pass */
  play(stage: Stage, choices: SceneChoices): Promise<void>;
}

/** How long what a scene waits for may take. */
const PATIENCE_MS = 180_000;
const LOOK_MS = 500;
/** Changes that are under way at once. */
const AT_ONCE = 8;

export class Stage {
  readonly graph: Graph;
  readonly exporters: Exporters;
  readonly signal: AbortSignal;
  readonly #say: (sentence: string) => void;
  readonly #startedAtMs = performance.now();
  readonly #undo: (() => Promise<void>)[] = [];

  constructor(options: {
    readonly graph: Graph;
    readonly exporters: Exporters;
    readonly say: (line: string) => void;
    /** Aborted when the play is to end early. */
    readonly signal: AbortSignal;
  }) {
    this.graph = options.graph;
    this.exporters = options.exporters;
    this.signal = options.signal;
    this.#say = options.say;
  }

  /** Tells whoever watches what has happened. */
  say(sentence: string): void {
    const seconds = (performance.now() - this.#startedAtMs) / 1000;
    this.#say(`${seconds.toFixed(1).padStart(6)} s  ${sentence}`);
  }

  /**
   * Has something done when the play is over, however it ends: the last one first.
   * @returns does it at once, and then not again
   */
  afterwards(undo: () => Promise<void>): () => Promise<void> {
    this.#undo.push(undo);
    return async () => {
      const index = this.#undo.indexOf(undo);
      if (index === -1) return;
      this.#undo.splice(index, 1);
      await undo();
    };
  }

  /** @throws when the play is to end early */
  async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.signal });
  }

  /** Asks again and again until something is there. @throws SceneError when it does not come to pass in three minutes */
  async until<Value>(what: string, look: () => Promise<Value | null>): Promise<Value> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const found = await look();
      if (found !== null) return found;
      if (performance.now() > deadline) throw new SceneError(`After ${PATIENCE_MS / 1000} s still not: ${what}.`);
      await this.pause(LOOK_MS);
    }
  }

  /** Does the same with each of a list, a few at once. What fails is counted and does not end the others. @returns the failures */
  async each<Item>(items: readonly Item[], act: (item: Item) => Promise<unknown>): Promise<readonly SceneError[]> {
    const failures: SceneError[] = [];
    const left = [...items];
    const work = async (): Promise<void> => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) {
        await act(item).catch((error: unknown) => {
          if (!(error instanceof SceneError)) throw error;
          failures.push(error);
        });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return failures;
  }

  /** Plays a scene, and then takes back what it left for afterwards. */
  async play(scene: Scene, choices: SceneChoices): Promise<void> {
    try {
      await scene.play(this, choices);
    } finally {
      for (let undo = this.#undo.pop(); undo !== undefined; undo = this.#undo.pop()) await undo();
    }
  }
}

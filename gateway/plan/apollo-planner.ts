/** The planner of @apollo/query-planner in a thread of its own, which is replaced when an operation takes it too long. */

import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { print } from "graphql";
import { GatewayError } from "../errors.ts";
import type { PlanJob, PlannerWorkerData, PlannerWorkerMessage } from "./apollo-planner-worker.ts";
import type { LabelledOperation } from "./label.ts";
import type { QueryPlan } from "./plan.ts";
import type { Planner } from "./planner.ts";

/** How to start the planner. */
export interface ApolloPlannerOptions {
  readonly supergraphSdl: string;
  /** How long one operation may be planned, from when its turn comes. Default 5000. */
  readonly timeoutMs?: number;
  /** How long a thread may take to load and to build the supergraph. Default 60000. */
  readonly startTimeoutMs?: number;
  /** Heap of the thread in MiB. Default 256. */
  readonly maxHeapMiB?: number;
  /** Operations that may wait for their turn; more are refused with OVERLOADED. Default 256. */
  readonly maxQueued?: number;
}

/** Starts the thread at once; operations wait until it is ready. */
export function createApolloPlanner(options: ApolloPlannerOptions): Planner {
  return new ApolloPlanner(options);
}

interface Waiting {
  readonly job: PlanJob;
  readonly resolve: (plan: QueryPlan) => void;
  readonly reject: (error: Error) => void;
}

type State =
  | { readonly phase: "starting"; readonly worker: Worker; readonly deadline: NodeJS.Timeout }
  | { readonly phase: "idle"; readonly worker: Worker }
  | {
      readonly phase: "planning";
      readonly worker: Worker;
      readonly deadline: NodeJS.Timeout;
      readonly current: Waiting;
    }
  /** The last thread could not be started; the next operation tries again. */
  | { readonly phase: "stopped" }
  | { readonly phase: "closed" };

class ApolloPlanner implements Planner {
  readonly #options: Required<ApolloPlannerOptions>;
  readonly #queue: Waiting[] = [];
  #state: State = { phase: "stopped" };
  #nextId = 0;

  constructor(options: ApolloPlannerOptions) {
    const defaults = { timeoutMs: 5_000, startTimeoutMs: 60_000, maxHeapMiB: 256, maxQueued: 256 };
    this.#options = { ...defaults, ...options };
    this.#start();
  }

  plan(operation: LabelledOperation, signal: AbortSignal): Promise<QueryPlan> {
    return new Promise((resolve, reject) => {
      if (this.#state.phase === "closed") throw new GatewayError("OVERLOADED");
      if (this.#queue.length >= this.#options.maxQueued) throw new GatewayError("OVERLOADED");
      signal.throwIfAborted();
      const onAbort = (): void => {
        const at = this.#queue.indexOf(waiting);
        if (at >= 0) this.#queue.splice(at, 1);
        reject(signal.reason as Error);
      };
      const settled = (): void => signal.removeEventListener("abort", onAbort);
      const waiting: Waiting = {
        job: { id: this.#nextId++, text: print(operation.document), operationName: operation.operationName },
        resolve: (plan) => (settled(), resolve(plan)),
        reject: (error) => (settled(), reject(error)),
      };
      signal.addEventListener("abort", onAbort, { once: true });
      this.#queue.push(waiting);
      if (this.#state.phase === "stopped") this.#start();
      else this.#next();
    });
  }

  async close(): Promise<void> {
    const state = this.#state;
    this.#state = { phase: "closed" };
    if (state.phase === "planning") state.current.reject(new GatewayError("OVERLOADED"));
    this.#failQueue(() => new GatewayError("OVERLOADED"));
    if (state.phase === "starting" || state.phase === "planning") clearTimeout(state.deadline);
    if (state.phase !== "stopped" && state.phase !== "closed") await state.worker.terminate();
  }

  #start(): void {
    const { supergraphSdl, maxHeapMiB, startTimeoutMs } = this.#options;
    const worker = new Worker(workerFile(), {
      workerData: { supergraphSdl } satisfies PlannerWorkerData,
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMiB },
      execArgv: [],
    });
    const deadline = setTimeout(() => this.#lose(worker, new GatewayError("PLANNING_TIMEOUT")), startTimeoutMs);
    this.#state = { phase: "starting", worker, deadline };
    worker.on("message", (message: PlannerWorkerMessage) => this.#hear(worker, message));
    worker.on("error", (cause) => this.#lose(worker, new GatewayError("PLANNING_FAILED", {}, { cause })));
    worker.on("exit", () => this.#lose(worker, new GatewayError("PLANNING_FAILED")));
  }

  #hear(worker: Worker, message: PlannerWorkerMessage): void {
    const state = this.#state;
    if (state.phase === "closed" || state.phase === "stopped" || state.worker !== worker) return;
    if (state.phase !== "idle") clearTimeout(state.deadline);
    this.#state = { phase: "idle", worker };
    if (state.phase === "planning" && message.kind !== "ready") {
      if (message.kind === "planned") state.current.resolve(message.plan);
      else state.current.reject(new GatewayError("PLANNING_FAILED", {}, { cause: new Error(message.message) }));
    }
    this.#next();
  }

  /** Hands the next operation to the thread when it is idle. */
  #next(): void {
    if (this.#state.phase !== "idle") return;
    const current = this.#queue.shift();
    if (current === undefined) return;
    const { worker } = this.#state;
    const { timeoutMs } = this.#options;
    const deadline = setTimeout(() => this.#lose(worker, new GatewayError("PLANNING_TIMEOUT")), timeoutMs);
    this.#state = { phase: "planning", worker, deadline, current };
    worker.postMessage(current.job);
  }

  /** Gives up a thread: the operation that it plans fails, those that wait go to the next thread. */
  #lose(worker: Worker, error: GatewayError): void {
    const state = this.#state;
    if (state.phase === "closed" || state.phase === "stopped" || state.worker !== worker) return;
    if (state.phase !== "idle") clearTimeout(state.deadline);
    this.#state = { phase: "stopped" };
    worker.terminate().catch(() => undefined);
    if (state.phase === "planning") state.current.reject(error);
    // A thread that never became ready would not the next time either: who waits is told, and a later operation tries again.
    if (state.phase === "starting") this.#failQueue(() => error);
    else this.#start();
  }

  #failQueue(error: () => GatewayError): void {
    for (const waiting of this.#queue.splice(0)) waiting.reject(error());
  }
}

/** The compiled worker: beside this file, or in `dist/` when this file itself runs uncompiled, as under jest. */
function workerFile(): string {
  const compiled = import.meta.url.endsWith(".ts")
    ? new URL("../../dist/gateway/plan/apollo-planner-worker.js", import.meta.url)
    : new URL("./apollo-planner-worker.js", import.meta.url);
  return fileURLToPath(compiled);
}

/**
 * The short way of a query: answers of subgraphs stay bytes, and the client's answer is copied together from them. It ends where
 * anything is not plainly clean. The exact way then begins anew, with the answers that came already.
 */

import type { GraphQLSchema } from "graphql";
import { giveMemoryBack } from "../../memory.ts";
import type { OperationRequest } from "../../operation.ts";
import type { EntityFetch, Fetch, QueryPlan, RootFetch } from "../../plan/plan.ts";
import { BytesAnswer, type FetchSubgraph, type SubgraphResponse, WrittenRequest } from "../ports.ts";
import { compileVariables } from "../run.ts";
import { sharedSlab } from "../slab.ts";
import { ANOMALY, type BytesProgram, createProgram } from "./program.ts";
import { giveTapeBack, type Tape, takeTape } from "./tape.ts";

/** Runs a query on bytes. */
export type RunBytes = (
  request: OperationRequest,
  fetchSubgraph: FetchSubgraph,
  signal: AbortSignal,
) => Promise<BytesOutcome>;

/** The answer, or a way to ask subgraphs that gives what they answered already. */
export type BytesOutcome =
  | { readonly kind: "written"; readonly bytes: Buffer }
  | {
      readonly kind: "left";
      readonly fetchSubgraph: FetchSubgraph;
      /** What is wrong with us; null where the way was left because of what came. */
      readonly defect: Error | null;
    };

/** What a plan is compiled to; it decides at each use whether it is worth trying. */
export interface BytesWay {
  /** Null where it is not to be tried this time. */
  next(): RunBytes | null;
}

/** By fetch id, for how many others a fetch waits, and which wait for it. */
export type FetchOrder = readonly { readonly waitsFor: number; readonly dependents: readonly number[] }[];

/** A way that ends early is not tried again for a while: twice as long each time, up to this many uses. */
const MAX_REST = 1024;

/** Null where the plan is none for records. */
export function compileBytesWay(
  plan: QueryPlan,
  schema: GraphQLSchema,
  order: FetchOrder,
  usesBeforeGeneration: number,
): BytesWay | null {
  if (plan.kind !== "query" || usesBeforeGeneration === Infinity) return null;
  let uses = 0;
  let run: RunBytes | null | undefined;
  let rest = 0;
  let lastRest = 0;
  const onOutcome = (kind: BytesOutcome["kind"]): void => {
    if (kind === "written") lastRest = 0;
    else rest = lastRest = Math.min(MAX_REST, lastRest * 2 + 1);
  };
  return {
    next() {
      if (run === undefined) {
        if (uses++ < usesBeforeGeneration) return null;
        const program = createProgram(plan, schema);
        run = program === null ? null : createRun(plan, program, order, onOutcome);
      }
      if (rest > 0) {
        rest--;
        return null;
      }
      return run;
    },
  };
}

/** One run. */
interface Attempt {
  readonly request: OperationRequest;
  readonly fetchSubgraph: FetchSubgraph;
  readonly signal: AbortSignal;
  readonly tape: Tape;
  /** What was asked already, for the exact way. */
  readonly asked: Asked[];
  /** What came; nobody else has it. */
  readonly answers: { readonly request: WrittenRequest; readonly received: BytesAnswer }[];
  readonly waitingFor: number[];
  /** Whether the exact way was taken: whoever still waits for an answer has nothing left to do. */
  isLeft: boolean;
}

interface Asked {
  readonly request: WrittenRequest;
  readonly answer: Promise<SubgraphResponse>;
}

type WriteRequest = (attempt: Attempt) => WrittenRequest | null;

function createRun(
  plan: QueryPlan,
  program: BytesProgram,
  order: FetchOrder,
  onOutcome: (kind: BytesOutcome["kind"]) => void,
): RunBytes {
  const { layouts } = program;
  const writes = plan.fetches.map((fetch) => compileRequest(fetch, program));
  const waitsFor = order.map((fetch) => fetch.waitsFor);
  const first = waitsFor.flatMap((count, id) => (count === 0 ? [id] : []));

  const start = async (id: number, attempt: Attempt): Promise<void> => {
    const request = writes[id]?.(attempt) ?? null;
    if (request !== null) {
      const answer = attempt.fetchSubgraph(request, attempt.signal);
      attempt.asked.push({ request, answer });
      let received: SubgraphResponse | null = null;
      try {
        received = await answer;
      } catch {
        // The exact way meets it again.
      }
      if (attempt.isLeft) return;
      if (!(received instanceof BytesAnswer)) throw ANOMALY;
      attempt.answers.push({ request, received });
      attempt.tape.buffers[id] = received.body;
      program.read(id, attempt.tape);
    }
    const ready = (order[id]?.dependents ?? []).filter((dependent) => {
      const left = (attempt.waitingFor[dependent] ?? 0) - 1;
      attempt.waitingFor[dependent] = left;
      return left === 0;
    });
    const [only] = ready;
    if (ready.length === 1 && only !== undefined) await start(only, attempt);
    else if (ready.length > 0) await Promise.all(ready.map((dependent) => start(dependent, attempt)));
  };

  return async (request, fetchSubgraph, signal) => {
    const tape = takeTape(plan.fetches.length, layouts.inputs.length);
    const attempt: Attempt = {
      request,
      fetchSubgraph,
      signal,
      tape,
      asked: [],
      answers: [],
      waitingFor: [...waitsFor],
      isLeft: false,
    };
    try {
      if (first.length === 1 && first[0] !== undefined) await start(first[0], attempt);
      else await Promise.all(first.map((id) => start(id, attempt)));
      const bytes = writeAnswer(program, tape);
      giveTapeBack(tape);
      for (const answered of attempt.answers) {
        giveMemoryBack(answered.received.body);
        if (answered.received.isRequestSent) giveMemoryBack(answered.request.body);
      }
      onOutcome("written");
      return { kind: "written", bytes };
    } catch (error) {
      attempt.isLeft = true;
      onOutcome("left");
      // Whatever an anomaly was, the exact way meets it again, and tells of it.
      const defect = error === ANOMALY ? null : new Error("an answer could not be kept as bytes", { cause: error });
      return { kind: "left", fetchSubgraph: replay(attempt.asked, fetchSubgraph), defect };
    }
  };
}

function writeAnswer(program: BytesProgram, tape: Tape): Buffer {
  sharedSlab.begin();
  try {
    program.write(tape);
    return sharedSlab.finish();
  } catch (error) {
    sharedSlab.giveUp();
    throw error;
  }
}

/** Makes what writes the request of a fetch; it gives null where there is nothing to ask. */
function compileRequest(fetch: Fetch, program: BytesProgram): WriteRequest {
  return fetch.kind === "root" ? compileRootRequest(fetch) : compileEntityRequest(fetch, program);
}

function compileRootRequest({ subgraph, operation, variables }: RootFetch): WriteRequest {
  const writeVariables = compileVariables(variables);
  const head = `{"query":${JSON.stringify(operation)}`;
  const bare = Buffer.from(`${head}}`);
  return ({ request }) => {
    const written = writeVariables(request);
    const body = written === "" ? bare : Buffer.from(`${head},"variables":{${written.slice(0, -1)}}}`);
    return new WrittenRequest(subgraph, "query", operation, body, true);
  };
}

function compileEntityRequest({ id, ...fetch }: EntityFetch, program: BytesProgram): WriteRequest {
  const { subgraph, operation } = fetch;
  const writeVariables = compileVariables(fetch.variables);
  const head = Buffer.from(fetch.head);
  const inputs = program.layouts.inputsOf(id).map((one, at) => ({
    id: one.id,
    name: Buffer.from(`${at === 0 ? "" : "],"}"${one.input.variable}":[`),
  }));
  return ({ request, tape }) => {
    let isEmpty = true;
    sharedSlab.begin();
    try {
      sharedSlab.constant(head);
      sharedSlab.raw(writeVariables(request));
      for (const input of inputs) {
        sharedSlab.constant(input.name);
        if (program.collect(input.id, tape) > 0) isEmpty = false;
      }
    } catch (error) {
      sharedSlab.giveUp();
      throw error;
    }
    if (isEmpty) {
      sharedSlab.giveUp();
      return null;
    }
    sharedSlab.constant(END);
    return new WrittenRequest(subgraph, "query", operation, sharedSlab.finish(), true);
  };
}

const END = Buffer.from("]}}");

/** Gives what was asked already, and asks for the rest. */
function replay(asked: readonly Asked[], fetchSubgraph: FetchSubgraph): FetchSubgraph {
  return async (request, signal) => {
    const { body } = request;
    const known = asked.find(
      (one) => one.request.subgraph === request.subgraph && body !== undefined && one.request.body.equals(body),
    );
    if (known === undefined) return await fetchSubgraph(request, signal);
    const answer = await known.answer;
    return answer instanceof BytesAnswer ? answer.read() : answer;
  };
}

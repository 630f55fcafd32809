/**
 * Answers that come in parts, over multipart HTTP, in two ways: that of the specification's draft of August 2022
 * (`deferSpec=20220824`), and that of graphql-js 17.0.0-alpha.9 (`incrementalSpec=v0.2`).
 * What goes wrong before the first part is thrown, for a plain response; later it is told at each part that does not come.
 */

import type { ExecutionResult } from "graphql";
import type { Answer, LaterParts, PartedAnswer, PendingPart } from "../engine.ts";
import type { Exchange } from "./exchange.ts";
import type { PartsSpec } from "./negotiate.ts";
import type { Pipeline } from "./pipeline.ts";
import type { RequestSpan } from "./request-signals.ts";
import { withPlan } from "./told-plan.ts";

/** An answer under way that may come in parts. */
export interface PartedResponse {
  readonly exchange: Exchange;
  readonly pipeline: Pipeline;
  readonly span: RequestSpan;
  readonly spec: PartsSpec;
  /** How it is answered, where that was asked too. */
  readonly plan: string | null;
  readonly answer: Promise<Answer | PartedAnswer>;
  /** Answers in one. */
  readonly respondWith: (answer: Answer) => void;
}

/** Answers. It settles when all parts are written. @throws what makes the answer fail before its first part */
export async function respondInParts(parted: PartedResponse): Promise<void> {
  const { exchange, pipeline, span, spec, plan, respondWith } = parted;
  const body = new PartedBody(exchange, pipeline, spec);
  const deliver = async (): Promise<void> => {
    const answer = await parted.answer;
    if (!("later" in answer)) {
      respondWith(answer);
      return;
    }
    body.begin(answer, plan);
    for await (const given of answer.later) body.give(given);
  };
  try {
    await span.orAborted(deliver());
  } catch (error) {
    if (!body.hasBegun) throw error;
    body.fail(error);
  }
}

const HEADERS = { "cache-control": "no-store, no-transform", "x-accel-buffering": "no" };
const BOUNDARY = "\r\n--graphql";
const PART = "\r\ncontent-type: application/json; charset=utf-8\r\n\r\n";

/** The body of a response in parts. The boundary that ends a part is sent with it, so that clients give it out at once. */
class PartedBody {
  readonly #exchange: Exchange;
  readonly #pipeline: Pipeline;
  readonly #spec: PartsSpec;
  readonly #open = new Map<string, PendingPart>();
  #phase: "waiting" | "open" | "ended" = "waiting";

  constructor(exchange: Exchange, pipeline: Pipeline, spec: PartsSpec) {
    this.#exchange = exchange;
    this.#pipeline = pipeline;
    this.#spec = spec;
  }

  get hasBegun(): boolean {
    return this.#phase !== "waiting";
  }

  /** Writes the head and the first part. */
  begin({ first, pending }: PartedAnswer, plan: string | null): void {
    const { response, requestId } = this.#exchange;
    if (response.destroyed) return;
    this.#phase = "open";
    const { body } = this.#pipeline.present(first, requestId);
    const told = (plan === null ? body : withPlan(body, plan)).toString();
    response.writeHead(200, { ...HEADERS, "content-type": `multipart/mixed;boundary="graphql";${this.#spec}` });
    response.cork();
    response.write(BOUNDARY);
    const members = [...this.#announced(pending), `"hasNext":${pending.length > 0}`];
    this.#write(`${told.slice(0, -1)},${members.join(",")}}`, pending.length > 0);
    response.uncork();
  }

  /** Writes what is given together. */
  give({ parts, pending, hasNext }: LaterParts): void {
    const given = parts.map(({ part, result }): GivenPart => {
      this.#open.delete(part.id);
      return { part, isNull: result.data === null, text: this.#present(result) };
    });
    this.#write(this.#later(given, this.#announced(pending), hasNext), hasNext);
  }

  /** Tells an error in the place of everything that is still to come, and ends. */
  fail(error: unknown): void {
    if (this.#phase !== "open") return;
    const { errors = [] } = this.#pipeline.presentError(error, this.#exchange.requestId).result;
    const given = [...this.#open.values()].map((part): GivenPart => {
      const placed = errors.map((one) => ({ ...one, path: part.path }));
      return { part, isNull: true, text: JSON.stringify({ errors: placed, data: null }) };
    });
    this.#write(this.#later(given, [], false), false);
  }

  #present(result: ExecutionResult): string {
    return this.#pipeline.present(result, this.#exchange.requestId).body.toString();
  }

  #later(given: readonly GivenPart[], announced: readonly string[], hasNext: boolean): string {
    const members = [...announced];
    switch (this.#spec) {
      case "deferSpec=20220824": {
        const incremental = given.map(({ part: { path, label }, text }) =>
          withMembers(text, { path, label: label ?? undefined }),
        );
        members.push(`"incremental":[${incremental.join(",")}]`);
        break;
      }
      case "incrementalSpec=v0.2": {
        const incremental = given.flatMap(({ part: { id }, isNull, text }) =>
          isNull ? [] : [withMembers(text, { id })],
        );
        const completed = given.map(({ part: { id }, isNull, text }) => {
          const { errors } = isNull ? (JSON.parse(text) as ExecutionResult) : {};
          return JSON.stringify({ id, errors });
        });
        if (incremental.length > 0) members.push(`"incremental":[${incremental.join(",")}]`);
        members.push(`"completed":[${completed.join(",")}]`);
        break;
      }
      default:
        this.#spec satisfies never;
    }
    return `{${[...members, `"hasNext":${hasNext}`].join(",")}}`;
  }

  /** Only the newer way says beforehand what is to come. */
  #announced(pending: readonly PendingPart[]): readonly string[] {
    for (const part of pending) this.#open.set(part.id, part);
    if (pending.length === 0 || this.#spec !== "incrementalSpec=v0.2") return [];
    const told = pending.map(({ id, path, label }) => ({ id, path, label: label ?? undefined }));
    return [`"pending":${JSON.stringify(told)}`];
  }

  #write(json: string, hasNext: boolean): void {
    const { response } = this.#exchange;
    if (this.#phase !== "open" || response.destroyed) return;
    const text = `${PART}${json}${BOUNDARY}`;
    if (hasNext) {
      response.write(text);
      return;
    }
    this.#phase = "ended";
    response.end(`${text}--\r\n`);
  }
}

/** A part as it is sent: its result as JSON. */
interface GivenPart {
  readonly part: PendingPart;
  readonly isNull: boolean;
  readonly text: string;
}

/** A JSON object with more members. @param json an object that is not empty */
function withMembers(json: string, members: object): string {
  return `${json.slice(0, -1)},${JSON.stringify(members).slice(1)}`;
}

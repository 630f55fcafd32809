/** Runs an operation whose answer comes in parts: one run, of which each part is given as soon as its fetches are done. */

import type { ExecutionResult, GraphQLSchema } from "graphql";
import type { LaterParts, PartedAnswer, PendingPart } from "../engine.ts";
import { invariant } from "../errors.ts";
import type { OperationRequest, PreparedOperation } from "../operation.ts";
import type { AnswerPart, QueryPlan, ResponsePath } from "../plan/plan.ts";
import { type Selection, TYPENAME } from "../plan/selection.ts";
import { type ClientPaths, createClientPaths, valueAt } from "./client-paths.ts";
import { type CompiledFetch, compileFetches, estimateBytes } from "./compile.ts";
import { compileObjects, type CompleteRoot } from "./complete.ts";
import type { ExecutionPorts } from "./execute.ts";
import { Faults, type Found, InvalidValues } from "./faults.ts";
import { BareObject, isObject, type JsonObject, read } from "./json.ts";
import { type Run, runFetches } from "./run.ts";
import type { Place } from "./targets.ts";

/** An operation that is ready to run in parts. It holds no state of a request. */
export interface CompiledParts {
  readonly prepared: PreparedOperation;
  /** By fetch id. */
  readonly fetches: readonly CompiledFetch[];
  readonly first: CompiledPart;
  /** The first, and all others. */
  readonly all: readonly CompiledPart[];
  /** Estimate of what this occupies, for caches. */
  readonly bytes: number;
}

interface CompiledPart extends Pick<AnswerPart, "label" | "path" | "selection"> {
  readonly asks: ReadonlySet<number>;
  readonly waitsFor: ReadonlySet<number>;
  /** Fetches that are made for this part, and for what waits for it. */
  readonly own: ReadonlySet<number>;
  readonly completeFor: (source: JsonObject) => CompleteRoot | null;
  /** For places that are the part's. */
  readonly clientPaths: ClientPaths;
  readonly parts: readonly CompiledPart[];
}

/** Objects of which a part has fields. */
interface Instance {
  readonly part: CompiledPart;
  readonly pending: PendingPart;
  readonly source: JsonObject;
  /** Where it is as it was fetched, under slots. */
  readonly place: Place;
}

/** Compiles a plan of the prepared operation; null where its answer comes in one. */
export function compileParts(
  plan: QueryPlan,
  apiSchema: GraphQLSchema,
  prepared: PreparedOperation,
): CompiledParts | null {
  if (plan.first === null) return null;
  const all: CompiledPart[] = [];
  const compile = (part: AnswerPart, around: ReadonlySet<number>, embed: Embed): CompiledPart => {
    const { label, path, selection } = part;
    const embedded: Embed = (inner, at) => embed(through(selection, at, inner), path);
    const waitsFor = new Set(part.waitsFor);
    const compiled: CompiledPart = {
      label,
      path,
      selection,
      asks: new Set(part.asks),
      waitsFor,
      own: new Set(part.waitsFor.filter((id) => !around.has(id))),
      completeFor: compileObjects(prepared, apiSchema, selection),
      clientPaths: createClientPaths(embed(selection, path)),
      parts: part.parts.map((inner) => compile(inner, waitsFor, embedded)),
    };
    all.push(compiled);
    return compiled;
  };
  const first = compile(plan.first, new Set(), (selection) => selection);
  const bytes = estimateBytes(plan, prepared);
  return { prepared, fetches: compileFetches(plan, Infinity), first, all, bytes };
}

/** Says what is wanted of the response's root when only that of a part is. @param path to it from the part around it */
type Embed = (selection: Selection, path: ResponsePath) => Selection;

/** A selection of what a path leads to, and of that only what is inner. */
function through(selection: Selection, path: ResponsePath, inner: Selection): Selection {
  const [slot, ...rest] = path;
  if (slot === undefined) return inner;
  return {
    ...selection,
    fieldsOf: (typeName) =>
      selection.fieldsOf(typeName).flatMap((field) => {
        if (field.slot !== slot || field.selection === null) return [];
        return [{ ...field, selection: through(field.selection, rest, inner) }];
      }),
  };
}

/**
 * Runs a query or a mutation. It settles when the first part is there. Faults of subgraphs are in `errors` of the part that they
 * concern.
 * @throws the signal's reason when it aborts
 */
export async function executeInParts(
  compiled: CompiledParts,
  request: OperationRequest,
  ports: ExecutionPorts,
): Promise<PartedAnswer> {
  ports.signal.throwIfAborted();
  const running = new Running(compiled, request, ports);
  return await running.start();
}

/** One run. */
class Running {
  readonly #compiled: CompiledParts;
  readonly #request: OperationRequest;
  readonly #ports: ExecutionPorts;
  readonly #data = new BareObject();
  /** By fetch. */
  readonly #faults: readonly Faults[];
  readonly #isDone: boolean[];
  /** Called when a fetch is done, or all is over. */
  #wake: () => void = () => undefined;
  #failure: { readonly reason: unknown } | null = null;
  #instances = 0;

  constructor(compiled: CompiledParts, request: OperationRequest, ports: ExecutionPorts) {
    this.#compiled = compiled;
    this.#request = request;
    this.#ports = ports;
    this.#isDone = compiled.fetches.map(() => false);
    this.#faults = compiled.fetches.map(() => new Faults(NO_PATHS, ports.onFault));
  }

  async start(): Promise<PartedAnswer> {
    const over = this.#run().catch((reason: unknown) => {
      this.#failure = { reason };
      this.#wake();
    });
    const { first } = this.#compiled;
    await this.#until(() => this.#isReady(first));
    const pending: PendingPart = { id: "", path: [], label: null };
    const invalid = new InvalidValues();
    const { result, below } = this.#complete({ part: first, pending, source: this.#data, place: [] }, invalid);
    invalid.tell(this.#ports.onFault);
    return { first: result, pending: below.map((one) => one.pending), later: this.#later(below, over) };
  }

  async #run(): Promise<void> {
    const { fetchSubgraph, signal } = this.#ports;
    await runFetches(this.#compiled.fetches, async (fetch, id) => {
      const faults = this.#faults[id];
      invariant(faults, "each fetch has its faults");
      const run: Run = { request: this.#request, fetchSubgraph, signal, data: this.#data, faults };
      await fetch.run(run);
      this.#isDone[id] = true;
      this.#wake();
    });
  }

  async *#later(begun: readonly Instance[], over: Promise<void>): AsyncGenerator<LaterParts> {
    let waiting = begun;
    while (waiting.length > 0) {
      await this.#until(() => waiting.some(({ part }) => this.#isReady(part)));
      const ready = waiting.filter(({ part }) => this.#isReady(part));
      const invalid = new InvalidValues();
      const completed = ready.map((instance) => ({ part: instance.pending, ...this.#complete(instance, invalid) }));
      invalid.tell(this.#ports.onFault);
      const below = completed.flatMap((one) => one.below);
      waiting = [...waiting.filter((one) => !ready.includes(one)), ...below];
      const parts = completed.map(({ part, result }) => ({ part, result }));
      yield { parts, pending: below.map((one) => one.pending), hasNext: waiting.length > 0 };
    }
    // What was asked for objects that the client did not get is part of the work too.
    await over;
  }

  /** Waits until it holds. @throws what ended the run */
  async #until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (this.#failure !== null) throw this.#failure.reason;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    this.#ports.signal.throwIfAborted();
  }

  #isReady({ waitsFor }: CompiledPart): boolean {
    for (const id of waitsFor) if (this.#isDone[id] !== true) return false;
    return true;
  }

  #complete(
    instance: Instance,
    invalid: InvalidValues,
  ): { readonly result: ExecutionResult; readonly below: readonly Instance[] } {
    const { part, pending, source } = instance;
    const { path } = pending;
    const faults = new Faults(part.clientPaths, this.#ports.onFault, invalid);
    faults.adopt(this.#foundFor(instance));
    faults.settle(this.#data);
    const complete = part.completeFor(source);
    const data =
      complete === null
        ? null
        : complete(source, { faults, rawVariables: this.#request.rawVariables, path: [...path] });
    const result = faults.errors.length > 0 ? { errors: faults.errors, data } : { data };
    return {
      result,
      below: data === null ? [] : part.parts.flatMap((inner) => this.#instancesOf(inner, instance, data)),
    };
  }

  /** The objects of a part within those of the part around it, as far as the client has got them. */
  #instancesOf(part: CompiledPart, around: Instance, given: JsonObject): Instance[] {
    const instances: Instance[] = [];
    const visit = (
      source: unknown,
      delivered: unknown,
      selection: Selection,
      at: number,
      place: Place,
      path: readonly (string | number)[],
    ): void => {
      if (Array.isArray(source)) {
        if (!Array.isArray(delivered)) return;
        for (const [index, item] of source.entries()) {
          visit(item, delivered[index], selection, at, [...place, index], [...path, index]);
        }
        return;
      }
      if (!isObject(source) || !isObject(delivered)) return;
      const slot = part.path[at];
      if (slot === undefined) {
        if (part.completeFor(source) === null) return;
        const pending: PendingPart = { id: String(this.#instances++), path, label: part.label };
        instances.push({ part, pending, source, place });
        return;
      }
      const field = selection.fieldsOf(typeOf(source, selection)).find((one) => one.slot === slot);
      if (field === undefined || field.selection === null) return;
      const { responseName } = field;
      const value = read(delivered, responseName);
      visit(read(source, slot), value, field.selection, at + 1, [...place, slot], [...path, responseName]);
    };
    visit(around.source, given, around.part.selection, 0, around.place, around.pending.path);
    return instances;
  }

  /** Faults of which an instance is told: those of what it asked for, and those of what was fetched for it only. */
  #foundFor({ part, place }: Instance): Found[] {
    return this.#faults.flatMap(({ found }, id) => {
      if (found.length === 0 || !part.waitsFor.has(id)) return [];
      return found.filter((one) => {
        if (one.place === null) return part.own.has(id);
        const nullAt = untilNull(one.place, this.#data);
        if (!areAlong(nullAt, place)) return false;
        if (nullAt.length <= place.length) return part.own.has(id) || part.asks.has(id);
        if (this.#isAsked(part, nullAt)) return true;
        return part.own.has(id) && !this.#compiled.all.some((other) => this.#isAsked(other, nullAt));
      });
    });
  }

  /** Whether a part asked for what is at a place. */
  #isAsked({ clientPaths }: CompiledPart, place: Place): boolean {
    return clientPaths(place, this.#data).some((path) => path.length === place.length);
  }
}

const NO_PATHS: ClientPaths = () => [];

/** A place as far as it leads to a value: a null that a subgraph has moved up is what its error is about, whoever asked below. */
function untilNull(place: Place, data: JsonObject): Place {
  let value: unknown = data;
  for (const [at, element] of place.entries()) {
    value = valueAt(value, element);
    if (value === null) return place.slice(0, at + 1);
  }
  return place;
}

/** Whether one place is the other, or leads to it. */
function areAlong(one: Place, other: Place): boolean {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) if (one[at] !== other[at]) return false;
  return true;
}

/** The type of an object. Where nobody said it, of all types the same is wanted. */
function typeOf(source: JsonObject, { possible, typeName }: Selection): string {
  const [first = typeName] = possible;
  if (first === typeName) return first;
  const sent = read(source, TYPENAME);
  return typeof sent === "string" && possible.includes(sent) ? sent : first;
}

/** From what a client asks about utilisation to a question to the live state, and back to a frame with its cursor. */

import { cursorScope, decodeCursor, encodeCursor } from "../kit/cursors.ts";
import { badCursor, badUserInput } from "../kit/errors.ts";
import { decodeId } from "../kit/ids.ts";
import type { Viewer } from "../kit/identity.ts";
import type { UtilisationFilter as FilterInput, InputMaybe, UtilisationDimension } from "./generated.ts";
import { type Dimension, DIMENSIONS, type Frame, type Item, type UtilisationFilter } from "./telemetry/frame.ts";

/** A frame as resolvers answer with it. */
export interface SignedFrame extends Frame {
  readonly cursor: string;
}

/** What a client asks for, apart from how it wants to be told. */
export interface UtilisationArguments {
  readonly filter?: InputMaybe<FilterInput> | undefined;
  readonly groupBy?: InputMaybe<readonly UtilisationDimension[]> | undefined;
}

/** A question without its viewer, and what cursors of its frames are bound to. */
export interface UtilisationQuestion {
  readonly filter: UtilisationFilter;
  readonly groupBy: readonly Dimension[];
  /** Of the viewer's sight, the filter and the grouping: a cursor of one is none of another. */
  readonly scope: string;
}

/** Key that no record has: an id that cannot be read matches nothing. */
const NO_SUCH_KEY = "\0";
const MIN_EVERY_MS = 1000;
const MAX_EVERY_MS = 3_600_000;

/** Reads the arguments of `utilisation`. Order and repetition in `groupBy` make no difference. */
export function question(args: UtilisationArguments, viewer: Viewer): UtilisationQuestion {
  const groupBy = DIMENSIONS.filter((dimension) => args.groupBy?.includes(dimension));
  const { partner, site, model, project, workload } = args.filter ?? {};
  const filter = {
    partner,
    site,
    model,
    project: isGiven(project) ? (decodeId("Project", project) ?? NO_SUCH_KEY) : null,
    workload: isGiven(workload) ? (decodeId("Workload", workload) ?? NO_SUCH_KEY) : null,
  };
  return { filter, groupBy, scope: cursorScope("utilisation", viewer, { filter, groupBy }) };
}

/** A frame with its cursor. */
export function signFrame(frame: Frame, scope: string, secret: string): SignedFrame {
  return { ...frame, cursor: encodeCursor([frame.epoch, frame.seq], scope, secret) };
}

/**
 * Where a stream goes on.
 * @throws GraphQLError BAD_CURSOR for a cursor that is forged, or of another viewer, filter or grouping
 */
export function position(
  after: string | null | undefined,
  scope: string,
  secret: string,
): { readonly epoch: string | null; readonly afterSeq: number | null } {
  if (after === null || after === undefined) return { epoch: null, afterSeq: null };
  const [epoch, afterSeq] = decodeCursor(after, 2, scope, secret);
  if (typeof epoch !== "string" || typeof afterSeq !== "number") throw badCursor();
  return { epoch, afterSeq };
}

/** The interval of a stream in milliseconds, or null for every frame. @throws GraphQLError BAD_USER_INPUT out of 1s to 1h */
export function interval(every: number | null | undefined): number | null {
  if (every === null || every === undefined) return null;
  if (every < MIN_EVERY_MS || every > MAX_EVERY_MS) {
    throw badUserInput(`\`every\` must be from 1s to 1h: it is ${every}ms.`);
  }
  return every;
}

/** The filter that keeps one group. */
export function keyIn(dimension: Dimension, key: string): Readonly<Record<string, string>> {
  return { [dimension.toLowerCase()]: key };
}

/** The group of a key that no GPU belongs to. */
export function emptyItem(dimension: Dimension, key: string): Item {
  return {
    key: JSON.stringify([dimension, key]),
    partner: null,
    site: null,
    model: null,
    project: null,
    workload: null,
    ...keyIn(dimension, key),
    gpuCount: 0,
    reportingGpuCount: 0,
    coverage: null,
    allocationRate: null,
    dutyCycle: null,
    smActive: null,
    tensorActive: null,
    memoryUsedBytes: null,
    powerWatts: null,
    idleAllocatedGpuCount: 0,
  };
}

function isGiven(id: string | null | undefined): id is string {
  return id !== null && id !== undefined;
}

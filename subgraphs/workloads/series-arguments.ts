/** From what a client asks about utilisation over time to a question to the roll-ups. */

import { badUserInput } from "../kit/errors.ts";
import { decodeId } from "../kit/ids.ts";
import type { CalendarStep, InputMaybe, UtilisationSeriesFilter } from "./generated.ts";
import type { Cut } from "./telemetry/series/buckets.ts";
import { POINT_METRICS } from "./telemetry/series/point.ts";
import type { GroupFilter } from "./telemetry/series/group-key.ts";
import type { Window } from "./telemetry/series/series.ts";
import { type TimeZone, timeZone } from "./telemetry/series/time-zone.ts";
import { DUTY_CYCLE, ENERGY } from "./telemetry/metrics.ts";
import { DAY_MS } from "./telemetry/tiers/tiers.ts";

/** Arguments that set a window. */
export interface WindowArguments {
  readonly from?: InputMaybe<Date> | undefined;
  readonly to?: InputMaybe<Date> | undefined;
  readonly last?: InputMaybe<number> | undefined;
}

/** Arguments that cut it. */
export interface CutArguments {
  readonly step?: InputMaybe<number> | undefined;
  readonly calendar?: InputMaybe<CalendarStep> | undefined;
  readonly timeZone?: InputMaybe<string> | undefined;
}

const DEFAULT_ZONE = "Asia/Seoul";
const MINUTE_MS = 60_000;
const MAX_LAST_MS = 400 * DAY_MS;
/** Windows and steps: ten years and a few days. What is read a day takes no longer than others can wait. */
const MAX_WINDOW_MS = 3660 * DAY_MS;
/** Windows that are read hour by hour. */
export const MAX_HOURLY_WINDOW_MS = MAX_LAST_MS;

/**
 * @param mostMs how long it may be
 * @throws GraphQLError BAD_USER_INPUT when both `from` and `last` are given, or the window does not run forward, or is too long
 */
export function windowOf({ from, to, last }: WindowArguments, mostMs = MAX_WINDOW_MS): Window {
  if (from != null && last != null) throw badUserInput("Give either `from` or `last`.");
  if (last != null && (last < MINUTE_MS || last > MAX_LAST_MS)) throw badUserInput("`last` must be from 1m to 400d.");
  const [fromMs, toMs] = [from?.getTime() ?? null, to?.getTime() ?? null];
  if (fromMs !== null && toMs !== null && fromMs >= toMs) throw badUserInput("`from` must be before `to`.");
  if ((fromMs ?? 0) < 0 || (toMs ?? 0) < 0) throw badUserInput("Windows begin in 1970 or later.");
  if (fromMs !== null && (toMs ?? Date.now()) - fromMs > mostMs) {
    throw badUserInput(`This window may be at most ${mostMs / DAY_MS} days long.`);
  }
  return { fromMs, lastMs: last ?? (from == null ? DAY_MS : null), toMs };
}

/** @throws GraphQLError BAD_USER_INPUT for a zone that is not known */
export function zoneOf({ timeZone: name }: Pick<CutArguments, "timeZone">): TimeZone {
  const zone = timeZone(name ?? DEFAULT_ZONE);
  if (zone === null) throw badUserInput("`timeZone` must be an IANA name, such as Asia/Seoul or Europe/Berlin.");
  return zone;
}

/** @throws GraphQLError BAD_USER_INPUT when both `step` and `calendar` are given, and for a step of no whole minutes */
export function cutOf({ step, calendar, timeZone: name }: CutArguments): Cut {
  const zone = zoneOf({ timeZone: name });
  if (step != null && calendar != null) throw badUserInput("Give either `step` or `calendar`.");
  if (calendar != null) return { kind: "calendar", unit: calendar, count: 1, zone };
  if (step == null) return { kind: "whole" };
  if (step > MAX_WINDOW_MS) throw badUserInput(`\`step\` must be at most ${MAX_WINDOW_MS / DAY_MS}d.`);
  if (step < MINUTE_MS || step % MINUTE_MS !== 0) throw badUserInput("`step` must be whole minutes, at least 1m.");
  if (step % DAY_MS === 0) return { kind: "calendar", unit: "DAY", count: step / DAY_MS, zone };
  if (step > DAY_MS) throw badUserInput("`step` must be whole days where it is longer than one.");
  return { kind: "length", stepMs: step, zone };
}

/** Key that no record has: an id that cannot be read matches nothing. */
const NO_SUCH_KEY = "\0";

/** The groups that are asked for; null when the viewer may see none of them. */
export function groupFilter(
  filter: InputMaybe<UtilisationSeriesFilter> | undefined,
  viewerPartner: string | null,
): GroupFilter | null {
  const { partner = null, site = null, model = null, project, kind = null } = filter ?? {};
  if (viewerPartner !== null && partner !== null && partner !== viewerPartner) return null;
  return {
    partner: viewerPartner ?? partner,
    site,
    model,
    project: project == null ? null : (decodeId("Project", project) ?? NO_SUCH_KEY),
    kind,
  };
}

/** What has to be read for the fields that are asked for. */
export function needsOf(fields: ReadonlySet<string>): {
  readonly metrics: readonly number[];
  readonly histograms: boolean;
  readonly needsCoarse: boolean;
} {
  const metrics: number[] = Object.entries(POINT_METRICS).flatMap(([field, metric]) =>
    fields.has(field) ? [metric] : [],
  );
  if (fields.has("energyKwh") || fields.has("energyKwhPerGpuHour")) metrics.push(ENERGY);
  return {
    metrics,
    histograms: ["p50", "p95", "p99"].some((field) => fields.has(field)),
    needsCoarse: fields.has("idleGpuHours"),
  };
}

/** The same, with the duty cycle, by which points are chosen. */
export function withDutyCycle(metrics: readonly number[]): readonly number[] {
  return metrics.includes(DUTY_CYCLE) ? metrics : [...metrics, DUTY_CYCLE];
}

/** @throws GraphQLError BAD_USER_INPUT for what is no share */
export function shareOf(name: string, share: number): number {
  if (share >= 0 && share <= 1) return share;
  throw badUserInput(`\`${name}\` must be from 0 to 1: it is ${share}.`);
}

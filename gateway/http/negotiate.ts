/** Which media type an answer has (RFC 9110, section 12.5.1; GraphQL over HTTP, section 6.3). */

/** Media types of answers, the one we like best first. */
const OFFERED = [
  "application/graphql-response+json",
  "application/json",
  "text/event-stream",
  "multipart/mixed",
] as const;

export type AnswerType = (typeof OFFERED)[number];

const SINGLE = ["application/graphql-response+json", "application/json"] as const;

/** Media types of streams. */
export type StreamType = Extract<AnswerType, "text/event-stream" | "multipart/mixed">;

/** Whether an answer of this type is a stream. */
export function isStreamType(type: AnswerType): type is StreamType {
  return type === "text/event-stream" || type === "multipart/mixed";
}

/** The flavour of `multipart/mixed` that we speak. */
const SUBSCRIPTION_SPEC = "subscriptionspec=1.0";

/** How an answer in parts is written into `multipart/mixed`, by the parameter with which clients ask for it. */
export type PartsSpec = "deferSpec=20220824" | "incrementalSpec=v0.2";

const PARTS_SPECS: readonly PartsSpec[] = ["deferSpec=20220824", "incrementalSpec=v0.2"];

interface Range {
  readonly type: string;
  readonly quality: number;
  readonly parameters: readonly string[];
}

/**
 * Chooses by the quality that the client gives, then by how exactly it names the type, then by our own liking.
 * Streams are given only to whom names them: a wildcard means one answer. Of `multipart/mixed` only the flavour for
 * subscriptions is spoken, which clients name by `subscriptionSpec=1.0`.
 * @param accept the `Accept` header; without one the client takes anything
 * @returns null when the client accepts nothing that we have
 */
export function negotiate(accept: string | undefined): AnswerType | null {
  if (accept === undefined || accept === "" || accept === "*/*") return OFFERED[0];
  // What most clients send, word for word.
  if (accept === "application/json" || accept === "application/graphql-response+json") return accept;
  return choose(OFFERED, accept);
}

/** Chooses in the same way for a subscription, among streams only: clients name a single answer besides, for errors. */
export function negotiateStream(accept: string | undefined): StreamType | null {
  return choose(OFFERED.filter(isStreamType), accept ?? "");
}

/**
 * Chooses how an answer comes in parts. `multipart/mixed` without a parameter means the older way, as clients do who send that.
 * @returns null where the client takes none in parts, or likes one in one piece better
 */
export function negotiateParts(accept: string | undefined): PartsSpec | null {
  const ranges = (accept ?? "").split(",").map(parseRange);
  const single = Math.max(0, ...SINGLE.map((type) => bestMatch(type, ranges)?.quality ?? 0));
  let best: { readonly spec: PartsSpec; readonly quality: number } | null = null;
  for (const range of ranges) {
    if (range.type !== "multipart/mixed" || range.quality === 0 || range.quality < single) continue;
    const named = range.parameters.map(plain).filter((text) => /^[a-z]*spec=/.test(text));
    const spec = named.length === 0 ? PARTS_SPECS[0] : PARTS_SPECS.find((one) => named.includes(one.toLowerCase()));
    if (spec !== undefined && range.quality > (best?.quality ?? 0)) best = { spec, quality: range.quality };
  }
  return best?.spec ?? null;
}

function plain(parameter: string): string {
  return parameter.replaceAll(/[\s"]/g, "");
}

function choose<Type extends AnswerType>(offered: readonly Type[], accept: string): Type | null {
  const ranges = accept.split(",").map(parseRange);
  let best: { readonly type: Type; readonly quality: number; readonly exactness: number } | null = null;
  for (const type of offered) {
    const match = bestMatch(type, ranges);
    if (match === null || match.quality === 0) continue;
    const better =
      best === null ||
      match.quality > best.quality ||
      (match.quality === best.quality && match.exactness > best.exactness);
    if (better) best = { type, ...match };
  }
  return best?.type ?? null;
}

/** The most exact range that covers a type decides on its quality. */
function bestMatch(
  type: AnswerType,
  ranges: readonly Range[],
): { readonly quality: number; readonly exactness: number } | null {
  const [group] = type.split("/");
  const isOurs = ({ parameters }: Range): boolean =>
    type !== "multipart/mixed" || parameters.map(plain).includes(SUBSCRIPTION_SPEC);
  const exact = ranges.find((range) => range.type === type && isOurs(range));
  if (exact !== undefined) return { quality: exact.quality, exactness: 2 };
  if (isStreamType(type)) return null;
  const partial = ranges.find((range) => range.type === `${group ?? ""}/*`);
  if (partial !== undefined) return { quality: partial.quality, exactness: 1 };
  const any = ranges.find((range) => range.type === "*/*");
  return any === undefined ? null : { quality: any.quality, exactness: 0 };
}

function parseRange(text: string): Range {
  const [type = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith("q="));
  const value = quality === undefined ? 1 : Number(quality.slice(2));
  return { type, quality: value >= 0 && value <= 1 ? value : 0, parameters };
}

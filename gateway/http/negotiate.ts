/** Which media type an answer has (RFC 9110, section 12.5.1; GraphQL over HTTP, section 6.3). */

/** Media types of answers, the one we like best first. */
const OFFERED = ["application/graphql-response+json", "application/json", "text/event-stream"] as const;

export type AnswerType = (typeof OFFERED)[number];

interface Range {
  readonly type: string;
  readonly quality: number;
}

/**
 * Chooses by the quality that the client gives, then by how exactly it names the type, then by our own liking.
 * Event streams are given only to whom names them: a wildcard means one answer.
 * @param accept the `Accept` header; without one the client takes anything
 * @returns null when the client accepts nothing that we have
 */
export function negotiate(accept: string | undefined): AnswerType | null {
  if (accept === undefined || accept === "" || accept === "*/*") return OFFERED[0];
  const ranges = accept.split(",").map(parseRange);
  let best: { readonly type: AnswerType; readonly quality: number; readonly exactness: number } | null = null;
  for (const type of OFFERED) {
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
  const exact = ranges.find((range) => range.type === type);
  if (exact !== undefined) return { quality: exact.quality, exactness: 2 };
  if (type === "text/event-stream") return null;
  const partial = ranges.find((range) => range.type === `${group ?? ""}/*`);
  if (partial !== undefined) return { quality: partial.quality, exactness: 1 };
  const any = ranges.find((range) => range.type === "*/*");
  return any === undefined ? null : { quality: any.quality, exactness: 0 };
}

function parseRange(text: string): Range {
  const [type = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith("q="));
  const value = quality === undefined ? 1 : Number(quality.slice(2));
  return { type, quality: value >= 0 && value <= 1 ? value : 0 };
}

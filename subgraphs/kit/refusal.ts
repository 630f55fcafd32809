/** Why a mutation did nothing: business failures, which are data in the payload and no errors. */

/** Every reason, as the SDL of each subgraph lists them. */
export type RefusalCode =
  | "NOT_FOUND"
  | "ALREADY_EXISTS"
  | "ILLEGAL_STATE"
  | "INVALID_INPUT"
  | "IDEMPOTENCY_KEY_REUSED"
  | "EXCEEDS_PROGRAMME"
  | "EXCEEDS_ALLOTMENT"
  | "EXCEEDS_ORDER"
  | "EXCEEDS_RECEIVED"
  | "EXCEEDS_MAX_QUOTA"
  | "QUOTA_IN_USE"
  | "WAITING_FOR_QUOTA"
  | "NO_MATCHING_NODES"
  | "EXCEEDS_RECLAIMED"
  | "POWER_CAP"
  | "UNHEALTHY";

/** A reason, with the number that was missing where there is one. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  /** What was asked for: watts for POWER_CAP, else GPUs. */
  readonly needed: number | null;
  /** What there was. */
  readonly available: number | null;
}

/** Ends a mutation's work without effect: what it has written in its transaction is taken back. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.name = "Refused";
    this.refusal = refusal;
  }
}

/** @param numbers what was asked for and what there was, in watts for POWER_CAP, else in GPUs */
export function refuse(
  code: RefusalCode,
  message: string,
  numbers: { readonly needed: number; readonly available: number } | null = null,
): never {
  throw new Refused({ code, message, needed: numbers?.needed ?? null, available: numbers?.available ?? null });
}

/** Refuses as for what does not exist. @param thing such as `node` */
export function refuseUnknown(thing: string): never {
  return refuse("NOT_FOUND", `There is no such ${thing}.`);
}

/** The text without blanks around it. @throws Refused INVALID_INPUT when it has not 1 to `max` characters */
export function requireText(name: string, value: string, max: number): string {
  const text = value.trim();
  if (text.length < 1 || text.length > max) refuse("INVALID_INPUT", `${name} must have 1 to ${max} characters.`);
  return text;
}

/** @throws Refused INVALID_INPUT when the number is below `min` */
export function requireAtLeast(name: string, value: number, min: number): void {
  if (!(value >= min)) refuse("INVALID_INPUT", `${name} must be at least ${min}: it is ${value}.`);
}

/** A short name for a record that people name: letters, digits and dashes. @throws Refused INVALID_INPUT otherwise */
export function requireSlug(name: string, value: string): string {
  if (/^[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?$/.test(value)) return value;
  return refuse("INVALID_INPUT", `${name} must have 1 to 80 lower-case letters, digits and dashes.`);
}

/** Power for people, such as `917 kW`. */
export function kilowatts(watts: number): string {
  return `${Math.round(watts / 1000).toLocaleString("en")} kW`;
}

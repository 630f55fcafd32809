/** Principals whose tokens are not good any more before they expire: a list that is fetched again and again. */

import type { Principal } from "../context.ts";

/** Whose tokens are revoked. */
export interface Revocations {
  isRevoked(principal: Principal): boolean;
  /** Calls when the principal is revoked, at most once. @returns calls it off */
  watch(principal: Principal, onRevoked: () => void): () => void;
  close(): void;
}

/** Where the list is, and how often it is fetched. */
export interface RevocationsOptions {
  /** Answers JSON: `{"revoked": [{"subject": "…", "before": "2026-11-23T09:30:00Z"}]}`. */
  readonly url: string;
  readonly pollMs: number;
  /** Told when the list cannot be had; the one before stays. */
  readonly onFault: (error: unknown) => void;
}

/** Nobody is ever revoked. */
export const NO_REVOCATIONS: Revocations = {
  isRevoked: () => false,
  watch: () => () => undefined,
  close: () => undefined,
};

const FETCH_TIMEOUT_MS = 5_000;

interface Watch {
  readonly principal: Principal;
  readonly onRevoked: () => void;
}

/** Fetches the list from now on. A token is revoked when it was issued before the time that stands beside its subject. */
export function createRevocations({ url, pollMs, onFault }: RevocationsOptions): Revocations {
  const closing = new AbortController();
  const watches = new Set<Watch>();
  let beforeMs: ReadonlyMap<string, number> = new Map();

  const isRevoked = ({ subject, issuedAtMs = 0 }: Principal): boolean =>
    issuedAtMs < (beforeMs.get(subject) ?? -Infinity);
  const poll = async (): Promise<void> => {
    try {
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(FETCH_TIMEOUT_MS)]);
      const response = await fetch(url, { signal, headers: { accept: "application/json" } });
      if (!response.ok) throw new Error(`${url} answered ${response.status}`);
      beforeMs = readRevocations(await response.json());
      if (beforeMs.size === 0) return;
      for (const watch of watches) {
        if (!isRevoked(watch.principal)) continue;
        watches.delete(watch);
        watch.onRevoked();
      }
    } catch (error) {
      if (!closing.signal.aborted) onFault(error);
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const pollOn = (): void => {
    void poll().finally(() => {
      if (!closing.signal.aborted) timer = setTimeout(pollOn, pollMs).unref();
    });
  };
  pollOn();

  return {
    isRevoked,
    watch(principal, onRevoked) {
      const watch = { principal, onRevoked };
      watches.add(watch);
      return () => watches.delete(watch);
    },
    close() {
      clearTimeout(timer);
      closing.abort();
    },
  };
}

/** @throws TypeError for what is no list of revocations */
function readRevocations(list: unknown): ReadonlyMap<string, number> {
  const revoked = isRecord(list) ? list["revoked"] : undefined;
  if (!Array.isArray(revoked)) throw new TypeError('expected {"revoked": […]}');
  const beforeMs = new Map<string, number>();
  for (const entry of revoked as readonly unknown[]) {
    const { subject, before } = isRecord(entry) ? entry : {};
    const atMs = typeof before === "string" ? Date.parse(before) : Number.NaN;
    if (typeof subject !== "string" || Number.isNaN(atMs)) throw new TypeError("expected a subject and a time");
    beforeMs.set(subject, Math.max(atMs, beforeMs.get(subject) ?? -Infinity));
  }
  return beforeMs;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

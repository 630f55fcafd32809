/** Fetches one exporter page over HTTP, with a bound on its size. */

import type { Dispatcher } from "undici";

/** Where a page is. */
export interface PageAddress {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly path: string;
}

export type PageOutcome =
  | { readonly kind: "page"; readonly body: Buffer }
  /** `reason` is a few words without addresses. */
  | { readonly kind: "failed"; readonly reason: string };

/** A page on its way. */
export interface PageFetch {
  /** Ends it as failed, if it has not ended. */
  abort(reason: string): void;
}

/** The page's address, from a template in which `{hostname}` stands for the node. @throws TypeError when it is no URL */
export function pageAddress(template: string, hostname: string): PageAddress {
  const { origin, pathname, search } = new URL(template.replaceAll("{hostname}", encodeURIComponent(hostname)));
  return { origin, path: pathname + search };
}

/** Fetches a page; `done` is called exactly once. A body of more than `maxBytes` fails. */
export function fetchPage(
  dispatcher: Dispatcher,
  { origin, path }: PageAddress,
  maxBytes: number,
  done: (outcome: PageOutcome) => void,
): PageFetch {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let ended = false;
  let stop: ((reason: Error) => void) | null = null;
  const end = (outcome: PageOutcome): void => {
    if (ended) return;
    ended = true;
    done(outcome);
  };
  const abort = (reason: string): void => {
    if (ended) return;
    end({ kind: "failed", reason });
    stop?.(new Error(reason));
  };
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: (controller) => {
      stop = (reason) => controller.abort(reason);
      if (ended) stop(new Error("aborted"));
    },
    onResponseStart: (_controller, statusCode) => {
      if (statusCode !== 200) abort(`status ${statusCode}`);
    },
    onResponseData: (_controller, chunk) => {
      bytes += chunk.length;
      if (bytes > maxBytes) abort(`more than ${maxBytes} bytes`);
      else chunks.push(chunk);
    },
    onResponseEnd: () => {
      const [first] = chunks;
      end({ kind: "page", body: chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, bytes) });
    },
    onResponseError: (_controller, error) => {
      end({ kind: "failed", reason: "code" in error && typeof error.code === "string" ? error.code : error.name });
    },
  };
  dispatcher.dispatch({ origin, path, method: "GET" }, handler);
  return { abort };
}

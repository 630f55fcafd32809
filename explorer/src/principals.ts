/** Whose token the page sends: one of the local issuer's samples, or one that the user pastes. */

/** A token to choose. */
export interface Principal {
  /** Such as `samsung`. */
  readonly name: string;
  /** Name to show to people. */
  readonly label: string;
  readonly token: string;
}

/** What the gateway says of itself to this page. */
export interface Setting {
  /** `open`: it answers anyone, without a token. */
  readonly access: "open" | "tokens";
  /** Where the local issuer gives its sample tokens, or null where this gateway is not a local one. */
  readonly tokensUrl: string | null;
}

/** @throws Error when the gateway does not answer */
export async function fetchSetting(signal: AbortSignal): Promise<Setting> {
  const config: unknown = await fetchJson("explorer-config.json", signal);
  if (!isRecord(config)) throw new TypeError("expected the page's settings from the gateway");
  const { access, tokensUrl } = config;
  return {
    access: access === "open" ? access : "tokens",
    tokensUrl: typeof tokensUrl === "string" ? tokensUrl : null,
  };
}

/**
 * The local issuer's sample tokens.
 * @throws Error when the issuer does not answer
 */
export async function fetchPrincipals(tokensUrl: string, signal: AbortSignal): Promise<readonly Principal[]> {
  const list: unknown = await fetchJson(tokensUrl, signal);
  if (!Array.isArray(list)) throw new TypeError("expected a list of tokens from the issuer");
  return list.filter(isPrincipal);
}

async function fetchJson(url: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isPrincipal(value: unknown): value is Principal {
  return (
    isRecord(value) &&
    typeof value["name"] === "string" &&
    typeof value["label"] === "string" &&
    typeof value["token"] === "string"
  );
}

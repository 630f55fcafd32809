/** Whose token the page sends: one of the local issuer's samples, or one that the user pastes. */

/** A token to choose. */
export interface Principal {
  /** Such as `samsung`. */
  readonly name: string;
  /** Name to show to people. */
  readonly label: string;
  readonly token: string;
}

/**
 * The local issuer's sample tokens, or none where this gateway is not a local one.
 * @throws Error when the issuer is configured but does not answer
 */
export async function fetchPrincipals(signal: AbortSignal): Promise<readonly Principal[]> {
  const config: unknown = await fetchJson("explorer-config.json", signal);
  const tokensUrl = isRecord(config) && typeof config["tokensUrl"] === "string" ? config["tokensUrl"] : null;
  if (tokensUrl === null) return [];
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

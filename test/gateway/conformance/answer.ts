/** A client's answer, read as strictly as a client may: JSON, no stray members, a code in every error. */

/** `data`, and errors as `CODE path.to.field`. */
export interface Answer {
  readonly status: number;
  /** The body as it came. */
  readonly text: string;
  /** Undefined when the response has none. */
  readonly data: unknown;
  readonly errors: readonly string[];
}

interface Body {
  readonly data?: unknown;
  readonly errors?: readonly BodyError[];
}

interface BodyError {
  readonly message?: unknown;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: unknown };
}

/** @throws Error when it is no response as the GraphQL specification, section 7.1, has it, or an error lacks a code */
export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const body = JSON.parse(text) as Body;
  const strangers = Object.keys(body).filter((name) => name !== "data" && name !== "errors");
  if (strangers.length > 0) throw new Error(`the response has members of its own: ${strangers.join()}`);
  if (body.errors?.length === 0) throw new Error("the response has an empty list of errors");
  return { status: response.status, text, data: body.data, errors: (body.errors ?? []).map(describeError) };
}

function describeError({ message, path = [], extensions }: BodyError): string {
  const code = extensions?.code;
  if (typeof message !== "string" || typeof code !== "string") throw new Error("an error lacks its message or code");
  return [code, path.join(".")].join(" ").trim();
}

/** The nulls that the errors explain, each once, with their codes, sorted. */
export function nullsOf({ data, errors }: Answer): string[] {
  const nulls = errors.flatMap((error) => {
    const [code = "", path = ""] = error.split(" ");
    return path === "" ? [error] : nullsAt(data, path.split(".")).map((at) => `${code} ${at}`.trim());
  });
  return [...new Set(nulls)].sort();
}

function nullsAt(data: unknown, path: readonly string[]): string[] {
  let value = data;
  const walked: string[] = [];
  for (const element of path) {
    if (typeof value !== "object" || value === null) break;
    walked.push(element);
    value = Object.hasOwn(value, element) ? (value as Record<string, unknown>)[element] : undefined;
  }
  const at = walked.join(".");
  // The root has no path.
  if (value === null) return [at];
  if (typeof value !== "object") return [`${at} which is not null`];
  const fields = Object.entries(value).filter(([, field]) => field === null);
  return fields.map(([name]) => (at === "" ? name : `${at}.${name}`));
}

/** Reads a label set of the Prometheus text format. */

const MAX_VALUE_LENGTH = 256;

/**
 * The labels in `{a="1",b="2"}`, with `\\`, `\"` and `\n` decoded; values are cut to 256 characters.
 * Returns null when the text is none of the format.
 */
export function parseLabels(text: string): Map<string, string> | null {
  const labels = new Map<string, string>();
  if (!text.startsWith("{") || !text.endsWith("}")) return null;
  const pair = /\s*([A-Za-z_][A-Za-z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(,|$)/y;
  const inner = text.slice(1, -1);
  while (pair.lastIndex < inner.length) {
    const match = pair.exec(inner);
    if (match === null) return inner.trim() === "" ? labels : null;
    labels.set(match[1] ?? "", unescape(match[2] ?? "").slice(0, MAX_VALUE_LENGTH));
  }
  return labels;
}

function unescape(value: string): string {
  if (!value.includes("\\")) return value;
  return value.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === "n" ? "\n" : escaped));
}

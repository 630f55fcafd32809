/** Reads a CPU profile of V8: which functions the time was spent in itself. */

import { readFile } from "node:fs/promises";

/** A function and its share of the samples, from 0 to 1. */
export interface SelfTime {
  /** With file and line. */
  readonly function: string;
  readonly share: number;
}

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
}

/** The functions with the most time of their own, idle time left out. */
export async function topSelfTimes(path: string, count: number): Promise<readonly SelfTime[]> {
  const { nodes, samples } = JSON.parse(await readFile(path, "utf8")) as Profile;
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const counts = new Map<string, number>();
  let busy = 0;
  for (const sample of samples) {
    const name = names.get(sample) ?? "?";
    if (name === "(idle)") continue;
    busy += 1;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([name, hits]) => ({ function: name, share: hits / busy }));
}

function nameOf({ functionName, url, lineNumber }: Profile["nodes"][number]["callFrame"]): string {
  if (url === "") return functionName === "" ? "(nameless)" : functionName;
  const file = url.replace(/^file:\/\/.*\/dist\//, "").replace(/^file:\/\/.*\/node_modules\//, "");
  return `${functionName === "" ? "(anonymous)" : functionName} ${file}:${lineNumber + 1}`;
}

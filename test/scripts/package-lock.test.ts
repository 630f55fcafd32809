/** package-lock.json: what `npm ci` asks of it, on every platform and with every registry. */

import { readFile } from "node:fs/promises";
import { describe, expect, it } from "@jest/globals";

interface Entry {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const text = await readFile("package-lock.json", "utf8");
const { packages } = JSON.parse(text) as { packages: Readonly<Record<string, Entry>> };

describe("package-lock.json", () => {
  // npm leaves out what the registry at hand does not carry, and `npm ci` then refuses the whole file everywhere.
  it("has the binaries of every platform, not only of the one on which it was written", () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
      ),
    );
    expect(missing).toEqual([]);
  });

  it("names no registry", () => {
    expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
  });
});

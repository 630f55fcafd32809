#!/usr/bin/env node
/** The `gateway` command of the package: runs what `npm run build` has made. */

import { existsSync } from "node:fs";

const main = new URL("../../dist/gateway/cli/main.js", import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write("The gateway is not built: run `npm run build` first.\n");
  process.exitCode = 1;
}

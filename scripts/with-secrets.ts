/**
 * `with-secrets.js <folder> <module> …args`: runs a compiled module with the secrets of `folder` in its environment, for
 * containers, where secrets lie on a volume and not in the image or the compose file.
 */

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { readSecrets } from "./secrets.ts";
import { SetupError } from "./setup-error.ts";

const [folder, module, ...args] = process.argv.slice(2);
if (folder === undefined || module === undefined) {
  throw new SetupError("Name the folder of the secrets and the module to run.", { exitCode: 2 });
}
Object.assign(process.env, await readSecrets(folder));
process.argv = [process.execPath, resolve(module), ...args];
await import(pathToFileURL(resolve(module)).href);

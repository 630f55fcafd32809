/** `make-secrets.js <folder>`: makes the secrets that are missing in a folder, and leaves the others as they are. */

import { runCommand } from "./command.ts";
import { readSecrets, SECRET_NAMES } from "./secrets.ts";
import { SetupError } from "./setup-error.ts";

await runCommand(async () => {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new SetupError("Name the folder of the secrets.", { exitCode: 2 });
  await readSecrets(folder);
  process.stdout.write(`${SECRET_NAMES.join(" and ")} are in ${folder}\n`);
  return 0;
});

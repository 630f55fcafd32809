/** Entry of the `gateway` command. */

import { runProcess } from "../process.ts";
import { createProgram } from "./program.ts";

await runProcess(async () => {
  await createProgram(process.env).parseAsync();
});

/** The local token issuer as a process of its own, for containers; told by `HOST`, `PORT`, `DATA` and `EXPLORER_ORIGINS`. */

import { runCommand } from "./command.ts";
import { readIssuerKey } from "./issuer-key.ts";
import { startIssuer } from "./issuer.ts";
import { onStopRequest } from "./stop-request.ts";

await runCommand(async () => {
  const { HOST: host = "127.0.0.1", PORT: port = "0", DATA: dataPath = ".data" } = process.env;
  const explorerOrigins = (process.env["EXPLORER_ORIGINS"] ?? "").split(",").filter(Boolean);
  const key = await readIssuerKey(dataPath);
  const issuer = await startIssuer({ key, host, port: Number(port), explorerOrigins, now: Date.now });
  process.stdout.write(`${JSON.stringify({ event: "ready", name: "issuer", url: issuer.url })}\n`);
  await new Promise<void>((resolve) => onStopRequest({ first: () => resolve(), second: () => process.exit(130) }));
  await issuer.stop();
  return 0;
});

/** The secrets that the processes of one system share, made at its first start. */

import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { readOrMake } from "./write-once.ts";

/** The environment variables that carry the secrets, and so the names of their files. */
export const SECRET_NAMES = ["IDENTITY_SECRET", "CURSOR_SECRET"] as const;

export type Secrets = Readonly<Record<(typeof SECRET_NAMES)[number], string>>;

/**
 * Reads the secrets from `folder`, one file each, named after its variable; makes those that are missing (32 random
 * bytes as hex, mode 0600).
 * @throws SetupError when the folder cannot be written
 */
export async function readSecrets(folder: string): Promise<Secrets> {
  const [identity, cursor] = await Promise.all(
    SECRET_NAMES.map((name) => readOrMake(join(folder, name), () => randomBytes(32).toString("hex"))),
  );
  return { IDENTITY_SECRET: identity ?? "", CURSOR_SECRET: cursor ?? "" };
}

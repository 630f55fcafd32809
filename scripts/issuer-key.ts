/** The local issuer's signing key: made once, kept in the data folder. */

import { join } from "node:path";
import {
  calculateJwkThumbprint,
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWK_EC_Private,
} from "jose";
import { SetupError } from "./setup-error.ts";
import { readOrMake } from "./write-once.ts";

/** An ES256 key pair. */
export interface IssuerKey {
  /** RFC 7638 thumbprint, the `kid` of tokens. */
  readonly id: string;
  readonly privateKey: CryptoKey;
  /** The public half, as it stands in the JWKS. */
  readonly publicJwk: JWK;
}

/**
 * Reads the key of the system whose data folder is `dataPath`, or makes it (mode 0600).
 * @throws SetupError when the folder cannot be written or the file is no ES256 key
 */
export async function readIssuerKey(dataPath: string): Promise<IssuerKey> {
  const path = join(dataPath, "issuer", "key.json");
  const text = await readOrMake(path, makeKey);
  try {
    const jwk: JWK_EC_Private = JSON.parse(text);
    const id = await calculateJwkThumbprint(jwk);
    const privateKey = await importJWK(jwk, "ES256");
    if (privateKey instanceof Uint8Array) throw new TypeError("expected an EC key, got a symmetric one");
    const { d: _private, ...publicHalf } = jwk;
    return { id, privateKey, publicJwk: { ...publicHalf, alg: "ES256", use: "sig", kid: id } };
  } catch (cause) {
    throw new SetupError(`${path} is no ES256 key in JWK form: remove it, and a new one is made.`, { cause });
  }
}

async function makeKey(): Promise<string> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  return JSON.stringify(await exportJWK(privateKey));
}

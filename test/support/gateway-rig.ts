/** A gateway in this process, on a free port and real sockets, with an issuer of tokens for it. */

import { type Environment, type GatewayConfig, readConfig } from "../../gateway/config.ts";
import { startGateway as start } from "../../gateway/gateway.ts";
import { createLog } from "../../gateway/telemetry/log.ts";
import { startIssuer, type TokenIssuer } from "./token-issuer.ts";

/** Rigs and subgraphs that verify identities share it; `env` overrides it. */
const RIG_IDENTITY_SECRET = "a secret of tests that is longer than 32 bytes";

/** What a rig is started with. */
export interface GatewayRigOptions {
  readonly supergraphSdl: string;
  /** Tokens of this issuer are taken; the rig starts one of its own unless told. */
  readonly issuer?: TokenIssuer;
  /** Settings as the environment would give them, over those of the rig. */
  readonly env?: Environment;
  /** Changes settings that the environment has no name for, or no such small values. */
  readonly adjust?: (config: GatewayConfig) => GatewayConfig;
}

/** A gateway that serves. */
export interface GatewayRig extends AsyncDisposable {
  /** Such as `http://127.0.0.1:45123`. */
  readonly url: string;
  readonly issuer: TokenIssuer;
  /** Lines of the log, parsed. */
  readonly logLines: readonly Readonly<Record<string, unknown>>[];
  /** Sends a request to the endpoint with a token of the issuer's for a subject who may introspect, unless told. */
  post(body: unknown, options?: PostOptions): Promise<Response>;
  /** Serves another supergraph, as `SIGHUP` does. */
  reload(supergraphSdl: string): Promise<boolean>;
  close(): Promise<void>;
}

/** How a request of a rig is sent. */
export interface PostOptions {
  /** The bearer token; null sends none. */
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Starts a gateway on a free port of 127.0.0.1. */
export async function startGateway(options: GatewayRigOptions): Promise<GatewayRig> {
  // @apollo/gateway reports to its maker otherwise.
  process.env["APOLLO_TELEMETRY_DISABLED"] = "1";
  const issuer = options.issuer ?? (await startIssuer());
  const logLines: Readonly<Record<string, unknown>>[] = [];
  const log = createLog("debug", {
    write: (line) => void logLines.push(JSON.parse(line) as Record<string, unknown>),
  });
  const config = readConfig({
    PORT: "0",
    JWKS_URL: issuer.jwksUrl,
    FORWARDED_CLAIMS: "partner",
    TOKEN_ISSUER: issuer.issuer,
    TOKEN_AUDIENCE: issuer.audience,
    IDENTITY_SECRET: RIG_IDENTITY_SECRET,
    JWKS_COOLDOWN_MS: "0",
    ...options.env,
  });
  const gateway = await start({
    config: options.adjust?.(config) ?? config,
    supergraphSdl: options.supergraphSdl,
    log,
  });
  const close = async (): Promise<void> => {
    await gateway.close();
    if (options.issuer === undefined) await issuer[Symbol.asyncDispose]();
  };
  let defaultToken: string | undefined;
  return {
    url: gateway.url,
    issuer,
    logLines,
    async post(body, { token, headers = {}, signal } = {}) {
      defaultToken ??= await issuer.token({ sub: "tester", scope: "introspect" });
      const bearer = token === undefined ? defaultToken : token;
      return fetch(`${gateway.url}/graphql`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
          ...headers,
        },
        body: typeof body === "string" ? body : JSON.stringify(body),
        ...(signal === undefined ? {} : { signal }),
      });
    },
    reload: (supergraphSdl) => gateway.reload(supergraphSdl),
    close,
    [Symbol.asyncDispose]: close,
  };
}

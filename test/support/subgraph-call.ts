/** Calls a subgraph as the gateway would: over HTTP, with a signed identity. */

import { createHmac } from "node:crypto";
import { IDENTITY_HEADER, type SignedIdentity } from "../../schema/wire.ts";

/** Secrets that test rigs start subgraphs with. */
export const TEST_IDENTITY_SECRET = "test-identity-secret-of-at-least-32-bytes";
export const TEST_CURSOR_SECRET = "test-cursor-secret-of-at-least-32-bytes!!";

const PARTNER_SCOPES = ["fleet:read", "workloads:write"];
const ANALYST_SCOPES = ["fleet:read", "fleet:read:all", "introspect"];
const OPERATOR_SCOPES = ["fleet:read", "fleet:read:all", "fleet:write", "introspect", "workloads:write"];

export interface SubgraphAnswer {
  readonly status: number;
  // Answers of many shapes: each test states the one it expects.
  readonly data: Record<string, unknown> | null | undefined;
  readonly errors: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** A partner's identity. */
export function partnerIdentity(slug: string, subject = `user@${slug}`): SignedIdentity {
  return identity({ subject, scopes: PARTNER_SCOPES, claims: { partner: slug } });
}

export function analystIdentity(): SignedIdentity {
  return identity({ subject: "analyst", scopes: ANALYST_SCOPES });
}

export function operatorIdentity(subject = "operator"): SignedIdentity {
  return identity({ subject, scopes: OPERATOR_SCOPES });
}

/** Any identity, by default good for a minute and allowing nothing. */
export function identity(parts: Partial<SignedIdentity>): SignedIdentity {
  return { subject: null, scopes: [], claims: {}, expiresAt: Math.floor(Date.now() / 1000) + 60, ...parts };
}

/** The identity as it travels: payload and signature. */
export function signIdentity(signed: SignedIdentity, secret: string = TEST_IDENTITY_SECRET): string {
  const payload = Buffer.from(JSON.stringify(signed), "utf8").toString("base64url");
  return `${payload}.${createHmac("sha256", secret).update(payload).digest("base64url")}`;
}

/** Sends one operation. @param url base address of the subgraph */
export async function callSubgraph(
  url: string,
  as: SignedIdentity,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<SubgraphAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", [IDENTITY_HEADER]: signIdentity(as) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as Partial<SubgraphAnswer>;
  return { status: response.status, data, errors: errors ?? [] };
}

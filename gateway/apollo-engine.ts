/** The engine of @apollo/gateway, as a reference beside our own: queries and mutations, no subscriptions. */

import { ApolloGateway, type GraphQLDataSourceProcessOptions, RemoteGraphQLDataSource } from "@apollo/gateway";
import { GraphQLError, type GraphQLErrorExtensions } from "graphql";
import { IDENTITY_HEADER, PASSED_ON_CODES, REQUEST_ID_HEADER } from "../schema/wire.ts";
import type { RequestContext } from "./context.ts";
import type { Engine } from "./engine.ts";
import { GatewayError, type ErrorCode } from "./errors.ts";
import type { Generation } from "./supergraph/generation.ts";
import type { Log } from "./telemetry/log.ts";
import { logUnknownError } from "./telemetry/log.ts";

/** What the engine is made of. */
export interface ApolloEngineOptions {
  readonly generation: Generation;
  /** The value of the identity header for a request, or null for none. */
  readonly identityFor: (context: RequestContext) => string | null;
  readonly log: Log;
}

type Executor = Awaited<ReturnType<ApolloGateway["load"]>>["executor"];
type GatewayRequestContext = Parameters<Executor>[0];

/** The context that @apollo/gateway carries to the data sources. */
interface SourceContext {
  readonly identity: string | null;
  readonly requestId: string;
}

/**
 * Loads the engine. Its telemetry to its maker must be off before: `APOLLO_TELEMETRY_DISABLED=1` (`main.ts` sees to it).
 * @throws Error when the supergraph does not suit it
 */
export async function createApolloEngine({ generation, identityFor, log }: ApolloEngineOptions): Promise<Engine> {
  const gateway = new ApolloGateway({
    supergraphSdl: generation.supergraphSdl,
    logger: log.child({ component: "apollo" }),
    buildService: ({ name }) => new IdentifiedDataSource({ url: generation.urls[name] ?? "" }),
  });
  const { executor } = await gateway.load();
  return {
    apiSchema: generation.apiSchema,
    explain: () => null,
    async execute({ prepared, rawVariables }, context) {
      const source: SourceContext = { identity: identityFor(context), requestId: context.requestId };
      const operationName = prepared.operation.name?.value;
      const requestContext = {
        request: { query: prepared.text, operationName, variables: { ...rawVariables } },
        source: prepared.text,
        document: prepared.document,
        operation: prepared.operation,
        operationName: operationName ?? null,
        queryHash: prepared.hash,
        context: source,
        logger: log,
        metrics: {},
        schema: generation.apiSchema,
        // The parts that only plugins of @apollo/server read, which do not run here, are left out.
      } as unknown as GatewayRequestContext;
      const { data, errors } = await executor(requestContext);
      return {
        ...(errors === undefined ? {} : { errors: errors.map((error) => translated(error, context.requestId, log)) }),
        ...(data === undefined ? {} : { data }),
      };
    },
    async subscribe() {
      throw new GatewayError("SUBSCRIPTION_TRANSPORT_REQUIRED", {}, { message: "This engine has no subscriptions." });
    },
    close: () => gateway.stop(),
  };
}

/** Sends each call with the identity and the id of its request. */
class IdentifiedDataSource extends RemoteGraphQLDataSource {
  override willSendRequest({ request, context }: GraphQLDataSourceProcessOptions): void {
    const { identity, requestId } = context as Partial<SourceContext>;
    if (identity != null) request.http?.headers.set(IDENTITY_HEADER, identity);
    if (requestId !== undefined) request.http?.headers.set(REQUEST_ID_HEADER, requestId);
  }
}

/**
 * A subgraph's error for a client: passed on where its code is one that subgraphs share with us, else masked under an id.
 * @param error a GraphQLError by its type, yet what the HTTP client threw comes as it is
 */
function translated(error: GraphQLError, requestId: string, log: Log): GraphQLError {
  const { message, path } = error;
  const extensions: GraphQLErrorExtensions | undefined = error.extensions;
  const code = extensions?.["code"];
  const refusedUs = extensions?.["response"] !== undefined;
  if (!refusedUs && PASSED_ON_CODES.some((known) => known === code)) {
    return new GraphQLError(message, { path: path ?? null, extensions: { code } });
  }
  const errorId = logUnknownError(log, error, requestId, "subgraph failed");
  const subgraph = extensions?.["serviceName"];
  const details = typeof subgraph === "string" ? { subgraph, errorId } : { errorId };
  const fault = new GatewayError(faultCode(error), details);
  return new GraphQLError(fault.message, { path: path ?? null, originalError: fault });
}

const UNREACHABLE = new Set<unknown>(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EHOSTUNREACH", "ETIMEDOUT"]);

function faultCode(error: GraphQLError): ErrorCode {
  const thrown: unknown = error.originalError ?? error;
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
  return UNREACHABLE.has(code) ? "SUBGRAPH_UNREACHABLE" : "SUBGRAPH_FAILED";
}

/** The pipeline of one generation: tokens, limits, validation and coercion put together for every transport. */

import type { DocumentLimits } from "../config.ts";
import type { Access } from "../auth/access.ts";
import type { Revocations } from "../auth/revocations.ts";
import type { Engine } from "../engine.ts";
import { GatewayError } from "../errors.ts";
import type { Admission } from "../limits/admission.ts";
import type { Rate } from "../limits/rate.ts";
import type { Shares } from "../limits/shares.ts";
import { readInterval } from "../subscribe/interval.ts";
import type { Log } from "../telemetry/log.ts";
import { coerceVariables, createDocuments, NO_VARIABLES } from "./documents.ts";
import type { MovingStreams } from "./moving-streams.ts";
import type { Pipeline, RequestParameters } from "./pipeline.ts";
import { presentAnswer, presentError } from "./present.ts";

/** What a pipeline is put together from. */
export interface PipelineOptions {
  readonly engine: Engine;
  readonly access: Access;
  readonly admission: Admission;
  /** What each principal may hold at once. */
  readonly sockets: Shares;
  readonly subscriptions: Shares;
  /** How often each principal may subscribe. */
  readonly subscribeRate: Rate;
  readonly revocations: Revocations;
  readonly streams: MovingStreams;
  readonly limits: DocumentLimits;
  readonly documentCacheBytes: number;
  readonly corsOrigins: readonly string[];
  readonly log: Log;
}

/** Creates the pipeline. */
export function createPipeline(options: PipelineOptions): Pipeline {
  const { engine, access, admission, limits, documentCacheBytes, log } = options;
  const documents = createDocuments(engine.apiSchema, limits, documentCacheBytes);
  const corsOrigins = new Set(options.corsOrigins);
  const pipeline: Pipeline = {
    engine,
    async authenticate(token) {
      const principal = await access.identify(token);
      if (options.revocations.isRevoked(principal)) throw new GatewayError("UNAUTHENTICATED");
      return principal;
    },
    onRevoked: (principal, call) => options.revocations.watch(principal, call),
    allowsOrigin: (origin, host) =>
      access.allowsHost(host) && (origin === undefined || corsOrigins.has(origin) || isOwnOrigin(origin, host)),
    admit: () => admission.enter(),
    admitSocket: (principal) => options.sockets.take(principal),
    admitSubscription(principal) {
      options.subscribeRate.take(principal);
      return options.subscriptions.take(principal);
    },
    readParameters,
    prepareFirst: (text) => documents.findFirst(text),
    prepare(parameters, principal) {
      const { prepared, introspects } = documents.find(parameters.query, parameters.operationName);
      if (introspects && !access.mayIntrospect(principal)) {
        throw new GatewayError("INTROSPECTION_FORBIDDEN");
      }
      return coerceVariables(engine.apiSchema, prepared, parameters);
    },
    explain(operation, principal, isInParts) {
      if (!access.mayIntrospect(principal)) throw new GatewayError("INTROSPECTION_FORBIDDEN");
      return engine.explain(operation, isInParts);
    },
    subscribe: (operation, context, place) => options.streams.open(pipeline, operation, context, place),
    present: (answer, requestId) => presentAnswer(answer, requestId, log),
    presentError: (error, requestId) => presentError(error, requestId, log),
  };
  return pipeline;
}

/** The scheme may differ: what ends TLS before us is not known. */
function isOwnOrigin(origin: string, host: string | undefined): boolean {
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}

function readParameters(body: unknown): RequestParameters {
  if (Array.isArray(body)) {
    throw new GatewayError("BAD_REQUEST", {}, { message: "Batches are not taken: send one operation in a request." });
  }
  if (!isRecord(body)) throw new GatewayError("BAD_REQUEST", {}, { message: "The body must be a JSON object." });
  const { query, operationName, variables, extensions } = body;
  if (typeof query !== "string" || query.trim() === "") {
    throw new GatewayError("BAD_REQUEST", {}, { message: "`query` must be a GraphQL document." });
  }
  if (operationName != null && typeof operationName !== "string") {
    throw new GatewayError("BAD_REQUEST", {}, { message: "`operationName` must be a string." });
  }
  if (variables != null && !isRecord(variables)) {
    throw new GatewayError("BAD_REQUEST", {}, { message: "`variables` must be a JSON object." });
  }
  if (extensions != null && !isRecord(extensions)) {
    throw new GatewayError("BAD_REQUEST", {}, { message: "`extensions` must be a JSON object." });
  }
  // An empty name is how some clients say that they give none.
  const name = operationName == null || operationName === "" ? undefined : operationName;
  const every = extensions?.["every"];
  if (every != null && (typeof every !== "string" || readInterval(every) === null)) {
    throw new GatewayError("BAD_REQUEST", {}, { message: "`extensions.every` must be an interval, such as 2s." });
  }
  const explain = readExplain(extensions?.["explain"]);
  return { query, operationName: name, variables: variables ?? NO_VARIABLES, every: every ?? undefined, explain };
}

function readExplain(given: unknown): RequestParameters["explain"] {
  if (given == null || given === false) return "no";
  if (given === true) return "beside";
  if (given === "only") return "only";
  throw new GatewayError("BAD_REQUEST", {}, { message: '`extensions.explain` must be true, false or "only".' });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

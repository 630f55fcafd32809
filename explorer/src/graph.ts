/** Which graph the page is on: the fleet's, whose schema and examples it carries, or another, which is asked what it is. */

import { buildClientSchema, buildSchema, getIntrospectionQuery, type GraphQLSchema, parse, validate } from "graphql";
import { useEffect, useState } from "react";
import fleetSdl from "../../schema/api.graphql?raw";
import { examples } from "./examples.ts";
import type { Setting } from "./principals.ts";

/** A graph as the page knows it. */
export interface Graph {
  /** Null until the graph has said it. */
  readonly schema: GraphQLSchema | null;
  /** Whether the examples and the board are of this graph. */
  readonly isFleet: boolean;
  /** Why the schema cannot be had, or null. */
  readonly problem: string | null;
}

const FLEET: Graph = { schema: buildSchema(fleetSdl), isFleet: true, problem: null };
const UNKNOWN: Graph = { schema: null, isFleet: false, problem: null };

/**
 * The fleet's graph where its local issuer is at hand. Else the graph is asked; where it wants a token that allows
 * introspection and has none, it is taken for the fleet's.
 */
export function useGraph({ access, tokensUrl }: Setting, token: string): Graph {
  const before = access === "open" ? UNKNOWN : FLEET;
  const [graph, setGraph] = useState(before);
  useEffect(() => {
    if (tokensUrl !== null || (access === "tokens" && token === "")) return undefined;
    const abort = new AbortController();
    introspect(token, abort.signal).then(
      (schema) => setGraph({ schema, isFleet: suitsExamples(schema), problem: null }),
      (error: unknown) => {
        if (abort.signal.aborted || access === "tokens") return;
        setGraph({ ...UNKNOWN, problem: `no schema: ${error instanceof Error ? error.message : "unknown"}` });
      },
    );
    return () => abort.abort();
  }, [access, tokensUrl, token]);
  return graph;
}

/** @throws Error when the graph does not answer, or does not allow it */
async function introspect(token: string, signal: AbortSignal): Promise<GraphQLSchema> {
  const headers = { "content-type": "application/json" };
  const response = await fetch("graphql", {
    method: "POST",
    headers: token === "" ? headers : { ...headers, authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: getIntrospectionQuery() }),
    signal,
  });
  const { data, errors } = (await response.json()) as {
    readonly data?: Parameters<typeof buildClientSchema>[0];
    readonly errors?: readonly { readonly message: string }[];
  };
  if (data === undefined) throw new Error(errors?.[0]?.message ?? `the graph answered ${response.status}`);
  return buildClientSchema(data);
}

function suitsExamples(schema: GraphQLSchema): boolean {
  return examples.every(({ query }) => validate(schema, parse(query)).length === 0);
}

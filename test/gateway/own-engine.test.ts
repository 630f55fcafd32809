import { describe, expect, it } from "@jest/globals";
import { Supergraph } from "@apollo/federation-internals";
import { getOperationAST, getVariableValues, parse } from "graphql";
import type { RequestContext } from "../../gateway/context.ts";
import { type Engine, type FrameStream, WrittenAnswer } from "../../gateway/engine.ts";
import { GatewayError, invariant } from "../../gateway/errors.ts";
import { primarySubscription } from "../../gateway/execute/execute.ts";
import type { FetchSubgraph } from "../../gateway/execute/ports.ts";
import type { OperationRequest } from "../../gateway/operation.ts";
import { createOwnEngine, type OwnEngineOptions } from "../../gateway/own-engine.ts";
import { startSubgraphs, type SubgraphRig } from "../support/subgraph-rig.ts";

const definitions = [
  {
    name: "a",
    typeDefs: `
      type Query { me: Person }
      type Subscription { met: Person }
      type Person @key(fields: "id") { id: ID! }
    `,
    resolvers: { Query: { me: () => ({ id: "1" }) } },
  },
  {
    name: "b",
    typeDefs: `type Person @key(fields: "id") { id: ID! name: String }`,
    resolvers: { Person: { __resolveReference: (one: object) => one, name: () => "Kim" } },
  },
];

interface EngineRig extends AsyncDisposable {
  readonly engine: Engine;
  readonly subgraphs: SubgraphRig;
  request(text: string): OperationRequest;
}

async function startEngine(options: Partial<OwnEngineOptions> = {}): Promise<EngineRig> {
  const subgraphs = await startSubgraphs(definitions);
  const apiSchema = Supergraph.build(subgraphs.supergraphSdl).apiSchema().toGraphQLJSSchema();
  const engine = createOwnEngine({
    supergraph: subgraphs.supergraphSdl,
    apiSchema,
    generation: "1",
    fetchSubgraphFor: () => subgraphs.fetchSubgraph,
    subscribe: () => Promise.reject(new GatewayError("INTERNAL_SERVER_ERROR")),
    onFault: () => undefined,
    ...options,
  });
  return {
    engine,
    subgraphs,
    request: (text) => {
      const document = parse(text);
      const operation = getOperationAST(document);
      invariant(operation, "the document has one operation");
      const { coerced } = getVariableValues(apiSchema, operation.variableDefinitions ?? [], {});
      return {
        prepared: { hash: text, text, document, operation, defers: false },
        rawVariables: {},
        coercedVariables: coerced ?? {},
      };
    },
    [Symbol.asyncDispose]: async () => {
      await engine.close();
      await subgraphs[Symbol.asyncDispose]();
    },
  };
}

function context(signal = new AbortController().signal): RequestContext {
  const principal = { subject: "s", scopes: [], claims: {}, expiresAtMs: Date.now() + 60_000, authorisationClass: "" };
  return { requestId: "r", principal, signal };
}

describe("our own engine", () => {
  it("lets others have their turn before it plans an operation, and before it compiles one", async () => {
    const turnsBefore: number[] = [];
    let turns = 0;
    await using rig = await startSubgraphs(definitions);
    const counting: FetchSubgraph = async (request, signal) => {
      turnsBefore.push(turns);
      return await rig.fetchSubgraph(request, signal);
    };
    await using counted = await startEngine({ fetchSubgraphFor: () => counting });
    const ask = async (): Promise<void> => {
      turns = 0;
      const ticking = new AbortController();
      const tick = (): void => {
        turns += 1;
        if (!ticking.signal.aborted) setImmediate(tick);
      };
      setImmediate(tick);
      await counted.engine.execute(counted.request("{ me { id } }"), context());
      ticking.abort();
    };
    await ask();
    await ask();
    expect(turnsBefore[0]).toBeGreaterThanOrEqual(2);
    // One that is compiled is run at once.
    expect(turnsBefore[1]).toBe(0);
  });

  it("answers over several subgraphs, many at once", async () => {
    await using rig = await startEngine();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => rig.engine.execute(rig.request("{ me { name } }"), context())),
    );
    for (const answer of answers) {
      const text = answer instanceof WrittenAnswer ? answer.bytes.toString() : JSON.stringify(answer);
      expect(text).toBe(`{"data":{"me":{"name":"Kim"}}}`);
    }
    expect(rig.subgraphs.requests).toHaveLength(40);
  });

  it("hands a compiled subscription to whoever runs streams, with where to go on", async () => {
    const opened: unknown[] = [];
    await using rig = await startEngine({
      subscribe: (compiled, request, _context, place) => {
        opened.push(primarySubscription(compiled, request).subgraph, place);
        return Promise.resolve({} as FrameStream);
      },
    });
    await rig.engine.subscribe(rig.request("subscription { met { name } }"), context(), { after: "cursor" });
    expect(opened).toEqual(["a", { after: "cursor" }]);
  });

  it("lets a request go whose signal aborts while it is planned", async () => {
    await using rig = await startEngine();
    const reason = new GatewayError("REQUEST_TIMEOUT");
    const abort = new AbortController();
    const running = rig.engine.execute(rig.request("{ me { id } }"), context(abort.signal));
    abort.abort(reason);
    await expect(running).rejects.toBe(reason);
    expect(rig.subgraphs.requests).toEqual([]);
  });

  it("refuses operations once it is closed", async () => {
    await using rig = await startEngine();
    await rig.engine.close();
    await expect(rig.engine.execute(rig.request("{ me { id } }"), context())).rejects.toMatchObject({
      code: "OVERLOADED",
    });
  });
});

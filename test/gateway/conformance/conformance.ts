/** The conformance list: each item is one sentence about behaviour, run over HTTP on our own engine and on @apollo/gateway. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Environment } from "../../../gateway/config.ts";
import { createCleanup } from "../../support/cleanup.ts";
import { type GatewayRig, startGateway } from "../../support/gateway-rig.ts";
import {
  type ReceivedRequest,
  startSubgraphs,
  type SubgraphDefinition,
  type SubgraphRig,
} from "../../support/subgraph-rig.ts";
import { startIssuer, type TokenIssuer } from "../../support/token-issuer.ts";
import { type Answer, nullsOf, readAnswer } from "./answer.ts";

const ENGINES = ["own", "apollo"] as const;

type EngineName = (typeof ENGINES)[number];

/** By engine, what is wrong with its answer; the item is then expected to fail on it. */
export type KnownFaults = Readonly<Partial<Record<EngineName, string>>>;

/** Declares an item. @param id stands in README.md, such as `C01.1` */
export type DeclareItem = (
  id: string,
  sentence: string,
  run: (graph: ConformanceGraph) => Promise<void>,
  faults?: KnownFaults,
) => void;

/** A supergraph of real subgraphs behind a real gateway. */
export interface ConformanceGraph {
  readonly engine: EngineName;
  readonly gateway: GatewayRig;
  /** What subgraphs received since the item began, in order. */
  readonly requests: readonly ReceivedRequest[];
  /** How often each subgraph was asked since the item began. */
  asked(): Readonly<Record<string, number>>;
  /** Asks over HTTP. */
  ask(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer>;
  /** Asks, and expects exactly this answer: the order of its fields too, no errors but those named. */
  answers(query: string, data: unknown, expected?: ExpectedAnswer): Promise<void>;
  /** Expects that the subgraphs were asked no more often; tells nothing about engines that are not ours. */
  askedAtMost(counts: Readonly<Record<string, number>>): void;
  /** Expects that the subgraphs were sent no more representations; tells nothing about engines that are not ours. */
  representationsAtMost(counts: Readonly<Record<string, number>>): void;
}

/** What an answer holds beside its data. */
export interface ExpectedAnswer {
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Codes with exact paths, such as `FORBIDDEN people.0.name`, in any order; each once. */
  readonly errors?: readonly string[];
  /**
   * Codes with the nulls that errors explain, for faults of which the path is left to the gateway. A path that goes on below a null
   * means the null; a path that leads to an object means the nulls among its fields.
   */
  readonly nulls?: readonly string[];
}

/** How the gateway of a graph is started, where not as usual. */
export interface GraphOptions {
  readonly env?: Environment;
  /** Served in the place of what the subgraphs compose to, at the addresses of the subgraphs. */
  readonly supergraphSdl?: string;
  /** Engines that the items run on; both unless told. */
  readonly engines?: readonly EngineName[];
}

/** Declares the items about one supergraph, which is started when the first of them runs. */
export function describeGraph(
  title: string,
  definitions: readonly SubgraphDefinition[],
  declare: (item: DeclareItem) => void,
  options: GraphOptions = {},
): void {
  describe(title, () => {
    const cleanup = createCleanup();
    const requests: ReceivedRequest[] = [];
    const { engines = ENGINES, env, supergraphSdl } = options;
    let subgraphs: SubgraphRig;
    let issuer: TokenIssuer;
    const graphs = new Map<EngineName, Promise<ConformanceGraph>>();
    const start = async (engine: EngineName): Promise<ConformanceGraph> => {
      const urls = Object.entries(subgraphs.urls).map(([name, url]) => `${name}=${url}`);
      const gateway = await startGateway({
        supergraphSdl: supergraphSdl ?? subgraphs.supergraphSdl,
        issuer,
        env: { GATEWAY_ENGINE: engine, SUBGRAPH_URLS: urls.join(), ...env },
      });
      return createGraph(engine, cleanup.use(gateway), requests);
    };

    beforeAll(async () => {
      issuer = cleanup.use(await startIssuer());
      subgraphs = cleanup.use(await startSubgraphs(definitions.map((one) => recording(one, requests))));
    });
    afterAll(async () => await cleanup[Symbol.asyncDispose]());
    beforeEach(() => void requests.splice(0));

    for (const engine of engines) {
      describe(engine === "own" ? "our engine" : "@apollo/gateway", () => {
        declare((id, sentence, run, faults = {}) => {
          const declareTest = faults[engine] === undefined ? it : it.failing;
          declareTest(`${id} ${sentence}`, async () => {
            // Started by the first item that needs it: an engine that refuses the supergraph fails its items, and no others.
            const graph = graphs.get(engine) ?? start(engine);
            graphs.set(engine, graph);
            await run(await graph);
          });
        });
      });
    }
  });
}

function recording(definition: SubgraphDefinition, requests: ReceivedRequest[]): SubgraphDefinition {
  return {
    ...definition,
    serve: (request, response) => {
      requests.push(request);
      return definition.serve?.(request, response) ?? false;
    },
  };
}

function createGraph(engine: EngineName, gateway: GatewayRig, requests: readonly ReceivedRequest[]): ConformanceGraph {
  const sum = (weigh: (request: ReceivedRequest) => number): Record<string, number> => {
    const sums: Record<string, number> = {};
    for (const request of requests) sums[request.subgraph] = (sums[request.subgraph] ?? 0) + weigh(request);
    return sums;
  };
  const asked = (): Record<string, number> => sum(() => 1);
  const expectAtMost = (actual: Record<string, number>, counts: Readonly<Record<string, number>>): void => {
    if (engine !== "own") return;
    expect(Object.entries(actual).filter(([subgraph, count]) => count > (counts[subgraph] ?? 0))).toEqual([]);
  };
  const ask: ConformanceGraph["ask"] = async (query, variables = {}) =>
    readAnswer(await gateway.post({ query, variables }));
  return {
    engine,
    gateway,
    requests,
    asked,
    ask,
    answers: async (query, data, { variables, errors = [], nulls } = {}) => {
      const answer = await ask(query, variables);
      const expected = { data, errors: [...(nulls ?? errors)].sort() };
      const actual = { data: answer.data, errors: nulls === undefined ? [...answer.errors].sort() : nullsOf(answer) };
      // Compared as text: the order of fields counts.
      expect(inLines(actual)).toBe(inLines(expected));
    },
    askedAtMost: (counts) => expectAtMost(asked(), counts),
    representationsAtMost: (counts) => expectAtMost(sum(countRepresentations), counts),
  };
}

function countRepresentations({ variables }: ReceivedRequest): number {
  const isRepresentation = (value: unknown): boolean =>
    typeof value === "object" && value !== null && Object.hasOwn(value, "__typename");
  return Object.values(variables).flat().filter(isRepresentation).length;
}

function inLines(value: unknown): string {
  return JSON.stringify(value, null, 1);
}

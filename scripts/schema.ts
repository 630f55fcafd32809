/** Composes the supergraph, generates what is derived from the SDL in `schema/`, and draws the state machines; with `--check`, says what is stale. */

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { composeServices } from "@apollo/composition";
import { codegen } from "@graphql-codegen/core";
import * as typescriptPlugin from "@graphql-codegen/typescript";
import * as resolversPlugin from "@graphql-codegen/typescript-resolvers";
import { type DocumentNode, lexicographicSortSchema, parse, printSchema } from "graphql";
import { format } from "prettier";
import { buildApiSchema } from "../gateway/supergraph/api-schema.ts";
import { readFeatures } from "../gateway/supergraph/features.ts";
import { withStatePictures } from "./state-pictures.ts";

/** The subgraphs, and the ports on which the committed supergraph expects them. */
const SUBGRAPHS = [
  { name: "inventory", url: "http://127.0.0.1:4101/graphql" },
  { name: "partners", url: "http://127.0.0.1:4102/graphql" },
  { name: "sites", url: "http://127.0.0.1:4103/graphql" },
  { name: "workloads", url: "http://127.0.0.1:4104/graphql" },
] as const;

type SubgraphName = (typeof SUBGRAPHS)[number]["name"];

/** The parent value that resolvers of a type are handed, by subgraph: `file#Type`, the file beside `generated.ts`. */
const MAPPERS: Record<SubgraphName, Record<string, string>> = {
  inventory: {
    Delivery: "./models.ts#DeliveryDocument",
    DeliveryConnection: "./lists.ts#DeliveryList",
    Fleet: "../kit/ids.ts#EntityReference",
    Gpu: "./models.ts#GpuDocument",
    GpuConnection: "./lists.ts#GpuList",
    GpuModel: "../kit/gpu-models.ts#GpuModelRating",
    Node: "../kit/published/node.ts#NodeDocument",
    NodeConnection: "./lists.ts#NodeList",
    Partner: "../kit/ids.ts#EntityReference",
    Rack: "../kit/ids.ts#EntityReference",
    Site: "./resolvers-site.ts#SiteReference",
  },
  partners: {
    Allotment: "./models.ts#AllotmentDocument",
    AuditConnection: "./audit-log.ts#AuditList",
    AuditEntry: "../kit/audit/entries.ts#AuditDocument",
    Fleet: "../kit/ids.ts#EntityReference",
    GpuModel: "../kit/ids.ts#EntityReference",
    Partner: "./models.ts#PartnerDocument",
    Programme: "./models.ts#ProgrammeDocument",
    Project: "../kit/published/project.ts#ProjectDocument",
    ProjectConnection: "./lists.ts#ProjectList",
  },
  sites: {
    Hall: "./models.ts#HallDocument",
    MaintenanceWindow: "../kit/published/maintenance-window.ts#MaintenanceWindowDocument",
    Partner: "../kit/ids.ts#EntityReference",
    PowerFeed: "./models.ts#PowerFeedDocument",
    Rack: "../kit/published/rack.ts#RackDocument",
    RackConnection: "./lists.ts#RackList",
    Site: "../kit/published/site.ts#SiteDocument",
  },
  workloads: {
    Workload: "./models.ts#WorkloadDocument",
    WorkloadConnection: "./connections.ts#WorkloadPage",
    WorkloadEdge: "./connections.ts#WorkloadPageEdge",
    WorkloadNodeConnection: "./connections.ts#PlacementPage",
    WorkloadNodeEdge: "./connections.ts#PlacementPageEdge",
    PageInfo: "./connections.ts#PagePosition",
    Utilisation: "./telemetry/frame.ts#Item",
    UtilisationFrame: "./utilisation.ts#SignedFrame",
    UtilisationSeries: "./resolve-series.ts#SeriesAnswer",
    UtilisationPoint: "./telemetry/series/point.ts#SeriesPoint",
    HeatMapCell: "./telemetry/series/heat-map.ts#HeatMapHour",
    ReclaimCandidateConnection: "./resolve-ranking.ts#CandidatePage",
    ReclaimCandidate: "./resolve-ranking.ts#Candidate",
    Rack: "../kit/ids.ts#EntityReference",
    Alert: "./telemetry/alert-model.ts#AlertDocument",
    AlertConnection: "./resolve-alerts.ts#AlertPage",
    AlertFrame: "./resolve-alerts.ts#SignedAlertFrame",
    RackPowerConnection: "./resolve-racks.ts#RackPowerPage",
    RackPower: "./telemetry/rack-power.ts#RackPowerDocument",
    WorkloadUsageConnection: "./resolve-ranking.ts#UsagePage",
    WorkloadUsage: "./telemetry/tiers/tier-collections.ts#WorkloadTotalDocument",
    Partner: "../kit/ids.ts#EntityReference",
    Site: "../kit/ids.ts#EntityReference",
    Project: "../kit/ids.ts#EntityReference",
    Node: "../kit/ids.ts#EntityReference",
    Gpu: "../kit/ids.ts#EntityReference",
    GpuModel: "../kit/ids.ts#EntityReference",
    Fleet: "../kit/ids.ts#EntityReference",
  },
};

const SCALARS = { DateTime: "Date", Date: "string", Cursor: "string", Duration: "number", ID: "string" };

/** How prettier reads a file, by its extension. */
const PARSERS: Readonly<Record<string, string>> = { ts: "typescript", graphql: "graphql", md: "markdown" };

const root = process.cwd();
const stale: string[] = [];
const check = process.argv.includes("--check");

const sources = await Promise.all(
  SUBGRAPHS.map(async ({ name, url }) => {
    const sdl = await readFile(join(root, "schema", `${name}.graphql`), "utf8");
    return { name, url, sdl, typeDefs: parse(sdl, { noLocation: true }) };
  }),
);

const supergraphSdl = compose();
await put("schema/supergraph.graphql", supergraphSdl);
await put("schema/api.graphql", apiSdl(supergraphSdl));
for (const { name, typeDefs } of sources) {
  await put(`subgraphs/${name}/generated.ts`, await resolverTypes(name, typeDefs));
}
const rules = "subgraphs/README.md";
await put(rules, withStatePictures(await readFile(join(root, rules), "utf8")));

if (stale.length > 0) {
  console.error(`stale: ${stale.join(", ")}. Run \`npm run schema\` and commit what it writes.`);
  process.exitCode = 1;
} else {
  console.log(check ? "schema: everything derived from schema/ is fresh" : "schema: written");
}

function compose(): string {
  const result = composeServices(sources.map(({ name, url, typeDefs }) => ({ name, url, typeDefs })));
  if (result.supergraphSdl === undefined) {
    throw new Error(`composition failed:\n${result.errors?.map((error) => `  ${error.message}`).join("\n")}`);
  }
  return result.supergraphSdl;
}

/** What the gateway tells its clients, directives such as `@defer` included. */
function apiSdl(supergraph: string): string {
  const document = parse(supergraph, { noLocation: true });
  const schema = buildApiSchema(document, readFeatures(document));
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}

async function resolverTypes(name: SubgraphName, typeDefs: DocumentNode): Promise<string> {
  return await codegen({
    filename: "generated.ts",
    schema: typeDefs,
    documents: [],
    config: {
      federation: true,
      useTypeImports: true,
      enumsAsTypes: true,
      scalars: SCALARS,
      contextType: "./context.ts#Context",
      mappers: MAPPERS[name],
      makeResolverTypeCallable: false,
      emitLegacyCommonJSImports: false,
      importExtension: ".ts",
    },
    plugins: [{ typescript: {} }, { resolvers: {} }],
    pluginMap: { typescript: typescriptPlugin, resolvers: resolversPlugin },
  });
}

/** Writes a derived file, or with `--check` notes that it is stale. */
async function put(path: string, text: string): Promise<void> {
  const parser = PARSERS[path.slice(path.lastIndexOf(".") + 1)] ?? "graphql";
  const wanted = await format(text, { parser, printWidth: 120 });
  const file = join(root, path);
  const current = await readFile(file, "utf8").catch(() => null);
  if (current === wanted) return;
  if (check) stale.push(path);
  else await writeFile(file, wanted);
}

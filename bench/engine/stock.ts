/** @apollo/server with @apollo/gateway as their documentation sets them up, in a process: `stock.js <supergraph> <port>`. */

import { readFile } from "node:fs/promises";
import { ApolloGateway } from "@apollo/gateway";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";

const [file = "", port = ""] = process.argv.slice(2);
const gateway = new ApolloGateway({ supergraphSdl: await readFile(file, "utf8") });
const server = new ApolloServer({ gateway });
await startStandaloneServer(server, { listen: { host: "127.0.0.1", port: Number(port) } });
process.on("disconnect", () => process.exit(0));

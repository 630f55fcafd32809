/** The `gateway` command and its options. What its commands share, such as the supergraph's file, are its own options. */

import { Command, InvalidArgumentError, Option } from "commander";
import type { Environment } from "../config.ts";
import { explain, type ExplainOptions } from "./explain.ts";
import { serve } from "./serve.ts";

/** Options of the command as commander hands them over; what is not given is left to the environment. */
export interface ProgramOptions {
  /** Path of the supergraph's SDL. */
  readonly supergraph: string;
  readonly port?: number;
  readonly host?: string;
  /** Addresses by subgraph. */
  readonly subgraph?: Readonly<Record<string, string>>;
}

/** @param env settings that have no option of their own */
export function createProgram(env: Environment): Command {
  return new Command("gateway")
    .description("Serves a composed Federation supergraph as one graph: queries, mutations and subscriptions.")
    .addOption(
      new Option("-s, --supergraph <file>", "the composed supergraph's SDL").env("SUPERGRAPH").makeOptionMandatory(),
    )
    .option("-p, --port <port>", "where to listen; 0 takes a free port (default: PORT or 4000)", readPort)
    .option("--host <host>", "address to listen on (default: HOST or 127.0.0.1)")
    .option("--subgraph <name=url>", "where a subgraph is, in place of what the file says; may be repeated", addAddress)
    .addHelpText("after", "\nEvery other setting is an environment variable; the README lists them.")
    .action(async (options: ProgramOptions) => serve(options, env))
    .addCommand(createExplain());
}

function createExplain(): Command {
  return new Command("explain")
    .description("Prints how an operation is answered: which subgraphs are asked for what, in which order, and why.")
    .argument("<query>", "the document; - reads it from standard input")
    .option("--operation <name>", "which operation, where the document has several")
    .option("--variables <json>", "the variables; they decide @skip and @include")
    .action((query: string, options: ExplainOptions, command: Command) => {
      const { supergraph } = command.optsWithGlobals<ProgramOptions>();
      process.stdout.write(explain(supergraph, query, options));
    });
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new InvalidArgumentError("It must be a whole number from 0 to 65535.");
}

function addAddress(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const at = text.indexOf("=");
  const url = text.slice(at + 1);
  if (at < 1 || !URL.canParse(url) || !/^https?:/.test(url)) {
    throw new InvalidArgumentError("It must be such as reviews=http://127.0.0.1:4001/graphql.");
  }
  return { ...before, [text.slice(0, at)]: url };
}

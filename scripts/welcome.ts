/** What `npm start` says when all is up: addresses and commands to try. */

import { resolve } from "node:path";
import { DEFAULT_DATA_FOLDER } from "./start-options.ts";

/**
 * @param url the gateway's
 * @param dataPath absolute path of the data folder, where the tokens' key is
 * @param tookSeconds from the start until all was ready
 */
export function welcome(url: string, dataPath: string, tookSeconds: number): string {
  const query = '{ partner(slug: \\"samsung\\") { name allotted active sites { name utilisation { dutyCycle } } } }';
  const stream =
    'subscription { utilisation(groupBy: [SITE], every: \\"2s\\") { at items { site { name } dutyCycle powerWatts } } }';
  return `
Ready in ${tookSeconds.toFixed(1)} s.

  Explorer   ${url}/
  GraphQL    ${url}/graphql   over HTTP, server-sent events and WebSocket
  Health     ${url}/health    and ${url}/ready

Try, in another terminal of this folder:

  # a token, good for 12 hours
  TOKEN=$(npm run --silent token -- samsung${dataOption(dataPath)})

  # a query that crosses the subgraphs
  ${curl(url, "", query)}

  # utilisation as it moves
  ${curl(url, "-N -H 'accept: text/event-stream' ", stream)}

Tokens also for sk, hyundai, naver, government, analyst and operator. Ctrl-C stops everything and keeps the data.`;
}

/** How a command is told of a data folder; nothing for the one that it takes by itself. */
function dataOption(dataPath: string): string {
  if (dataPath === resolve(DEFAULT_DATA_FOLDER)) return "";
  return ` --data '${dataPath.replaceAll("'", String.raw`'\''`)}'`;
}

function curl(url: string, options: string, query: string): string {
  return `curl -s ${options}${url}/graphql -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\
    -d '{"query": "${query}"}'`;
}

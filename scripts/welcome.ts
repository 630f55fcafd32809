/** What `npm start` says when all is up: addresses and commands to try. */

/**
 * @param url the gateway's
 * @param tookSeconds from the start until all was ready
 */
export function welcome(url: string, tookSeconds: number): string {
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
  TOKEN=$(npm run --silent token -- samsung)

  # a query that crosses the subgraphs
  ${curl(url, "", query)}

  # utilisation as it moves
  ${curl(url, "-N -H 'accept: text/event-stream' ", stream)}

Tokens also for sk, hyundai, naver, government, analyst and operator. Ctrl-C stops everything and keeps the data.`;
}

function curl(url: string, options: string, query: string): string {
  return `curl -s ${options}${url}/graphql -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\
    -d '{"query": "${query}"}'`;
}

/** Pages of rows, one after the other: each is one operation, and only one is held at a time. */

import { GatewayError } from "../errors.ts";
import { valueAt } from "./row-file.ts";
import type { RowSource } from "./row-source.ts";

/** Asks for one page. @returns its `data` @throws when it has errors */
export type AskPage = (variables: Readonly<Record<string, unknown>>) => Promise<unknown>;

/**
 * Walks from page to page until there is no more.
 * @throws GatewayError SUBGRAPH_FAILED when a page does not say how to go on, which would make an endless or a cut list
 */
export async function* walkPages(
  { variables, listAt, paging }: Pick<RowSource, "variables" | "listAt" | "paging">,
  ask: AskPage,
): AsyncGenerator<readonly unknown[], void, undefined> {
  let after = paging?.first;
  for (;;) {
    const given = paging === null || after === undefined ? variables : { ...variables, [paging.variable]: after };
    const data = await ask(given);
    const rows = valueAt(data, listAt);
    yield Array.isArray(rows) ? rows : [];
    if (paging === null || valueAt(data, [...paging.pageInfoAt, "hasNextPage"]) !== true) return;
    const next = valueAt(data, [...paging.pageInfoAt, "endCursor"]);
    if (next === null || next === after) {
      throw new GatewayError(
        "SUBGRAPH_FAILED",
        {},
        { message: "A page says that there is more, and not how to go on." },
      );
    }
    after = next;
  }
}

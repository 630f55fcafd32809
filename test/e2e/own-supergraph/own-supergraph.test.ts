/** A supergraph that has nothing to do with the fleet, served by the `gateway` command and looked at in a browser. */

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { type RunningCommand, startCommand } from "../../gateway/cli/command.ts";
import { startBrowser } from "../../support/browser.ts";
import { startSubgraphs, type SubgraphRig } from "../../support/subgraph-rig.ts";

/** Where each step leaves a picture of the page. */
const PICTURES = "dist/screenshots";

describe("the explorer on somebody's own supergraph, without tokens", () => {
  let subgraphs: SubgraphRig;
  let command: RunningCommand;
  let browser: Browser;
  let page: Page;
  let folder: string;
  const problems: string[] = [];

  beforeAll(async () => {
    await mkdir(PICTURES, { recursive: true });
    folder = await mkdtemp(join(tmpdir(), "own-supergraph-"));
    subgraphs = await startSubgraphs([
      {
        name: "books",
        typeDefs: `
          "Where every question begins"
          type Query { book(id: ID!): Book }
          type Subscription { printed: Book }
          type Book @key(fields: "id") { id: ID! title: String }
        `,
        resolvers: {
          Query: { book: (_: unknown, { id }: { id: string }) => ({ id, title: `title of ${id}` }) },
          Subscription: {
            printed: {
              async *subscribe() {
                yield { printed: { id: "5", title: "five" } };
              },
            },
          },
        },
      },
      {
        name: "reviews",
        typeDefs: `type Book @key(fields: "id") { id: ID! stars: Int }`,
        resolvers: { Book: { __resolveReference: ({ id }: { id: string }) => ({ id, stars: Number(id) }) } },
      },
    ]);
    const file = join(folder, "supergraph.graphql");
    await writeFile(file, subgraphs.supergraphSdl);
    [command, browser] = await Promise.all([startCommand(["--supergraph", file, "--port", "0"]), startBrowser()]);
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
    await page.goto(command.url);
    await page.locator(".graphiql-query-editor .view-line").first().waitFor();
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await command[Symbol.asyncDispose]();
    await subgraphs[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  it("shows nothing that only the fleet has", async () => {
    expect(await page.title()).toBe("Graph explorer");
    for (const label of ["Ask as", "Token", "Example"])
      expect(await page.getByLabel(label, { exact: true }).count()).toBe(0);
    expect(await page.getByRole("button", { name: "Live board" }).count()).toBe(0);
    expect(await page.locator("body").innerText()).not.toMatch(/fleet|gpu/i);
  });

  it("documents the supergraph's types", async () => {
    await page.getByRole("button", { name: /documentation explorer/i }).click();
    await page.getByRole("link", { name: "Query", exact: true }).click();
    await page.getByText("Where every question begins").waitFor();
    await page.getByRole("link", { name: "Book", exact: true }).click();
    await page.getByRole("link", { name: "stars", exact: true }).waitFor();
  }, 30_000);

  it("answers a question that joins subgraphs", async () => {
    const answer = await ask("Seventh", `query Seventh { book(id: "7") { title stars } }`);
    expect(answer).toContain('"title": "title of 7"');
    expect(answer).toContain('"stars": 7');
    await page.screenshot({ path: `${PICTURES}/own-supergraph.png` });
  }, 30_000);

  it("streams a subscription", async () => {
    expect(await ask("Printed", "subscription Printed { printed { title stars } }")).toContain('"title": "five"');
  }, 30_000);

  it("has met no error on the page", () => {
    expect(problems).toEqual([]);
  });

  /**
   * Writes a document in the place of the one that is there, plays it, and waits for an answer with data.
   * @param name of the operation: what the page sends is right once its editor has told it that
   * @param document not to begin with a bracket, which the editor would close by itself
   */
  async function ask(name: string, document: string): Promise<string> {
    const result = page.locator(".result-window .view-lines");
    const before = await result.innerText();
    await page.locator(".graphiql-query-editor .view-lines").click();
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText(document);
    await page.locator(".graphiql-tab", { hasText: name }).waitFor();
    await page.keyboard.press("Control+Enter");
    for (;;) {
      const text = (await result.innerText()).replaceAll("\u00a0", " ");
      if (text !== before.replaceAll("\u00a0", " ") && text.includes('"data"')) return text;
      await page.waitForTimeout(50);
    }
  }
});

import { mkdir, readFile } from "node:fs/promises";
import { parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { startBrowser } from "../../support/browser.ts";
import { startSystem, type System, until } from "../../support/system.ts";

/** Where each step leaves a picture of the page. */
const PICTURES = "dist/screenshots";

describe("the explorer in a browser", () => {
  let system: System;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    await mkdir(PICTURES, { recursive: true });
    [system, browser] = await Promise.all([startSystem(), startBrowser()]);
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      // The query builder says this of each list argument: it shows them, but cannot edit them.
      const isKnown = message.text().startsWith("arg mismatch");
      if (message.type() === "error" && !isKnown) problems.push(message.text());
    });
    await until(
      async () => await system.ask("analyst", "{ fleet { utilisation { coverage } } }"),
      (answer) => Number(JSON.stringify(answer).match(/"coverage":([\d.]+)/)?.[1] ?? 0) > 0.8,
    );
    await page.goto(system.url);
    await page.getByLabel("Ask as").waitFor();
    await page.locator(".graphiql-query-editor .view-line").first().waitFor();
  }, 90_000);

  afterAll(async () => {
    await browser.close();
    await system[Symbol.asyncDispose]();
  });

  it("offers the token of every kind of user", async () => {
    const labels = await page.getByLabel("Ask as").locator("option").allInnerTexts();
    for (const name of ["Samsung", "SK", "Hyundai", "NAVER", "Government", "Analyst", "Operator"]) {
      expect(labels.join()).toMatch(new RegExp(name, "i"));
    }
  });

  it("runs an example as an analyst and shows the answer", async () => {
    await page.getByLabel("Ask as").selectOption({ label: await labelOf("Analyst") });
    await page.getByLabel("Example").selectOption({ label: "GPUs by partner" });
    await run();
    const answer = await until(result, (text) => text.includes("allotted"));
    expect(answer).toContain("260000");
    expect(answer).toContain("Hyundai Motor Group");
    await page.screenshot({ path: `${PICTURES}/explorer-query.png` });
  }, 60_000);

  it("streams two frames of the live example into the result pane", async () => {
    await page.getByLabel("Ask as").selectOption({ label: await labelOf("Samsung") });
    await page.getByLabel("Example").selectOption({ label: "Live utilisation, by site and model" });
    await run();
    const first = await until(result, (text) => text.includes('"snapshot": true'));
    expect(first).toContain("dutyCycle");
    const second = await until(result, (text) => text.includes('"snapshot": false'));
    expect(second).not.toBe(first);
    await page.screenshot({ path: `${PICTURES}/explorer-stream.png` });
    await page.getByRole("button", { name: /stop/i }).click();
  }, 60_000);

  it("puts an answer together whose parts come later, each as it comes", async () => {
    await page.getByLabel("Ask as").selectOption({ label: await labelOf("Analyst") });
    await page.getByLabel("Example").selectOption({ label: "A partner at once, its sites' utilisation later" });
    const [response] = await Promise.all([
      page.waitForResponse((one) => one.url().endsWith("/graphql") && one.request().method() === "POST"),
      run(),
    ]);
    expect(response.headers()["content-type"]).toContain("multipart/mixed");
    const answer = await until(result, (text) => text.includes('"totalCount"') && text.includes('"coverage"'));
    expect(answer).toContain('"allotted": 50000');
    expect(answer).not.toContain('"errors"');
    await page.screenshot({ path: `${PICTURES}/explorer-parts.png` });
  }, 60_000);

  it("documents the graph's types", async () => {
    await page.getByRole("button", { name: /documentation explorer/i }).click();
    await page.getByRole("link", { name: "Query", exact: true }).click();
    await page.getByText("The partners that you may see, by name").waitFor();
    await page.screenshot({ path: `${PICTURES}/explorer-docs.png` });
  }, 30_000);

  it("downloads the rows of an operation as CSV and as Parquet, and says why it cannot", async () => {
    await page.getByLabel("Ask as").selectOption({ label: await labelOf("Samsung") });
    await page.getByLabel("Example").selectOption({ label: "GPUs by partner" });
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download CSV" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("FleetByPartner.csv");
    const lines = (await readFile(await download.path(), "utf8")).split("\r\n");
    expect([lines[0], lines[1]?.slice(0, 28), lines.length]).toEqual([
      "name,kind,allotted,received,active,placed",
      "Samsung,CONGLOMERATE,50000,1",
      3,
    ]);
    const [parquet] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download Parquet" }).click(),
    ]);
    expect(parquet.suggestedFilename()).toBe("FleetByPartner.parquet");
    const file = new Uint8Array(await readFile(await parquet.path()));
    expect(await parquetReadObjects({ file: file.buffer })).toEqual([
      expect.objectContaining({ name: "Samsung", kind: "CONGLOMERATE", allotted: 50_000 }),
    ]);
    await page.getByLabel("Example").selectOption({ label: "One partner across the whole graph" });
    await page.getByRole("button", { name: "Download CSV" }).click();
    await page
      .getByRole("alert")
      .getByText(/several lists/)
      .waitFor();
    expect(problems.splice(0)).toEqual([expect.stringContaining("400")]);
  }, 60_000);

  it("shows how the gateway would answer, without asking", async () => {
    await page.getByLabel("Ask as").selectOption({ label: await labelOf("Analyst") });
    await page.getByLabel("Example").selectOption({ label: "GPUs by partner" });
    await page.getByRole("button", { name: /query plan/i }).click();
    const panel = page.getByRole("region", { name: "Query plan" });
    const plan = await until(
      () => panel.innerText(),
      (text) => text.includes("[2]"),
    );
    expect(plan).toMatch(/\[1\] partners, at once[^]*\[2\] inventory, after 1/);
    await page.screenshot({ path: `${PICTURES}/explorer-plan.png` });
    await page.getByLabel("Ask as").selectOption({ label: await labelOf("Samsung") });
    await panel.getByText(/introspection/i).waitFor();
    // A browser tells of every refusal.
    expect(problems.splice(0)).toEqual([expect.stringContaining("403")]);
  }, 60_000);

  it("moves the live board, for a partner with its own rows only", async () => {
    await page.getByRole("button", { name: "Live board" }).click();
    const status = page.getByRole("status");
    await until(
      async () => Number(/^(\d+) frames/.exec(await status.innerText())?.[1] ?? 0),
      (frames) => frames >= 2,
    );
    const partners = await page.locator(".board tbody tr td:first-child").allInnerTexts();
    expect(new Set(partners)).toEqual(new Set(["Samsung"]));
    await page.getByLabel("Ask as").selectOption({ label: await labelOf("Analyst") });
    await until(
      async () => new Set(await page.locator(".board tbody tr td:first-child").allInnerTexts()).size,
      (count) => count === 5,
    );
    await page.screenshot({ path: `${PICTURES}/board.png` });
  }, 60_000);

  it("has met no error on the page", () => {
    expect(problems).toEqual([]);
  });

  async function labelOf(name: string): Promise<string> {
    const labels = await page.getByLabel("Ask as").locator("option").allInnerTexts();
    const label = labels.find((each) => each.toLowerCase().includes(name.toLowerCase()));
    if (label === undefined) throw new Error(`expected a token for ${name}, got ${labels.join(", ")}`);
    return label;
  }

  async function run(): Promise<void> {
    await page.getByRole("button", { name: /execute query/i }).click();
  }

  /** The text of the result pane. Only what is in view is in the page, so the model is asked. */
  async function result(): Promise<string> {
    const lines = await page.locator(".result-window .view-line").allInnerTexts();
    return lines.join("\n").replaceAll("\u00a0", " ");
  }
});

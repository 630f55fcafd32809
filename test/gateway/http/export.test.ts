import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { type GatewayRig, startGateway } from "../../support/gateway-rig.ts";
import { startProcess } from "../../support/process.ts";
import { until } from "../../support/until.ts";
import { type LotHouse, openLotHouse } from "./lot-house.ts";

const LOTS = "query Lots($after: String) { lots(first: 3, after: $after) { nodes { number title } } }";

interface Rig extends AsyncDisposable {
  readonly house: LotHouse;
  readonly gateway: GatewayRig;
  /** Asks for a file by POST. @param search settings, as in a URL */
  readonly ask: (body: object, search?: string, token?: string | null, format?: "csv" | "parquet") => Promise<Response>;
}

async function startRig(lots: number, env: Readonly<Record<string, string>> = {}): Promise<Rig> {
  const house = await openLotHouse(lots);
  const gateway = await startGateway({ supergraphSdl: house.supergraphSdl, env });
  return {
    house,
    gateway,
    ask: async (body, search = "", token, format = "csv") => {
      const bearer = token === undefined ? await gateway.issuer.token({ sub: "ada" }) : token;
      return await fetch(`${gateway.url}/export.${format}${search}`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
        },
        body: JSON.stringify(body),
      });
    },
    async [Symbol.asyncDispose]() {
      await gateway.close();
      await house[Symbol.asyncDispose]();
    },
  };
}

/** A CSV reader by RFC 4180, of nothing that is under test. */
function readCsv(text: string): string[][] {
  const records: string[][] = [];
  for (const [record] of text.matchAll(/(?:"(?:[^"]|"")*"|[^"\r\n])+(?:\r\n|$)/g)) {
    const cells = [...record.replace(/\r\n$/, "").matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)];
    records.push(cells.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? ""));
  }
  return records;
}

async function failure(response: Response): Promise<readonly [number, unknown, string]> {
  const { errors } = (await response.json()) as { errors: { message: string; extensions: { code: string } }[] };
  return [response.status, errors[0]?.extensions.code, errors[0]?.message ?? ""];
}

describe("a file of rows", () => {
  it("has every row of a connection once, in order, whatever the size of a page", async () => {
    await using rig = await startRig(10);
    for (const [search, requests] of [
      ["", 4],
      ["?pageSize=5", 2],
      ["?pageSize=1000", 1],
    ] as const) {
      const before = rig.house.asked.length;
      const response = await rig.ask({ query: LOTS }, search);
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
      const records = readCsv(await response.text());
      expect(records[0]).toEqual(["number", "title"]);
      expect(records.slice(1).map(([number]) => Number(number))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(rig.house.asked.length - before).toBe(requests);
    }
  });

  it("is named after its operation, and comes by GET too", async () => {
    await using rig = await startRig(4);
    const token = await rig.gateway.issuer.token({ sub: "ada" });
    const search = new URLSearchParams({ query: LOTS, operationName: "Lots", variables: '{"after":"2"}' });
    const response = await fetch(`${rig.gateway.url}/export.csv?${search.toString()}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="Lots.csv"');
    expect(await response.text()).toBe('number,title\r\n3,"line\nend"\r\n4,\'=1+1\r\n');
  });

  it("asks a page for its rows alone, without what else the operation has", async () => {
    await using rig = await startRig(2);
    const query = `query ($city: String, $other: String) {
      hello aliased: lots(first: 1, city: $city) { totalCount pageInfo { hasNextPage } items: nodes { ...F } }
      house(name: "x") { name }
      second: lots(city: $other) { totalCount nodes { number } } }
      fragment F on Lot { number }`;
    const response = await rig.ask({ query, variables: { city: "Seoul", other: "Busan" } }, "?path=aliased");
    expect(readCsv(await response.text())).toEqual([["number"], ["1"], ["2"]]);
    const [{ query: asked, variables }] = [rig.house.asked[0] ?? { query: "", variables: {} }];
    expect(asked).not.toMatch(/hello|totalCount|house|second/);
    expect(Object.values(variables)).not.toContain("Busan");
  });

  it("takes objects apart, and keeps lists, absent types and nulls in their cells", async () => {
    await using rig = await startRig(2);
    const query = `{ lots { edges { cursor node { number note price isSold tags city { name mayor }
      seller { __typename name ... on Person { age } ... on Firm { city { name } } } } } } }`;
    const records = readCsv(await (await rig.ask({ query }, "?guardFormulas=false")).text());
    expect(records).toEqual([
      [
        "cursor",
        ...["number", "note", "price", "isSold", "tags", "city.name", "city.mayor"].map((name) => `node.${name}`),
        ...["__typename", "name", "age", "city.name"].map((name) => `node.seller.${name}`),
      ],
      [
        "1",
        "1",
        "-",
        "0.25",
        "false",
        '["old","so-called \\"art\\""]',
        "city 1",
        "@SUM(A1)",
        "Firm",
        "Kim & Co",
        "",
        "Seoul",
      ],
      ["2", "2", "", "0.5", "false", "[]", "city 2", "@SUM(A1)", "Person", "Ada", "36", ""],
    ]);
  });

  it("quotes what must be, tells an empty text from null, and guards against formulas unless told not to", async () => {
    await using rig = await startRig(8);
    const query = "{ lots { nodes { title note } } }";
    const guarded = await (await rig.ask({ query })).text();
    expect(guarded).toBe(
      [
        "title,note",
        '"said ""no""",\'-',
        '"one, two",',
        '"line\nend",\'-',
        "'=1+1,",
        "서울,'-",
        '" padded ",',
        '"",\'-',
        "a chair,",
        "",
      ].join("\r\n"),
    );
    const plain = await rig.ask({ query }, "?guardFormulas=false&bom=true");
    const bytes = Buffer.from(await plain.arrayBuffer());
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(bytes.toString()).toBe(`\u{feff}${guarded.replaceAll("'", "")}`);
  });

  it("has a header and no rows where there is nothing, and skips what the operation skips", async () => {
    await using rig = await startRig(0);
    const query =
      "query ($no: Boolean!) { lots { nodes { number title @skip(if: $no) ... @include(if: $no) { price } } } }";
    expect(await (await rig.ask({ query, variables: { no: true } })).text()).toBe("number,price\r\n");
    const none = await rig.ask({ query: '{ house(name: "none") { lots { nodes { number } } } }' });
    expect(await none.text()).toBe("number\r\n");
  });

  it("may be of a list that has no pages", async () => {
    await using rig = await startRig(0);
    const response = await rig.ask({ query: "{ hello cities { name } }" });
    expect(await response.text()).toBe("name\r\nSeoul\r\nBusan\r\n");
  });
});

describe("a Parquet file of rows", () => {
  it("has the same rows and columns, with types, and keeps nulls, lists and every text as they are", async () => {
    await using rig = await startRig(7);
    const query = `query Lots { lots { nodes { number title note price isSold tags city { name }
      seller { __typename ... on Person { age } ... on Firm { city { name } } } } } }`;
    const response = await rig.ask({ query, operationName: "Lots" }, "?pageSize=3", undefined, "parquet");
    expect(response.headers.get("content-type")).toBe("application/vnd.apache.parquet");
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="Lots.parquet"');
    const file = await response.arrayBuffer();
    const { schema } = await parquetMetadataAsync(file);
    expect(schema.slice(1).map(({ name, type, repetition_type }) => `${name} ${type} ${repetition_type}`)).toEqual([
      "number INT32 OPTIONAL",
      "title BYTE_ARRAY OPTIONAL",
      "note BYTE_ARRAY OPTIONAL",
      "price DOUBLE OPTIONAL",
      "isSold BOOLEAN OPTIONAL",
      "tags BYTE_ARRAY OPTIONAL",
      "city.name BYTE_ARRAY OPTIONAL",
      "seller.__typename BYTE_ARRAY OPTIONAL",
      "seller.age INT32 OPTIONAL",
      "seller.city.name BYTE_ARRAY OPTIONAL",
    ]);
    const rows = await parquetReadObjects({ file });
    expect(rows.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(rows.map(({ title }) => title)).toEqual([
      'said "no"',
      "one, two",
      "line\nend",
      "=1+1",
      "서울",
      " padded ",
      "",
    ]);
    expect(rows[0]).toMatchObject({ note: "-", price: 0.25, isSold: false, tags: '["old","so-called \\"art\\""]' });
    expect(rows[0]).toMatchObject({ "seller.__typename": "Firm", "seller.age": null, "seller.city.name": "Seoul" });
    expect(rows[1]).toMatchObject({ note: null, price: 0.5, tags: "[]", "seller.age": 36, "seller.city.name": null });
  });

  it("may have many groups of rows, or none", async () => {
    await using rig = await startRig(12_001);
    const query = "{ lots { nodes { number price } } }";
    const file = await (await rig.ask({ query }, "?pageSize=1000", undefined, "parquet")).arrayBuffer();
    const { num_rows, row_groups } = await parquetMetadataAsync(file);
    expect([Number(num_rows), row_groups.map((group) => Number(group.num_rows))]).toEqual([
      12_001,
      [5_000, 5_000, 2_001],
    ]);
    const rows = await parquetReadObjects({ file });
    expect(rows.every(({ number, price }, index) => number === index + 1 && price === number / 4)).toBe(true);
    await using empty = await startRig(0);
    const none = await (await empty.ask({ query }, "", undefined, "parquet")).arrayBuffer();
    expect(await parquetReadObjects({ file: none })).toEqual([]);
  });

  it("never looks whole when it cannot be finished, and takes no setting of another form", async () => {
    await using rig = await startRig(9);
    rig.house.failAfter(5);
    const response = await rig.ask({ query: LOTS }, "", undefined, "parquet");
    expect(response.status).toBe(200);
    await expect(response.arrayBuffer()).rejects.toThrow("terminated");
    const refused = await rig.ask({ query: LOTS }, "?bom=true", undefined, "parquet");
    expect(await failure(refused)).toEqual([400, "BAD_REQUEST", "`bom` is of CSV files only."]);
  });
});

describe("what is refused before a file begins", () => {
  it.each<[string, object, string, number, string, RegExp]>([
    ["an operation without a list", { query: "{ hello }" }, "", 400, "BAD_REQUEST", /no list/],
    [
      "several lists",
      { query: '{ cities { name } house(name: "x") { lots { nodes { number } } } }' },
      "",
      400,
      "BAD_REQUEST",
      /cities, house\.lots/,
    ],
    ["a path to nothing", { query: LOTS }, "?path=lots.nodes", 400, "BAD_REQUEST", /It has lots\./],
    ["a mutation", { query: "mutation { sell }" }, "", 400, "BAD_REQUEST", /Only a query/],
    ["a page of more than the graph gives", { query: LOTS }, "?pageSize=5000", 400, "BAD_USER_INPUT", /1000/],
    ["a size that is none", { query: LOTS }, "?pageSize=0", 400, "BAD_REQUEST", /pageSize/],
    ["a setting that is none", { query: LOTS }, "?bom=yes", 400, "BAD_REQUEST", /bom/],
    ["a connection without its rows", { query: "{ lots { totalCount } }" }, "", 400, "BAD_REQUEST", /nodes/],
    ["pages backwards", { query: "{ lots(last: 3) { nodes { number } } }" }, "", 400, "BAD_REQUEST", /`last`/],
    ["an unknown field", { query: "{ lots { nodes { nope } } }" }, "", 400, "GRAPHQL_VALIDATION_FAILED", /nope/],
  ])("%s", async (_name, body, search, status, code, message) => {
    await using rig = await startRig(3);
    const [found, foundCode, text] = await failure(await rig.ask(body, search));
    expect([found, foundCode]).toEqual([status, code]);
    expect(text).toMatch(message);
  });

  it("whoever has no token, another site's page, and whoever has as many as it may", async () => {
    await using rig = await startRig(3, { MAX_EXPORTS_PER_PRINCIPAL: "1" });
    expect((await failure(await rig.ask({ query: LOTS }, "", null)))[1]).toBe("UNAUTHENTICATED");
    const foreign = await fetch(`${rig.gateway.url}/export.csv`, { headers: { origin: "https://evil.example" } });
    expect((await failure(foreign))[1]).toBe("CSRF_PREVENTED");
    const put = await fetch(`${rig.gateway.url}/export.csv`, { method: "PUT" });
    expect([put.status, put.headers.get("allow")]).toEqual([405, "GET, POST, OPTIONS"]);
    await put.body?.cancel();
    const held = withResolvers();
    rig.house.beforePage(() => held.promise);
    const first = rig.ask({ query: LOTS });
    await until(async () => rig.house.asked.length > 0, 5000);
    expect((await failure(await rig.ask({ query: LOTS })))[1]).toBe("TOO_MANY_REQUESTS");
    held.resolve();
    expect((await first).status).toBe(200);
    await (await first).text();
    expect((await rig.ask({ query: LOTS })).status).toBe(200);
  });
});

describe("a file that cannot be finished", () => {
  it("never looks whole, and a whole one says how many rows it has", async () => {
    await using rig = await startRig(9);
    expect(await download(rig)).toEqual({ isWhole: true, rows: "9", error: null });
    rig.house.failAfter(6);
    const cut = expect.stringMatching(/ECONNRESET|aborted/);
    expect(await download(rig)).toEqual({ isWhole: false, rows: undefined, error: cut });
    expect(rig.gateway.logLines.filter(({ msg }) => msg === "export").map(({ isWhole }) => isWhole)).toEqual([
      true,
      false,
    ]);
  });

  it("is given up when the token expires, and when a page does not say how to go on", async () => {
    await using rig = await startRig(9);
    const token = await rig.gateway.issuer.token({ sub: "ada", expiresInSeconds: 2 });
    rig.house.beforePage(async () => await new Promise((resolve) => setTimeout(resolve, 1100)));
    expect((await download(rig, token)).isWhole).toBe(false);
    rig.house.beforePage(async () => undefined);
    expect((await download(rig, undefined, '{ endless(last: "7d") { nodes { number } } }')).isWhole).toBe(false);
  }, 20_000);

  it("asks for no further page once its client has gone", async () => {
    await using rig = await startRig(1_000_000);
    const abort = new AbortController();
    const token = await rig.gateway.issuer.token({ sub: "ada" });
    const response = await fetch(`${rig.gateway.url}/export.csv?pageSize=100`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: LOTS }),
      signal: abort.signal,
    });
    await response.body?.getReader().read();
    abort.abort();
    await until(async () => rig.gateway.logLines.some(({ msg }) => msg === "export"), 5000);
    // A page that was asked for already may still arrive.
    const pause = async (): Promise<void> => await new Promise((resolve) => setTimeout(resolve, 300));
    await pause();
    const asked = rig.house.asked.length;
    await pause();
    expect(rig.house.asked.length).toBe(asked);
  });

  it("waits for a slow reader without asking for more, and gives up one that reads nothing", async () => {
    await using rig = await startRig(1_000_000, { EXPORT_STALL_MS: "1500" });
    const token = await rig.gateway.issuer.token({ sub: "ada" });
    const response = await openDownload(rig, token, "?pageSize=200", "{ lots { nodes { number filler } } }");
    response.pause();
    await until(async () => await isStill(() => rig.house.asked.length), 5000);
    const asked = rig.house.asked.length;
    expect(asked).toBeLessThan(200);
    response.resume();
    await until(async () => rig.house.asked.length > asked + 3, 5000);
    response.pause();
    await until(
      async () => rig.gateway.logLines.some(({ msg, isWhole }) => msg === "export" && isWhole === false),
      8000,
    );
    response.on("error", () => undefined);
    const closed = new Promise((resolve) => response.once("close", resolve));
    response.resume();
    await closed;
    expect(response.complete).toBe(false);
  }, 30_000);
});

const ROWS = Number(process.env["EXPORT_ROWS"] ?? 60_000);

describe(`a file of ${ROWS} rows`, () => {
  it("takes the gateway no more memory towards its end than at its beginning", async () => {
    await using house = await openLotHouse(ROWS);
    const folder = await mkdtemp(join(tmpdir(), "export-"));
    const file = join(folder, "supergraph.graphql");
    await writeFile(file, house.supergraphSdl);
    await using gateway = await startProcess("gateway/main.js", [], { PORT: "0", SUPERGRAPH: file, LOG_LEVEL: "warn" });
    const query = "{ lots { nodes { number title note price isSold tags city { name } seller { name } } } }";
    const url = `${new URL(gateway.url).origin}/export.csv?${new URLSearchParams({ query, pageSize: "1000" }).toString()}`;
    // A first file warms up what is compiled once.
    await (await fetch(url)).body?.cancel();
    const [response] = (await once(get(url), "response")) as [IncomingMessage];
    let lines = 0;
    const rss: number[] = [];
    for await (const chunk of response as AsyncIterable<Buffer>) {
      for (let at = chunk.indexOf("\r\n"); at !== -1; at = chunk.indexOf("\r\n", at + 2)) lines++;
      if (lines / ROWS > (rss.length + 1) / 20) rss.push(await residentMiB(gateway.pid));
    }
    await rm(folder, { recursive: true });
    expect(response.complete).toBe(true);
    expect(response.trailers["x-export-rows"]).toBe(String(ROWS));
    expect(lines).toBe(ROWS + 1);
    const most = (from: number, to: number): number => Math.max(...rss.slice(from * rss.length, to * rss.length));
    if (process.env["EXPORT_ROWS"] !== undefined) console.log(`RSS in MiB at each twentieth: ${rss.join(", ")}`);
    expect(rss.length).toBeGreaterThan(10);
    expect(most(0.5, 1) - most(0, 0.5)).toBeLessThan(48);
  }, 600_000);
});

async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

async function isStill(count: () => number): Promise<boolean> {
  const before = count();
  await new Promise((resolve) => setTimeout(resolve, 400));
  return before > 0 && count() === before;
}

async function openDownload(rig: Rig, token: string, search: string, query = LOTS): Promise<IncomingMessage> {
  const parameters = `${search === "" ? "?" : `${search}&`}${new URLSearchParams({ query }).toString()}`;
  const request = get(`${rig.gateway.url}/export.csv${parameters}`, { headers: { authorization: `Bearer ${token}` } });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  // A connection that is reset is told by both.
  request.on("error", () => undefined);
  return response;
}

/** A file as its client got it. What was sent just before a reset may be lost with it, the head too. */
interface Received {
  readonly isWhole: boolean;
  readonly rows: string | undefined;
  readonly error: string | null;
}

/** Reads a file to its end, or to where it is cut. */
async function download(rig: Rig, token?: string, query = LOTS): Promise<Received> {
  let response: IncomingMessage | null = null;
  let error: string | null = null;
  try {
    response = await openDownload(rig, token ?? (await rig.gateway.issuer.token({ sub: "ada" })), "", query);
    response.resume();
    await once(response, "end");
  } catch (cause) {
    error = String(cause);
  }
  return {
    isWhole: response?.complete === true,
    rows: response?.trailers["x-export-rows"],
    error,
  };
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}

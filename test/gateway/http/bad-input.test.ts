import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type GatewayRig, startGateway } from "../../support/gateway-rig.ts";
import { startSubgraphs, type SubgraphRig } from "../../support/subgraph-rig.ts";

interface Body {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
}

const QUERY = { query: "{ hello }" };

describe.each(["own", "apollo"])("bad input over HTTP, on the %s engine", (engine) => {
  let subgraphs: SubgraphRig;
  let gateway: GatewayRig;

  beforeAll(async () => {
    subgraphs = await startSubgraphs([
      {
        name: "greetings",
        typeDefs: `
          type Query { hello(times: Int, mood: Mood): String secret: String @inaccessible }
          type Mutation { greet: String }
          type Subscription { greetings: String }
          enum Mood { HAPPY SAD }
        `,
        resolvers: { Query: { hello: () => "hello" }, Mutation: { greet: () => "hi" } },
      },
    ]);
    gateway = await startGateway({ supergraphSdl: subgraphs.supergraphSdl, env: { GATEWAY_ENGINE: engine } });
  });

  afterAll(async () => {
    await gateway.close();
    await subgraphs[Symbol.asyncDispose]();
  });

  async function expectRefusal(response: Response, status: number, code: string): Promise<Body> {
    const text = await response.text();
    expect(text).not.toMatch(/127\.0\.0\.1|localhost|node_modules|\.[jt]s:\d|Did you mean|secret|stack/);
    const body = JSON.parse(text) as Body;
    expect([response.status, body.errors?.[0]?.extensions["code"]]).toEqual([status, code]);
    expect(body).not.toHaveProperty("data");
    expect(response.headers.get("content-type")).toMatch(/^application\/(graphql-response\+)?json; charset=utf-8$/);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("x-request-id")).toBeTruthy();
    await expectAlive();
    return body;
  }

  async function expectAlive(): Promise<void> {
    const response = await gateway.post(QUERY);
    expect(await response.json()).toEqual({ data: { hello: "hello" } });
  }

  async function get(parameters: Record<string, string>): Promise<Response> {
    const token = await gateway.issuer.token({ sub: "tester", scope: "introspect" });
    return fetch(`${gateway.url}/graphql?${new URLSearchParams(parameters).toString()}`, {
      headers: { authorization: `Bearer ${token}` },
    });
  }

  it.each([
    ["malformed JSON", "{", 400, "MALFORMED_JSON"],
    ["an empty body", "", 400, "MALFORMED_JSON"],
    ["a body that is no object", `"{ hello }"`, 400, "BAD_REQUEST"],
    ["null", "null", 400, "BAD_REQUEST"],
    ["a batch", [QUERY], 400, "BAD_REQUEST"],
    ["no query", {}, 400, "BAD_REQUEST"],
    ["an empty query", { query: " " }, 400, "BAD_REQUEST"],
    ["a query that is no text", { query: 1 }, 400, "BAD_REQUEST"],
    ["variables that are a list", { ...QUERY, variables: [] }, 400, "BAD_REQUEST"],
    ["an operation name that is no text", { ...QUERY, operationName: {} }, 400, "BAD_REQUEST"],
    ["extensions that are no object", { ...QUERY, extensions: 1 }, 400, "BAD_REQUEST"],
    [
      "JSON of 100,000 levels",
      `{"query":"{hello}","variables":{"a":${"[".repeat(1e5)}${"]".repeat(1e5)}}}`,
      400,
      "BAD_REQUEST",
    ],
    ["JSON of 65 levels", `{"query":"{hello}","a":${"[".repeat(64)}${"]".repeat(64)}}`, 400, "BAD_REQUEST"],
    ["JSON of 100,001 values", `{"query":"{hello}","a":[${"0,".repeat(99_998)}0]}`, 400, "BAD_REQUEST"],
    ["a document that does not parse", { query: "{ hello" }, 400, "GRAPHQL_PARSE_FAILED"],
    ["an unknown field", { query: "{ helo }" }, 400, "GRAPHQL_VALIDATION_FAILED"],
    ["a field that is not for clients", { query: "{ secre }" }, 400, "GRAPHQL_VALIDATION_FAILED"],
    ["an unknown argument", { query: "{ hello(time: 1) }" }, 400, "GRAPHQL_VALIDATION_FAILED"],
    ["a value that is not of the enum", { query: "{ hello(mood: HAPY) }" }, 400, "GRAPHQL_VALIDATION_FAILED"],
    ["definitions of types", { query: "type Query { a: Int } query { hello }" }, 400, "GRAPHQL_VALIDATION_FAILED"],
    ["only fragments", { query: "fragment a on Query { hello }" }, 400, "GRAPHQL_VALIDATION_FAILED"],
    ["an operation name that is not there", { ...QUERY, operationName: "x" }, 400, "OPERATION_RESOLUTION_FAILED"],
    [
      "two operations and no name",
      { query: "query a { hello } query b { hello }" },
      400,
      "OPERATION_RESOLUTION_FAILED",
    ],
    ["a deep document", { query: `{ ${"... {".repeat(900)} hello ${"}".repeat(900)} }` }, 400, "DOCUMENT_TOO_LARGE"],
    ["a subscription by POST", { query: "subscription { greetings }" }, 400, "SUBSCRIPTION_TRANSPORT_REQUIRED"],
  ])("refuses %s", async (_, body, status, code) => {
    await expectRefusal(await gateway.post(body), status, code);
  });

  it("takes JSON of 64 levels, and any brackets within its texts", async () => {
    const brackets = String.raw`"\\" , "\"${"[".repeat(100)}", "${"{".repeat(100)}"`;
    const response = await gateway.post(`{"query":"{hello}","a":${"[".repeat(63)}${brackets}${"]".repeat(63)}}`);
    expect([response.status, await response.json()]).toEqual([200, { data: { hello: "hello" } }]);
  });

  it("takes JSON of 100,000 values, and any commas within its texts", async () => {
    const response = await gateway.post(`{"query":"{hello}","a":[${"0,".repeat(99_996)}"${",".repeat(9)}"]}`);
    expect([response.status, await response.json()]).toEqual([200, { data: { hello: "hello" } }]);
  });

  it.each([[{ times: "many" }], [{ times: 1.5 }], [{ times: { a: 1 } }], [{ mood: "HAPY" }]])(
    "refuses variables that do not fit: %j",
    async (variables) => {
      const query = "query ($times: Int, $mood: Mood) { hello(times: $times, mood: $mood) }";
      await expectRefusal(await gateway.post({ query, variables }), 400, "BAD_USER_INPUT");
    },
  );

  it.each([["text/plain"], ["application/x-www-form-urlencoded"], ["application/json; charset=utf-16"]])(
    "refuses the content type %s",
    async (contentType) => {
      const response = await gateway.post(QUERY, { headers: { "content-type": contentType } });
      await expectRefusal(response, 415, "UNSUPPORTED_MEDIA_TYPE");
    },
  );

  it("takes a charset of UTF-8 in any spelling", async () => {
    const response = await gateway.post(QUERY, { headers: { "content-type": 'Application/JSON; Charset="UTF-8"' } });
    expect(response.status).toBe(200);
  });

  it("refuses a body that is not UTF-8", async () => {
    const token = await gateway.issuer.token({ sub: "tester" });
    const response = await fetch(`${gateway.url}/graphql`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]),
    });
    await expectRefusal(response, 400, "MALFORMED_JSON");
  });

  it("refuses a compressed body", async () => {
    const response = await gateway.post(QUERY, { headers: { "content-encoding": "gzip" } });
    await expectRefusal(response, 415, "UNSUPPORTED_MEDIA_TYPE");
  });

  it("refuses a body of 5 MB whose length is told", async () => {
    await expectRefusal(await gateway.post("x".repeat(5_000_000)), 413, "PAYLOAD_TOO_LARGE");
  });

  it("refuses a body of 5 MB that comes in chunks", async () => {
    const token = await gateway.issuer.token({ sub: "tester" });
    const chunk = Buffer.alloc(64 * 1024, "x");
    let left = 80;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        left -= 1;
        if (left < 0) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const init = {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body,
      duplex: "half",
    } satisfies RequestInit & { duplex: "half" };
    await expectRefusal(await fetch(`${gateway.url}/graphql`, init), 413, "PAYLOAD_TOO_LARGE");
  });

  it("refuses an answer type that it cannot give", async () => {
    await expectRefusal(await gateway.post(QUERY, { headers: { accept: "text/html" } }), 406, "NOT_ACCEPTABLE");
  });

  it.each([
    ["application/json", "application/json"],
    ["application/graphql-response+json", "application/graphql-response+json"],
    ["*/*", "application/graphql-response+json"],
    ["application/json, */*;q=0.1", "application/json"],
    ["application/json;q=0.5, application/graphql-response+json", "application/graphql-response+json"],
    ["text/event-stream;q=0.1, application/json", "application/json"],
  ])("answers `Accept: %s` with %s", async (accept, mediaType) => {
    const response = await gateway.post(QUERY, { headers: { accept } });
    expect(response.headers.get("content-type")).toBe(`${mediaType}; charset=utf-8`);
    await response.text();
  });

  it("answers a query by GET, with variables", async () => {
    const query = "query q($times: Int) { hello(times: $times) }";
    const response = await get({ query, variables: `{"times":1}`, operationName: "q" });
    expect([response.status, await response.json()]).toEqual([200, { data: { hello: "hello" } }]);
  });

  it("refuses a mutation by GET", async () => {
    const response = await get({ query: "mutation { greet }" });
    expect(response.headers.get("allow")).toBe("POST");
    await expectRefusal(response, 405, "METHOD_NOT_ALLOWED");
    expect(subgraphs.requests.filter(({ query }) => query.includes("mutation"))).toEqual([]);
  });

  it("refuses malformed variables by GET", async () => {
    await expectRefusal(await get({ query: "{ hello }", variables: "{" }), 400, "MALFORMED_JSON");
  });

  it("refuses other methods, and names those that it takes", async () => {
    const response = await fetch(`${gateway.url}/graphql`, { method: "PUT", body: "{}" });
    expect(response.headers.get("allow")).toBe("GET, POST, OPTIONS");
    await expectRefusal(response, 405, "METHOD_NOT_ALLOWED");
    await expectRefusal(await fetch(`${gateway.url}/health`, { method: "POST" }), 405, "METHOD_NOT_ALLOWED");
  });

  it("knows nothing at other paths", async () => {
    await expectRefusal(await fetch(`${gateway.url}/graphql/x`), 404, "NOT_FOUND");
    await expectRefusal(await fetch(`${gateway.url}/x`, { method: "POST" }), 404, "NOT_FOUND");
  });

  it("refuses pages of other sites", async () => {
    const response = await gateway.post(QUERY, { headers: { origin: "https://evil.example" } });
    await expectRefusal(response, 403, "CSRF_PREVENTED");
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("answers what is no HTTP in JSON, and closes", async () => {
    const text = await raw("this is no HTTP\r\n\r\n");
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(text).toContain(`"code":"BAD_REQUEST"`);
    await expectAlive();
  });

  it("answers headers that are too large with 431", async () => {
    expect(await raw(`GET / HTTP/1.1\r\nhost: x\r\na: ${"x".repeat(70_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
    await expectAlive();
  });

  it("survives a client that breaks off in the middle of its body", async () => {
    const token = await gateway.issuer.token({ sub: "tester" });
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    await new Promise<void>((resolve) => {
      socket.write(
        `POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\n` +
          `content-length: 100\r\n\r\n{"query":`,
        () => resolve(),
      );
    });
    socket.destroy();
    await expectAlive();
  });

  async function raw(text: string): Promise<string> {
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    socket.end(text);
    let answer = "";
    for await (const chunk of socket) answer += String(chunk);
    return answer;
  }
});

import { describe, expect, it } from "@jest/globals";
import { runCase } from "../run-seeds.ts";
import { APOLLO_ENGINE } from "../under-test.ts";
import { WRONG_ON_APOLLO } from "./wrong-on-apollo.ts";

process.env["APOLLO_TELEMETRY_DISABLED"] = "1";

describe("@apollo/gateway", () => {
  it.each(WRONG_ON_APOLLO)("is wrong where $name", async (finding) => {
    const outcome = await runCase(finding, { engine: APOLLO_ENGINE });
    expect(outcome?.kind).toMatch(/^(wrong|refused)$/);
  });
});

describe("the gateway's own engine", () => {
  it.each(WRONG_ON_APOLLO)("is right where $name", async (finding) => {
    expect(await runCase(finding)).toMatchObject({ kind: "equal" });
  });
});

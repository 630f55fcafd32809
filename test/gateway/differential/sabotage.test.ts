import { describe, expect, it } from "@jest/globals";
import { casesUntilSeen, SABOTAGES } from "./sabotage.ts";
import { OWN_ENGINE } from "./under-test.ts";

const MAX_CASES = 1_000;

describe("the judge", () => {
  it.each(SABOTAGES)(
    `sees within ${MAX_CASES} cases an engine that $name`,
    async (sabotage) => {
      expect(await casesUntilSeen(sabotage, OWN_ENGINE, MAX_CASES)).not.toBeNull();
    },
    600_000,
  );
});

import { describe, expect, it } from "@jest/globals";
import { NEXT_STATES, statesBefore, WORKLOAD_STATES } from "../../../subgraphs/workloads/states.ts";

describe("the life of a workload", () => {
  it("ends for good in every final state", () => {
    const final = WORKLOAD_STATES.filter((state) => NEXT_STATES[state].length === 0);
    expect(final).toEqual(["COMPLETED", "FAILED", "CANCELLED", "PREEMPTED", "NODE_FAILED"]);
  });

  it("runs only after it was admitted, and is admitted only from the queue", () => {
    expect(statesBefore("RUNNING")).toEqual(["ADMITTED"]);
    expect(statesBefore("ADMITTED")).toEqual(["QUEUED"]);
  });

  it("can be cancelled while it waits, runs or is suspended, and not afterwards", () => {
    expect(statesBefore("CANCELLED")).toEqual(["QUEUED", "ADMITTED", "RUNNING", "SUSPENDED"]);
  });
});

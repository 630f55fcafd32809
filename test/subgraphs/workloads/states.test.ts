import { describe, expect, it } from "@jest/globals";
import { finalStates, statesBefore } from "../../../subgraphs/kit/state-machine.ts";
import { WORKLOAD_MACHINE } from "../../../subgraphs/workloads/states.ts";

describe("the life of a workload", () => {
  it("ends for good when it completed, failed or was cancelled; what lost its GPUs can be resumed", () => {
    expect(finalStates(WORKLOAD_MACHINE)).toEqual(["COMPLETED", "FAILED", "CANCELLED"]);
    expect(statesBefore(WORKLOAD_MACHINE, { on: "resume" })).toEqual(["SUSPENDED", "PREEMPTED", "NODE_FAILED"]);
  });

  it("runs only after it was admitted, and is admitted only from the queue", () => {
    expect(statesBefore(WORKLOAD_MACHINE, { to: "RUNNING" })).toEqual(["ADMITTED"]);
    expect(statesBefore(WORKLOAD_MACHINE, { to: "ADMITTED" })).toEqual(["QUEUED"]);
  });

  it("can be cancelled while it waits, runs or is suspended, and not afterwards", () => {
    expect(statesBefore(WORKLOAD_MACHINE, { on: "cancel" })).toEqual(["QUEUED", "ADMITTED", "RUNNING", "SUSPENDED"]);
  });
});

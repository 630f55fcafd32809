import { readFile } from "node:fs/promises";
import { describe, expect, it } from "@jest/globals";
import { format } from "prettier";
import { STATE_MACHINES, withStatePictures } from "../../../scripts/state-pictures.ts";
import { stateAfter, stateMachine, statesBefore } from "../../../subgraphs/kit/state-machine.ts";

const DOOR = stateMachine({
  name: "Door",
  states: ["SHUT", "OPEN", "GONE"],
  initial: ["SHUT"],
  edges: [
    ["SHUT", "push", "OPEN"],
    ["OPEN", "push", "SHUT"],
    ["SHUT", "remove", "GONE"],
    ["OPEN", "remove", "GONE"],
  ],
});

describe("a state machine", () => {
  it("says from where a step can be taken, and what can lead to a state", () => {
    expect(statesBefore(DOOR, { on: "push" })).toEqual(["SHUT", "OPEN"]);
    expect(statesBefore(DOOR, { to: "SHUT" })).toEqual(["OPEN"]);
  });

  it("gives MongoDB the state after a step, from each state that it leads out of", () => {
    expect(JSON.stringify(stateAfter(DOOR, "push", "state"))).toContain('{"$eq":["$state","OPEN"]},"SHUT"');
    expect(() => stateAfter(DOOR, "fall" as "push", "state")).toThrow(TypeError);
  });
});

describe.each(STATE_MACHINES.map((machine) => [machine.name, machine] as const))("the machine %s", (_name, machine) => {
  it("reaches every state from where it begins, and has no edge twice", () => {
    const reached = new Set(machine.initial);
    for (let size = 0; size !== reached.size;) {
      size = reached.size;
      for (const { from, to } of machine.edges) if (reached.has(from)) reached.add(to);
    }
    expect([...reached].sort()).toEqual([...machine.states].sort());
    const edges = machine.edges.map(({ from, on, to }) => `${from} ${on} ${to}`);
    expect(new Set(edges).size).toBe(edges.length);
  });
});

describe("the pictures of the state machines", () => {
  it("are drawn from the tables that enforce them", async () => {
    const page = await readFile("subgraphs/README.md", "utf8");
    expect(await format(withStatePictures(page), { parser: "markdown", printWidth: 120 })).toBe(page);
    for (const { edges } of STATE_MACHINES) {
      for (const { from, to } of edges) expect(page).toContain(`${from} --> ${to}`);
    }
  });
});

/** State machines as data: one table says which state may follow which, and by what; filters of updates are made from it. */

/** One allowed step. `on` names what takes it. */
export interface Edge<State extends string, Step extends string> {
  readonly from: State;
  readonly on: Step;
  readonly to: State;
}

/** The life of one kind of record. */
export interface StateMachine<State extends string, Step extends string = string> {
  /** What it is the life of, in the words of the docs. */
  readonly name: string;
  readonly states: readonly State[];
  /** States in which a record may begin. */
  readonly initial: readonly State[];
  /** A pair of states has at most one edge for each step. */
  readonly edges: readonly Edge<State, Step>[];
}

/** The states from which a step, or any step that leads to a state, may be taken: the condition of every update. */
export function statesBefore<State extends string, Step extends string>(
  machine: StateMachine<State, Step>,
  by: { readonly on: Step } | { readonly to: State },
): State[] {
  const taken = machine.edges.filter((edge) => ("on" in by ? edge.on === by.on : edge.to === by.to));
  return machine.states.filter((state) => taken.some(({ from }) => from === state));
}

/** States that nothing leads out of. */
export function finalStates<State extends string>(machine: StateMachine<State>): State[] {
  return machine.states.filter((state) => machine.edges.every(({ from }) => from !== state));
}

/**
 * An expression of MongoDB for the state after a step, for an update with a pipeline whose filter is `statesBefore`.
 * @param field where the record keeps its state, such as `status`
 * @throws TypeError when the step can lead to two states from one: the update must say which
 */
export function stateAfter<State extends string, Step extends string>(
  machine: StateMachine<State, Step>,
  on: Step,
  field: string,
): object {
  const edges = machine.edges.filter((edge) => edge.on === on);
  if (edges.length === 0 || new Set(edges.map(({ from }) => from)).size !== edges.length) {
    throw new TypeError(`expected one edge from each state for ${on} of ${machine.name}`);
  }
  return edges.reduce<unknown>(
    (otherwise, { from, to }) => ({ $cond: [{ $eq: [`$${field}`, from] }, to, otherwise] }),
    `$${field}`,
  ) as object;
}

/** A picture of the machine in Mermaid's words. Edges between the same states share an arrow. */
export function drawStateMachine(machine: StateMachine<string>): string {
  const arrows = new Map<string, string[]>();
  for (const { from, on, to } of machine.edges) {
    const arrow = `${from} --> ${to}`;
    arrows.set(arrow, [...(arrows.get(arrow) ?? []), on]);
  }
  const lines = [
    ...machine.initial.map((state) => `[*] --> ${state}`),
    ...[...arrows].map(([arrow, steps]) => `${arrow}: ${steps.join(", ")}`),
    ...finalStates(machine).map((state) => `${state} --> [*]`),
  ];
  return ["stateDiagram-v2", ...lines.map((line) => `  ${line}`)].join("\n");
}

/** Makes a machine from edges that are written `[from, on, to]`. */
export function stateMachine<const State extends string, const Step extends string>(definition: {
  readonly name: string;
  readonly states: readonly State[];
  readonly initial: readonly NoInfer<State>[];
  readonly edges: readonly (readonly [from: NoInfer<State>, on: Step, to: NoInfer<State>])[];
}): StateMachine<State, Step> {
  return { ...definition, edges: definition.edges.map(([from, on, to]) => ({ from, on, to })) };
}

/** Says in words what a plan does, and why each subgraph is asked. */

import { parse, print } from "graphql";
import type { FetchDraft } from "./draft.ts";
import { type Model, typeOf } from "./model.ts";
import type { FetchGroup } from "./order.ts";
import type { Fetch, QueryPlan } from "./plan.ts";
import type { SelectedField } from "./selection.ts";

/** A plan with what it was made of. */
export interface DraftedPlan {
  readonly plan: QueryPlan;
  /** The requests, in the order of the plan's fetches; a subscription's primary one first. */
  readonly groups: readonly FetchGroup[];
}

/** Text of some lines, for people. */
export function explainPlan({ plan, groups }: DraftedPlan, model: Model): string {
  const fetches = plan.primary === null ? plan.fetches : [plan.primary, ...plan.fetches];
  if (fetches.length === 0) return "No subgraph is asked: the gateway answers from its schema.\n";
  const blocks = fetches.map((fetch, at) => explainFetch(fetch, at, groups[at], model, plan));
  return `${[summary(plan, groups), ...blocks].join("\n\n")}\n`;
}

function summary(plan: QueryPlan, groups: readonly FetchGroup[]): string {
  const depths: number[] = [];
  for (const { dependsOn } of groups) depths.push(1 + Math.max(0, ...dependsOn.map((id) => depths[id] ?? 0)));
  const places = groups.reduce((sum, { members }) => sum + members.length, 0);
  const merged = places - groups.length;
  const deferred = plan.first === null ? 0 : groups.length - plan.first.waitsFor.length;
  const later = deferred === 0 ? "" : `; ${deferred} for what is deferred`;
  const requests = `${plural(groups.length, "request")}, ${Math.max(...depths)} of them one after another`;
  const joined = merged === 0 ? "" : `; ${plural(merged, "further one")} saved by going together`;
  const events = plan.primary === null ? "" : "; all but the first once an event";
  return `${requests}${joined}${later}${events}.`;
}

function explainFetch(
  fetch: Fetch,
  at: number,
  group: FetchGroup | undefined,
  model: Model,
  { primary, first }: QueryPlan,
): string {
  const after = group?.dependsOn ?? [];
  const waits = after.length === 0 ? "at once" : `after ${after.map((id) => id + 1).join(", ")}`;
  const kind = fetch === primary ? "subscription, once" : waits;
  const isDeferred = first !== null && !first.waitsFor.includes(fetch.id);
  const lines = [`[${at + 1}] ${fetch.subgraph}, ${kind}${isDeferred ? ", deferred" : ""}`];
  if (fetch.kind === "root") {
    if (fetch.path.length > 0) lines.push(`    at ${placeText(fetch.path)}`);
  } else {
    for (const { paths, representations, contexts } of fetch.inputs) {
      const sent = representations.map(({ typeName, types, fields }) => {
        const of = types === null || (types.size === 1 && types.has(typeName)) ? "" : ` (${[...types].join(", ")})`;
        return `${typeName}${of} by ${fields.map(fieldText).join(", ")}`;
      });
      lines.push(`    for ${paths.map(placeText).join(" and ")}: ${sent.join("; ")}`);
      if (contexts.length > 0)
        lines.push("    once for each value that an object further up sets, fifty of them in one request");
    }
  }
  for (const reason of reasons(group?.members ?? [], model)) lines.push(`    because ${reason}`);
  lines.push(
    ...print(parse(fetch.operation))
      .split("\n")
      .map((line) => `    ${line}`),
  );
  return lines.join("\n");
}

/** For each field that is asked at the top of a request, who could be asked for it. */
function reasons(members: readonly FetchDraft[], model: Model): string[] {
  const only: string[] = [];
  const chosen: string[] = [];
  for (const { selection, entry } of members) {
    const { graph, typeName } = selection.source;
    const inputs = new Set(entry.kind === "entities" ? entry.inputs.map(({ slot }) => slot) : []);
    for (const { field } of selection.fields.values()) {
      if (inputs.has(field.slot)) continue;
      const declared = typeOf(model, typeName).fields.get(field.name);
      const others = (declared?.in ?? []).flatMap((one, other) =>
        one === undefined || one.isExternal || other === graph ? [] : [model.graphs[other] ?? ""],
      );
      const coordinate = `${typeName}.${field.name}`;
      if (others.length === 0) only.push(coordinate);
      else chosen.push(`${coordinate} costs least here, though ${others.join(", ")} could answer it too`);
    }
  }
  const unique = [...new Set(only)];
  return [...(unique.length === 0 ? [] : [`nobody else answers ${unique.join(", ")}`]), ...new Set(chosen)];
}

function placeText(path: readonly string[]): string {
  return path.length === 0 ? "the root" : path.map((slot) => slot.replace(/^_\d+_/, "")).join(".");
}

function fieldText({ name, argumentsText }: SelectedField): string {
  return `${name}${argumentsText}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** What tells a partner's records from everybody else's, read from the raw collections. */

import type mongoose from "mongoose";

/** Keys of records that a partner owns, by entity type. */
export type Marks = ReadonlyMap<string, ReadonlySet<string>>;

/** The marks of one partner, and those of all others that are not also its own. */
export interface Tenancy {
  readonly own: Marks;
  readonly foreign: Marks;
}

/** @param prefix of the databases */
export async function readTenancy(
  mongo: mongoose.mongo.MongoClient,
  prefix: string,
  partner: string,
): Promise<Tenancy> {
  const own = new Map<string, Set<string>>();
  const foreign = new Map<string, Set<string>>();
  const mark = (type: string, key: unknown, isOwn: boolean): void => {
    const marks = isOwn ? own : foreign;
    const keys = marks.get(type) ?? new Set();
    marks.set(type, keys.add(String(key)));
  };
  const collection = (subgraph: string, name: string) =>
    mongo.db(`${prefix}_${subgraph}`).collection<Record<string, unknown>>(name).find();

  for await (const each of collection("partners", "partners"))
    mark("Partner", each["_id"], String(each["_id"]) === partner);
  for await (const each of collection("partners", "projects"))
    mark("Project", each["_id"], each["partner"] === partner);
  for await (const each of collection("partners", "allotments")) {
    mark("Allotment", each["_id"], each["partner"] === partner);
  }
  for await (const each of collection("inventory", "deliveries")) {
    mark("Delivery", each["_id"], each["partner"] === partner);
  }
  for await (const each of collection("inventory", "nodes")) {
    mark("Node", each["_id"], each["partner"] === partner);
    for (const uuid of Array.isArray(each["gpus"]) ? each["gpus"] : []) mark("Gpu", uuid, each["partner"] === partner);
  }
  for await (const each of collection("sites", "racks")) mark("Rack", each["_id"], each["partner"] === partner);
  for await (const each of collection("sites", "sites")) {
    mark("Site", each["_id"], Array.isArray(each["tenants"]) && each["tenants"].includes(partner));
  }
  for await (const each of collection("workloads", "workloads")) {
    mark("Workload", each["_id"], each["partner"] === partner);
  }
  return { own, foreign };
}

/** A key of a type, for use where any will do. @throws TypeError when there is none */
export function anyOf(marks: Marks, type: string): string {
  for (const key of marks.get(type) ?? []) return key;
  throw new TypeError(`expected a record of type ${type} in the fleet`);
}

/** Every string in an answer that names a marked record: its key, or an opaque id that holds its key. */
export function namedIn(answer: unknown, marks: Marks): readonly string[] {
  const named: string[] = [];
  collectNamed(answer, marks, [...marks.values()], named);
  return named;
}

function collectNamed(value: unknown, marks: Marks, keys: readonly ReadonlySet<string>[], named: string[]): void {
  if (typeof value === "string") {
    if (keys.some((set) => set.has(value)) || isMarkedId(value, marks)) named.push(value);
  } else if (typeof value === "object" && value !== null) {
    for (const child of Object.values(value)) collectNamed(child, marks, keys, named);
  }
}

function isMarkedId(text: string, marks: Marks): boolean {
  const decoded = Buffer.from(text, "base64url").toString("utf8");
  const colon = decoded.indexOf(":");
  return colon > 0 && marks.get(decoded.slice(0, colon))?.has(decoded.slice(colon + 1)) === true;
}

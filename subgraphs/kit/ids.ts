/** Opaque global ids: the type and the key of an entity, so that any subgraph can name another's. */

/** Entities with an id, by their GraphQL name. */
export type EntityType =
  | "Partner"
  | "Programme"
  | "Allotment"
  | "Project"
  | "Fleet"
  | "Site"
  | "Hall"
  | "PowerFeed"
  | "Rack"
  | "MaintenanceWindow"
  | "GpuModel"
  | "Node"
  | "Gpu"
  | "Delivery"
  | "Workload"
  | "AuditEntry";

/** A reference to an entity that another subgraph resolves. */
export interface EntityReference<T extends EntityType = EntityType> {
  readonly __typename: T;
  readonly id: string;
}

/** Key of the one fleet. */
export const FLEET_KEY = "korea";

/** The id of the entity with this key: a slug, a model name, a host name, a uuid, or a document's `_id`. */
export function encodeId(type: EntityType, key: string): string {
  return Buffer.from(`${type}:${key}`, "utf8").toString("base64url");
}

/** The key in an id of this type, or null when the text is no id of this type. */
export function decodeId(type: EntityType, id: string): string | null {
  const plain = Buffer.from(id, "base64url").toString("utf8");
  const prefix = `${type}:`;
  if (!plain.startsWith(prefix)) return null;
  const key = plain.slice(prefix.length);
  return key !== "" && encodeId(type, key) === id ? key : null;
}

/** What an id stands for, `type:key`, or null when the text is no id. */
export function readId(id: string): string | null {
  const plain = Buffer.from(id, "base64url").toString("utf8");
  return /^[A-Za-z]+:./.test(plain) && Buffer.from(plain, "utf8").toString("base64url") === id ? plain : null;
}

/** A reference to the entity with this key. */
export function reference<T extends EntityType>(type: T, key: string): EntityReference<T> {
  return { __typename: type, id: encodeId(type, key) };
}

/** Entities as `_entities` asks for them: by their id alone. */

import { decodeId, encodeId, type EntityReference, type EntityType } from "./ids.ts";
import { type Viewer, viewerFilter } from "./identity.ts";
import { invariant } from "./errors.ts";

/** The key in a reference that `keyedReference` has let through. */
export function keyOf(type: EntityType, entity: { readonly id: string }): string {
  const key = decodeId(type, entity.id);
  invariant(key !== null, `a reference to ${type} holds an id of it`);
  return key;
}

/** The reference as it is, or null when its id is none of its type. */
export function keyedReference<T extends EntityType>(
  type: T,
  { id }: { readonly id: string },
): EntityReference<T> | null {
  return decodeId(type, id) === null ? null : { __typename: type, id };
}

/**
 * A reference to a partner that the viewer may see, else null.
 * @throws GraphQLError FORBIDDEN for a viewer that sees nothing
 */
export function partnerReference(viewer: Viewer, { id }: { readonly id: string }): EntityReference<"Partner"> | null {
  const { partner } = viewerFilter(viewer);
  if (partner !== undefined && id !== encodeId("Partner", partner)) return null;
  return keyedReference("Partner", { id });
}

/** What an id of this type names, or null when it is no such id, or names nothing that the loader's viewer may see. */
export async function loadEntity<T>(
  type: EntityType,
  { id }: { readonly id: string },
  loader: { load(key: string): Promise<T | null> },
): Promise<T | null> {
  const key = decodeId(type, id);
  return key === null ? null : await loader.load(key);
}

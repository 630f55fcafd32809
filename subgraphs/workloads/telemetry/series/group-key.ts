/** Which groups are asked for, and what of them is told apart. */

import type { TallyKey } from "../tiers/tier-collections.ts";

/** What points are told apart by, in the order in which their keys name them. */
export const SERIES_DIMENSIONS = ["PARTNER", "SITE", "MODEL", "PROJECT", "KIND"] as const;
export type SeriesDimension = (typeof SERIES_DIMENSIONS)[number];

/** Keeps the groups for which everything given holds. */
export interface GroupFilter {
  readonly partner: string | null;
  readonly site: string | null;
  readonly model: string | null;
  readonly project: string | null;
  readonly kind: string | null;
}

/** A combination of the dimensions asked for; the others are null. */
export interface GroupKey {
  readonly text: string;
  readonly partner: string | null;
  readonly site: string | null;
  readonly model: string | null;
  readonly project: string | null;
  readonly kind: string | null;
}

/** Keys of groups, each made once. */
export class GroupKeys {
  readonly #filter: GroupFilter;
  readonly #dimensions: readonly SeriesDimension[];
  readonly #keys = new Map<string, GroupKey | null>();

  constructor(filter: GroupFilter, dimensions: readonly SeriesDimension[]) {
    this.#filter = filter;
    this.#dimensions = dimensions;
  }

  /** The key that a group counts to, or null when it is not asked for. The partner is one of those that are. */
  of(partner: string, group: TallyKey): GroupKey | null {
    const id = `${partner}/${group.site}/${group.model}/${group.project ?? ""}/${group.kind ?? ""}`;
    let key = this.#keys.get(id);
    if (key === undefined) {
      key = matches(this.#filter, group) ? groupKey(this.#dimensions, partner, group) : null;
      this.#keys.set(id, key);
    }
    return key;
  }
}

function matches({ site, model, project, kind }: GroupFilter, group: TallyKey): boolean {
  return (
    (site === null || site === group.site) &&
    (model === null || model === group.model) &&
    (project === null || project === group.project) &&
    (kind === null || kind === group.kind)
  );
}

function groupKey(dimensions: readonly SeriesDimension[], partner: string, group: TallyKey): GroupKey {
  const asked = (dimension: SeriesDimension): boolean => dimensions.includes(dimension);
  const key = {
    partner: asked("PARTNER") ? partner : null,
    site: asked("SITE") ? group.site : null,
    model: asked("MODEL") ? group.model : null,
    project: asked("PROJECT") ? group.project : null,
    kind: asked("KIND") ? group.kind : null,
  };
  return { ...key, text: JSON.stringify([key.partner, key.site, key.model, key.project, key.kind]) };
}

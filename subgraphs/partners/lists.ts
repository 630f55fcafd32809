/** The lists of partners that can grow. */

import { cursorScope } from "../kit/cursors.ts";
import { viewerFilter } from "../kit/identity.ts";
import { type Connection, connection } from "../kit/pagination.ts";
import type { ProjectDocument } from "../kit/published/project.ts";
import type { Context } from "./context.ts";
import type { PartnerProjectsArgs } from "./generated.ts";

export type ProjectList = Connection<ProjectDocument>;

/** The projects of a partner, by name. @param partner its slug */
export function projectsOfPartner(context: Context, partner: string, args: PartnerProjectsArgs): Promise<ProjectList> {
  const { filter } = args;
  return connection({
    model: context.models.projects,
    filter: {
      $and: [viewerFilter(context.viewer), { partner, ...(filter?.sector ? { sector: filter.sector } : {}) }],
    },
    sort: [
      ["name", 1],
      ["_id", 1],
    ],
    first: args.first,
    after: args.after,
    cursorSecret: context.cursorSecret,
    scope: cursorScope("Partner.projects", context.viewer, { partner, filter }),
  });
}

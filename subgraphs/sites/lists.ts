/** The lists of sites that can grow. */

import { cursorScope } from "../kit/cursors.ts";
import { viewerFilter } from "../kit/identity.ts";
import { type Connection, connection } from "../kit/pagination.ts";
import type { RackDocument } from "../kit/published/rack.ts";
import type { Context } from "./context.ts";
import type { SiteRacksArgs } from "./generated.ts";

export type RackList = Connection<RackDocument>;

/** The racks of a site that the viewer may see, by name. @param site its slug */
export function racksOfSite(context: Context, site: string, args: SiteRacksArgs): Promise<RackList> {
  const { filter } = args;
  return connection({
    model: context.models.racks,
    filter: {
      $and: [
        viewerFilter(context.viewer),
        {
          site,
          ...(filter?.status ? { status: filter.status } : {}),
          ...(filter?.cooling ? { cooling: filter.cooling } : {}),
        },
      ],
    },
    sort: [
      ["name", 1],
      ["_id", 1],
    ],
    first: args.first,
    after: args.after,
    cursorSecret: context.cursorSecret,
    scope: cursorScope("Site.racks", context.viewer, { site, filter }),
  });
}

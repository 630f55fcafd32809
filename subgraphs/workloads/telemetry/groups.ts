/** The groups of one query: cells added up by the query's dimensions, and the items that tell of them. */

import {
  type CellChange,
  type CellId,
  CELL_FIELDS,
  type CellNumbers,
  countOf,
  GPUS,
  IDLE,
  REPORTING,
  sumOf,
} from "./cells.ts";
import {
  type Dimension,
  DIMENSIONS,
  type Item,
  TOTAL_KEY,
  type UtilisationFilter,
  type UtilisationQuery,
} from "./frame.ts";
import { DUTY_CYCLE, MEMORY_USED, POWER, SM_ACTIVE, TENSOR_ACTIVE, unpackMean, unpackSum } from "./metrics.ts";

/** A query in its one form: equal questions have equal `key`s. */
export interface CanonicalQuery {
  readonly key: string;
  /** The only partner whose cells can match, or null for all. */
  readonly partner: string | null;
  readonly site: string | null;
  readonly model: string | null;
  readonly project: string | null;
  readonly workload: string | null;
  readonly dimensions: readonly Dimension[];
  /** True when viewer and filter name different partners, so that nothing matches. */
  readonly empty: boolean;
}

interface Group {
  readonly id: GroupId;
  readonly numbers: CellNumbers;
  allocated: number;
  /** As of the last item made of it. */
  readonly told: CellNumbers;
  toldAllocated: number;
}

type GroupId = Pick<Item, "key" | "partner" | "site" | "model" | "project" | "workload">;

export function canonicalQuery({ viewerPartner, filter, groupBy }: UtilisationQuery): CanonicalQuery {
  const wanted = (name: keyof UtilisationFilter): string | null => filter[name] ?? null;
  const partner = viewerPartner ?? wanted("partner");
  const empty = wanted("partner") !== null && wanted("partner") !== partner;
  const dimensions = DIMENSIONS.filter((dimension) => groupBy.includes(dimension));
  const [site, model, project, workload] = [wanted("site"), wanted("model"), wanted("project"), wanted("workload")];
  const key = JSON.stringify([partner, site, model, project, workload, dimensions, empty]);
  return { key, partner, site, model, project, workload, dimensions, empty };
}

/** True when the GPUs of a cell are among those that a query asks for. */
function matches(query: CanonicalQuery, id: CellId): boolean {
  return (
    !query.empty &&
    (query.partner === null || query.partner === id.partner) &&
    (query.site === null || query.site === id.site) &&
    (query.model === null || query.model === id.model) &&
    (query.project === null || query.project === id.project) &&
    (query.workload === null || query.workload === id.workload)
  );
}

export class Groups {
  readonly #query: CanonicalQuery;
  readonly #groups = new Map<string, Group>();
  readonly #touched = new Set<Group>();

  /** @param cells those that the query may match, as of now */
  constructor(query: CanonicalQuery, cells: Iterable<{ readonly id: CellId; readonly numbers: CellNumbers }>) {
    this.#query = query;
    this.reset(cells);
  }

  /** Begins anew from a whole state. */
  reset(cells: Iterable<{ readonly id: CellId; readonly numbers: CellNumbers }>): void {
    this.#groups.clear();
    if (this.#query.dimensions.length === 0) this.#group(NOBODY);
    for (const { id, numbers } of cells) this.apply({ id, before: null, after: numbers });
    this.changed();
  }

  apply({ id, before, after }: CellChange): void {
    if (!matches(this.#query, id)) return;
    const group = this.#group(id);
    for (let field = 0; field < CELL_FIELDS; field++) {
      group.numbers[field] = (group.numbers[field] ?? 0) + (after?.[field] ?? 0) - (before?.[field] ?? 0);
    }
    if (id.workload !== null) group.allocated += (after?.[GPUS] ?? 0) - (before?.[GPUS] ?? 0);
    this.#touched.add(group);
  }

  /** Items of the groups that differ from what the last call told, by key. A group without GPUs is told once, then forgotten. */
  changed(): Item[] {
    const items: Item[] = [];
    for (const group of this.#touched) {
      if (differs(group)) items.push(itemOf(group));
      group.told.set(group.numbers);
      group.toldAllocated = group.allocated;
      if (group.numbers[GPUS] === 0 && this.#query.dimensions.length > 0) this.#groups.delete(group.id.key);
    }
    this.#touched.clear();
    return items.sort(byKey);
  }

  /** Items of all groups, by key. */
  items(): Item[] {
    return [...this.#groups.values()].map(itemOf).sort(byKey);
  }

  #group(id: CellId): Group {
    const groupId = this.#groupId(id);
    const known = this.#groups.get(groupId.key);
    if (known !== undefined) return known;
    const group: Group = {
      id: groupId,
      numbers: new Float64Array(CELL_FIELDS),
      allocated: 0,
      told: new Float64Array(CELL_FIELDS),
      toldAllocated: 0,
    };
    this.#groups.set(groupId.key, group);
    return group;
  }

  #groupId(id: CellId): GroupId {
    const asked = (dimension: Dimension): boolean => this.#query.dimensions.includes(dimension);
    const partner = asked("PARTNER") ? id.partner : null;
    const site = asked("SITE") ? id.site : null;
    const model = asked("MODEL") ? id.model : null;
    const project = asked("PROJECT") ? id.project : null;
    const workload = asked("WORKLOAD") ? id.workload : null;
    const parts = [partner, site, model, project, workload];
    const key = this.#query.dimensions.length === 0 ? TOTAL_KEY : JSON.stringify(parts);
    return { key, partner, site, model, project, workload };
  }
}

const NOBODY: CellId = { partner: "", site: "", model: "", project: null, workload: null };

function differs(group: Group): boolean {
  if (group.allocated !== group.toldAllocated) return true;
  for (let field = 0; field < CELL_FIELDS; field++) if (group.numbers[field] !== group.told[field]) return true;
  return false;
}

function itemOf({ id, numbers, allocated }: Group): Item {
  const at = (field: number): number => numbers[field] ?? 0;
  const gpus = at(GPUS);
  const mean = (metric: number): number | null => unpackMean(metric, at(sumOf(metric)), at(countOf(metric)));
  const sum = (metric: number): number | null => unpackSum(metric, at(sumOf(metric)), at(countOf(metric)));
  return {
    ...id,
    gpuCount: gpus,
    reportingGpuCount: at(REPORTING),
    coverage: gpus === 0 ? null : at(REPORTING) / gpus,
    allocationRate: gpus === 0 ? null : allocated / gpus,
    dutyCycle: mean(DUTY_CYCLE),
    smActive: mean(SM_ACTIVE),
    tensorActive: mean(TENSOR_ACTIVE),
    memoryUsedBytes: sum(MEMORY_USED),
    powerWatts: sum(POWER),
    idleAllocatedGpuCount: at(IDLE),
  };
}

function byKey(left: Item, right: Item): number {
  return left.key < right.key ? -1 : 1;
}

/** When each node was last scraped with success, and which nodes do not answer. */

import type { Connection } from "mongoose";
import { type BatchDocument, type SampleDocument, telemetryCollections } from "./collections.ts";
import { NO_PAGE, readPacked } from "./columns.ts";
import { lastPageIn } from "./tiers/read-chunk.ts";
import { tierCollections } from "./tiers/tier-collections.ts";

/** What scraping says about a node. */
export interface NodeScrape {
  /** When its last good page was received, or null when none was within the raw retention. */
  readonly lastScrapedAt: Date | null;
  /** True when its last scrape failed, or none came. */
  readonly stale: boolean;
}

/** Reads what the collector wrote about nodes, in whichever process. */
export interface NodeStatusReader {
  /**
   * By hostname; every hostname asked for has an entry.
   * @param partner slug of the only partner whose nodes may be read, or null for all; other nodes read as never scraped
   */
  nodeStatus(hostnames: readonly string[], partner: string | null): Promise<ReadonlyMap<string, NodeScrape>>;

  /** Hostnames at a site that did not answer their last scrape, in order, at most 1000. @param partner as above */
  staleNodes(site: string, partner: string | null): Promise<readonly string[]>;
}

/** A node is stale when nothing came of it for this many intervals: one scrape may be late, two are a silence. */
export const STALE_AFTER_INTERVALS = 2.5;

const MAX_STALE_NODES = 1000;

/** @param databases connections; only this subgraph's own is read */
export function createNodeStatusReader(databases: { readonly workloads: Connection }): NodeStatusReader {
  const { batches, samples, silentNodes } = telemetryCollections(databases.workloads);
  const { chunks } = tierCollections(databases.workloads);
  const scoped = (partner: string | null): { partner?: string } => (partner === null ? {} : { partner });

  const newestSample = async (batch: string): Promise<SampleDocument | null> =>
    await samples.findOne({ batch }, { sort: { at: -1 }, projection: { at: 1, delays: 1, intervalMs: 1 } });
  const lastPage = async (batch: string, node: number): Promise<Date | null> => {
    const options = { sort: { at: -1 }, projection: { at: 1, times: 1, delays: 1 } } as const;
    const chunk = await chunks.findOne({ batch, node }, options);
    return chunk === null ? null : lastPageIn(chunk);
  };

  return {
    nodeStatus: async (hostnames, partner) => {
      const names = [...new Set(hostnames)];
      const status = new Map<string, NodeScrape>(names.map((name) => [name, { lastScrapedAt: null, stale: true }]));
      // Of one that does not answer all is said where it is noted; only the others are looked up in their batches.
      const silent = await silentNodes.find({ _id: { $in: names }, ...scoped(partner) }).toArray();
      for (const node of silent) status.set(node._id, { lastScrapedAt: node.lastScrapedAt, stale: true });
      const noted = new Set(silent.map(({ _id }) => _id));
      const others = names.filter((name) => !noted.has(name));
      if (others.length === 0) return status;
      const filter = { "nodes.hostname": { $in: others }, ...scoped(partner) };
      const found = await batches.find(filter, { projection: { "nodes.hostname": 1 } }).toArray();
      await Promise.all(
        found.map(async (batch) => {
          const sample = await newestSample(batch._id);
          if (sample !== null) {
            for (const [name, scrape] of scrapesOf(batch, sample)) if (!noted.has(name)) put(status, name, scrape);
          }
          // What was compacted before a long pause of the collector is in chunks alone.
          for (const [node, { hostname }] of batch.nodes.entries()) {
            if (noted.has(hostname) || status.get(hostname)?.lastScrapedAt !== null) continue;
            put(status, hostname, { lastScrapedAt: await lastPage(batch._id, node), stale: true });
          }
        }),
      );
      return status;
    },

    staleNodes: async (site, partner) => {
      const options = { sort: { _id: 1 }, limit: MAX_STALE_NODES, projection: { _id: 1 } } as const;
      const found = await silentNodes.find({ site, ...scoped(partner) }, options).toArray();
      return found.map(({ _id }) => _id);
    },
  };
}

/** What the newest sample of a batch says of its nodes. */
function scrapesOf(batch: Pick<BatchDocument, "nodes">, sample: SampleDocument): [string, NodeScrape][] {
  const silentAfter = sample.at.getTime() + STALE_AFTER_INTERVALS * sample.intervalMs;
  return batch.nodes.flatMap(({ hostname }, node): [string, NodeScrape][] => {
    const delayMs = readPacked(sample.delays, node);
    if (delayMs === NO_PAGE) return [];
    return [[hostname, { lastScrapedAt: new Date(sample.at.getTime() + delayMs), stale: Date.now() > silentAfter }]];
  });
}

/** Keeps the newer of two: a node that was moved stands in more than one batch. */
function put(status: Map<string, NodeScrape>, hostname: string, scrape: NodeScrape): void {
  const known = status.get(hostname);
  if (known === undefined) return;
  if ((known.lastScrapedAt?.getTime() ?? 0) < (scrape.lastScrapedAt?.getTime() ?? 0)) status.set(hostname, scrape);
}

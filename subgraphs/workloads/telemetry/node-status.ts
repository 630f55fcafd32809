/** When each node was last scraped with success, and which nodes do not answer. */

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

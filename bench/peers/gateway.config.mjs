/** Settings of Hive Gateway: identical requests under way are sent each, as ours sends them. */

export const gatewayConfig = {
  transportEntries: { "*.http": { options: { deduplicateInflightRequests: false } } },
};

/**
 * Settings of Hive Gateway: identical requests under way are sent each, as ours sends them, and it subscribes at subgraphs as ours
 * does. It ends with its parent.
 */

process.on("disconnect", () => process.exit(0));

export const gatewayConfig = {
  transportEntries: {
    "*.http": {
      options: { deduplicateInflightRequests: false, subscriptions: { kind: "ws", location: "/graphql" } },
    },
  },
};

/** The four databases of the graph, through one client of MongoDB. */

import mongoose, { type ClientSession, type Connection, type Model, mongo } from "mongoose";
import { ConfigError, type SubgraphConfig } from "./config.ts";

/** Databases by the subgraph that owns them. */
export const DATABASE_NAMES = ["inventory", "partners", "sites", "workloads"] as const;

const DUPLICATE_KEY = 11_000;

export type DatabaseName = (typeof DATABASE_NAMES)[number];

/** Open databases. Close them once, at the end. */
export interface Databases extends Readonly<Record<DatabaseName, Connection>> {
  /**
   * Runs work in a transaction over any of the databases, with majority write concern; conflicts run it again, so
   * it must have no effect outside of the session.
   */
  readonly transaction: <T>(work: (session: ClientSession) => Promise<T>) => Promise<T>;
  /** Resolves when MongoDB answers. @throws Error when it does not within the connect timeout */
  ping(): Promise<void>;
  /** Deletes all four databases. For tests and for seeding anew. */
  drop(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Connects to MongoDB.
 * @throws ConfigError within `connectTimeoutMs` when there is no replica set at the address; later operations fail as fast
 */
export async function openDatabases(
  config: Pick<SubgraphConfig, "mongodbUri" | "databasePrefix" | "connectTimeoutMs">,
  signal?: AbortSignal,
): Promise<Databases> {
  // A filter field that a schema does not know would otherwise be sent as it is, or silently dropped.
  mongoose.set("strictQuery", "throw");
  signal?.throwIfAborted();
  const root = mongoose.createConnection(config.mongodbUri, {
    autoIndex: false,
    autoCreate: false,
    bufferCommands: false,
    maxPoolSize: 16,
    serverSelectionTimeoutMS: config.connectTimeoutMs,
    connectTimeoutMS: config.connectTimeoutMs,
    waitQueueTimeoutMS: config.connectTimeoutMs,
    socketTimeoutMS: 60_000,
    appName: `fleet-${config.databasePrefix}`,
  });
  try {
    await root.asPromise();
    signal?.throwIfAborted();
  } catch (cause) {
    await root.close().catch(() => undefined);
    signal?.throwIfAborted();
    throw new ConfigError("MongoDB cannot be reached: check that it runs and that MONGODB_URI names it.", { cause });
  }
  return overConnection(root, config.databasePrefix);
}

/** Creates the collections and indexes of models. What exists is left as it is. */
export async function ensureIndexes(
  models: Iterable<Pick<Model<never>, "createCollection" | "createIndexes">>,
): Promise<void> {
  for (const model of models) {
    await model.createCollection();
    await model.createIndexes();
  }
}

/**
 * Inserts documents inside a transaction, past mongoose's own checks. That one is there already, although the transaction's
 * snapshot does not show it, means that another transaction wrote it first: this one must run again, and will find it.
 * @throws MongoServerError TransientTransactionError for a duplicate key
 */
export async function insertInto<T>(model: Model<T>, session: ClientSession, documents: readonly T[]): Promise<void> {
  if (documents.length === 0) return;
  try {
    // The collection's own type knows no string ids.
    await model.collection.insertMany(documents as never[], { session });
  } catch (error) {
    if (error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY) {
      error.addErrorLabel(mongo.MongoErrorLabel.TransientTransactionError);
    }
    throw error;
  }
}

function overConnection(root: Connection, prefix: string): Databases {
  const database = (name: DatabaseName): Connection => root.useDb(`${prefix}_${name}`, { useCache: true });
  const databases = {
    inventory: database("inventory"),
    partners: database("partners"),
    sites: database("sites"),
    workloads: database("workloads"),
  };
  return {
    ...databases,
    transaction: async (work) => {
      const session = await root.startSession();
      try {
        return await session.withTransaction(() => work(session), {
          readConcern: { level: "snapshot" },
          writeConcern: { w: "majority" },
        });
      } finally {
        await session.endSession();
      }
    },
    ping: async () => {
      await root.getClient().db("admin").command({ ping: 1 });
    },
    drop: async () => {
      for (const name of DATABASE_NAMES) await databases[name].dropDatabase();
    },
    close: async () => {
      await root.close();
    },
  };
}

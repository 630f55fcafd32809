/** The resolver map of workloads. */

import { Duration, scalars } from "../kit/scalars.ts";
import type { Resolvers } from "./generated.ts";
import { cancelWorkload, finishWorkload, resumeWorkload, submitWorkload, suspendWorkload } from "./mutations.ts";
import { failNode, reclaimGpus, redistributeGpus } from "./operating.ts";
import { Alert, alerts, subscribeAlerts } from "./resolve-alerts.ts";
import { Fleet, Gpu, Node, Partner, Project, Site } from "./resolve-entities.ts";
import { RackPower, racksByPower } from "./resolve-racks.ts";
import { reclaimCandidates, ReclaimCandidate, workloadUsage, WorkloadUsage } from "./resolve-ranking.ts";
import { UtilisationPoint, UtilisationSeries, utilisationHeatMap, utilisationSeries } from "./resolve-series.ts";
import { subscribeUtilisation, Utilisation, utilisation } from "./resolve-utilisation.ts";
import { Workload, workload, WorkloadNodeConnection, WorkloadNodeEdge, workloads } from "./resolve-workload.ts";

export const resolvers: Resolvers = {
  ...scalars,
  Duration,
  Query: {
    workloads,
    workload,
    utilisation,
    utilisationSeries,
    utilisationHeatMap,
    reclaimCandidates,
    workloadUsage,
    racksByPower,
    alerts,
  },
  Mutation: {
    submitWorkload,
    suspendWorkload,
    resumeWorkload,
    cancelWorkload,
    finishWorkload,
    failNode,
    reclaimGpus,
    redistributeGpus,
  },
  Subscription: { utilisation: subscribeUtilisation, alerts: subscribeAlerts },
  Utilisation,
  UtilisationSeries,
  UtilisationPoint,
  HeatMapCell: { utilisation: ({ point }) => point },
  ReclaimCandidate,
  WorkloadUsage,
  RackPower,
  Alert,
  Workload,
  WorkloadNodeConnection,
  WorkloadNodeEdge,
  Partner,
  Site,
  Project,
  Node,
  Gpu,
  Fleet,
};

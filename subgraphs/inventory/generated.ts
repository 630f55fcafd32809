import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from "graphql";
import type { DeliveryDocument, GpuDocument } from "./models.ts";
import type { DeliveryList, GpuList, NodeList } from "./lists.ts";
import type { EntityReference } from "../kit/ids.ts";
import type { GpuModelRating } from "../kit/gpu-models.ts";
import type { NodeDocument } from "../kit/published/node.ts";
import type { SiteReference } from "./resolvers-site.ts";
import type { Context } from "./context.ts";
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string };
  String: { input: string; output: string };
  Boolean: { input: boolean; output: boolean };
  Int: { input: number; output: number };
  Float: { input: number; output: number };
  /** An instant in UTC, ISO 8601 with milliseconds, such as `2026-11-23T09:30:00.000Z`. */
  DateTime: { input: Date; output: Date };
  /** A calendar date in Korea, `YYYY-MM-DD`. */
  Date: { input: string; output: string };
  /** An opaque position in a list or a stream. Keep it as it is: it is signed, and what it holds may change. */
  Cursor: { input: string; output: string };
  /** A length of time: a number and a unit, such as `500ms`, `5s`, `15m`, `1h` or `7d`. */
  Duration: { input: number; output: number };
  _FieldSet: { input: unknown; output: unknown };
};

/** What can be asked. Everything is limited to what you may see: a partner its own fleet, staff all of it. */
export type Query = {
  __typename?: "Query";
  /** GPUs that you may see, by uuid. */
  gpus: GpuConnection;
  /** One GPU by the uuid that its driver reports, such as `GPU-5a1b…`. */
  gpu?: Maybe<Gpu>;
  /** Nodes that you may see, by host name. */
  nodes: NodeConnection;
  /** One node by its host name. */
  node?: Maybe<Node>;
  /** Deliveries that you may see, soonest first. */
  deliveries: DeliveryConnection;
  /** Every model of the fleet, by name. */
  gpuModels: Array<GpuModel>;
};

/** What can be asked. Everything is limited to what you may see: a partner its own fleet, staff all of it. */
export type QueryGpusArgs = {
  filter?: InputMaybe<GpuFilter>;
  first?: InputMaybe<Scalars["Int"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

/** What can be asked. Everything is limited to what you may see: a partner its own fleet, staff all of it. */
export type QueryGpuArgs = {
  uuid: Scalars["String"]["input"];
};

/** What can be asked. Everything is limited to what you may see: a partner its own fleet, staff all of it. */
export type QueryNodesArgs = {
  filter?: InputMaybe<NodeFilter>;
  first?: InputMaybe<Scalars["Int"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

/** What can be asked. Everything is limited to what you may see: a partner its own fleet, staff all of it. */
export type QueryNodeArgs = {
  hostname: Scalars["String"]["input"];
};

/** What can be asked. Everything is limited to what you may see: a partner its own fleet, staff all of it. */
export type QueryDeliveriesArgs = {
  filter?: InputMaybe<DeliveryFilter>;
  first?: InputMaybe<Scalars["Int"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type Mutation = {
  __typename?: "Mutation";
  /** Orders GPUs for a partner, within what a programme allots to it. For operators. */
  planDelivery: PlanDeliveryPayload;
  /** Books a planned delivery as sent. For operators. */
  shipDelivery: ShipDeliveryPayload;
  /** Books GPUs of a delivery as received. For operators. */
  receiveDelivery: ReceiveDeliveryPayload;
  /** Calls a delivery off: what has not arrived is no longer ordered. For operators. */
  cancelDelivery: CancelDeliveryPayload;
  /** Builds received GPUs into a rack as a node, which does not answer until it is switched on. For operators. */
  installGpus: InstallGpusPayload;
  /** Switches the GPUs of an installed node on: from now on they can be placed, and count in power and utilisation. For operators. */
  activateGpus: ActivateGpusPayload;
  /** Takes the GPUs of a drained or not yet activated node out of service for good. For operators. */
  decommissionGpus: DecommissionGpusPayload;
  /** Takes a node out of scheduling: nothing new is placed on it, and it is DRAINED once nothing runs on it. For operators. */
  drainNode: DrainNodePayload;
  /** Lets a draining or drained node take work again, unless one of its GPUs does not work. For operators. */
  undrainNode: UndrainNodePayload;
  /** Takes a node that was down or drained back after a repair: its GPUs count as healthy again. For operators. */
  returnNode: ReturnNodePayload;
  /** Takes the nodes of racks out of scheduling for a window that is under way: those without work at once, the others when they are drained. For operators. */
  startMaintenance: StartMaintenancePayload;
  /** Lets nodes that are in maintenance take work again. For operators. */
  endMaintenance: EndMaintenancePayload;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationPlanDeliveryArgs = {
  input: PlanDeliveryInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationShipDeliveryArgs = {
  input: ShipDeliveryInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationReceiveDeliveryArgs = {
  input: ReceiveDeliveryInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationCancelDeliveryArgs = {
  input: CancelDeliveryInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationInstallGpusArgs = {
  input: InstallGpusInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationActivateGpusArgs = {
  input: ActivateGpusInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationDecommissionGpusArgs = {
  input: DecommissionGpusInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationDrainNodeArgs = {
  input: DrainNodeInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationUndrainNodeArgs = {
  input: UndrainNodeInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationReturnNodeArgs = {
  input: ReturnNodeInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationStartMaintenanceArgs = {
  input: StartMaintenanceInput;
};

/** What can be changed. A business refusal comes back in the payload's `refusal`, not as an error. */
export type MutationEndMaintenanceArgs = {
  input: EndMaintenanceInput;
};

/** A model of GPU, by Nvidia's name. */
export type GpuModelName =
  /** Hopper, one GPU of an eight-way board. */
  | "H200"
  /** Grace Hopper: a Hopper GPU and a Grace CPU on one module. */
  | "GH200"
  /** Blackwell, one GPU of an eight-way board. */
  | "B200"
  /** Grace Blackwell: a Blackwell GPU beside a Grace CPU, in liquid-cooled NVL racks. */
  | "GB200"
  /** Blackwell Ultra, one GPU of an eight-way board. */
  | "B300"
  /** Grace Blackwell Ultra: a Blackwell Ultra GPU beside a Grace CPU, in liquid-cooled NVL racks. */
  | "GB300"
  /** RTX PRO 6000 Blackwell, a PCIe card for simulation, graphics and inference. */
  | "RTX_PRO_6000"
  /** Vera Rubin: a Rubin GPU beside a Vera CPU, the generation after Blackwell. */
  | "VERA_RUBIN";

/** A model of GPU and its published ratings. */
export type GpuModel = {
  __typename?: "GpuModel";
  /** Opaque and stable. */
  id: Scalars["ID"]["output"];
  /** Nvidia's name for it, as filters take it. */
  name: GpuModelName;
  /** Memory of one GPU, in bytes. */
  memoryBytes: Scalars["Float"]["output"];
  /** Rated power of one GPU, in watts. */
  tdpWatts: Scalars["Float"]["output"];
  /** Rated power of a GPU with its share of the server around it, in watts. */
  ratedPowerWatts: Scalars["Float"]["output"];
  /** Where the record comes from, and how far to trust it. */
  provenance: Provenance;
};

/** Whether a node takes work, in the words of Slurm. */
export type NodeStatus =
  /** Takes work, has none. */
  | "IDLE"
  /** Has work. */
  | "ALLOCATED"
  /** Takes no new work, still has some. */
  | "DRAINING"
  /** Takes no new work, has none. */
  | "DRAINED"
  /** Does not answer. */
  | "DOWN"
  /** Taken out of scheduling for planned work. */
  | "MAINTENANCE";

/** A server with eight GPUs. */
export type Node = {
  __typename?: "Node";
  /** Opaque and stable. */
  id: Scalars["ID"]["output"];
  /** Name on the network, unique in the fleet. Telemetry carries the same name. */
  hostname: Scalars["String"]["output"];
  /** The rack that it is mounted in. */
  rack: Rack;
  /** The data centre in which it stands. */
  site: Site;
  /** Whose work the node serves. */
  partner: Partner;
  /** The model of its GPUs; all eight are alike. */
  model: GpuModel;
  /** Whether it takes work. */
  status: NodeStatus;
  /** Why the node is out of scheduling, where somebody said so. */
  statusReason?: Maybe<Scalars["String"]["output"]>;
  /** The organisation that owns the node. */
  owner: Scalars["String"]["output"];
  /** The organisation that runs the node. */
  operator: Scalars["String"]["output"];
  /** Rated power of the node, in watts, without cooling. */
  ratedPowerWatts: Scalars["Float"]["output"];
  /** Its GPUs, by slot. */
  gpus: Array<Gpu>;
  /** Where the record comes from, and how far to trust it. */
  provenance: Provenance;
};

/** Where a GPU stands in its life. */
export type GpuLifecycle =
  /** Bought, not yet sent. */
  | "ORDERED"
  /** On its way. */
  | "SHIPPED"
  /** Arrived, not yet built in. */
  | "RECEIVED"
  /** Built into a node, not yet switched on for work. */
  | "INSTALLED"
  /** In operation. Only these can be placed, and only these count in utilisation. */
  | "ACTIVE"
  /** Taken out of service for good. */
  | "DECOMMISSIONED";

/** Health of a GPU, in the words of OpenTelemetry's hardware conventions. */
export type GpuHealth =
  /** Works as it should. */
  | "OK"
  /** Works with faults or at reduced performance. */
  | "DEGRADED"
  /** Does not work. */
  | "FAILED"
  /** Still works, but shows signs that it will fail. */
  | "PREDICTED_FAILURE";

/** One GPU. It gets a record when it is installed; before that it is a number in a delivery. */
export type Gpu = {
  __typename?: "Gpu";
  /** Opaque and stable. */
  id: Scalars["ID"]["output"];
  /** The uuid that its driver reports. */
  uuid: Scalars["String"]["output"];
  /** Position in its node, from 0. */
  slot: Scalars["Int"]["output"];
  /** The server that it is built into. */
  node: Node;
  /** The data centre in which it stands. */
  site: Site;
  /** Whose work the GPU serves. */
  partner: Partner;
  /** Which GPU it is, with its ratings. */
  model: GpuModel;
  /** Where it stands between order and decommissioning. */
  lifecycle: GpuLifecycle;
  /** Whether it works as it should. */
  health: GpuHealth;
  /** The last XID error that the driver reported, or null. */
  lastXid?: Maybe<Xid>;
  /** The last 16 XID errors that the driver reported, newest first. */
  xids: Array<Xid>;
  /** Short name of the programme that brought the GPU, such as `gov-round-1`. */
  programme: Scalars["String"]["output"];
  /** The organisation that owns the GPU, such as NIPA in the government's programmes. */
  owner: Scalars["String"]["output"];
  /** The organisation that runs the GPU, such as a cloud provider. */
  operator: Scalars["String"]["output"];
  /** Where the record comes from, and how far to trust it. */
  provenance: Provenance;
};

/** An error of the Nvidia driver, by its number. */
export type Xid = {
  __typename?: "Xid";
  /** Nvidia's number, such as 79: the GPU fell off the bus. */
  code: Scalars["Int"]["output"];
  /** When it was first seen. */
  at: Scalars["DateTime"]["output"];
};

/** Keeps the GPUs for which everything given holds. */
export type GpuFilter = {
  /** Short name of a partner. */
  partner?: InputMaybe<Scalars["String"]["input"]>;
  /** Short name of a site. */
  site?: InputMaybe<Scalars["String"]["input"]>;
  /** Only GPUs of this model. */
  model?: InputMaybe<GpuModelName>;
  /** Only GPUs at this point of their life. */
  lifecycle?: InputMaybe<GpuLifecycle>;
  /** Only GPUs in this health. */
  health?: InputMaybe<GpuHealth>;
  /** Only GPUs that reported one of these XIDs, among their last 16. With `xidSince` or `xidWithin`, at that time. */
  xidCodes?: InputMaybe<Array<Scalars["Int"]["input"]>>;
  /** Only GPUs that reported an XID at or after this instant. */
  xidSince?: InputMaybe<Scalars["DateTime"]["input"]>;
  /** Only GPUs that reported an XID within this time before now, such as `24h`. */
  xidWithin?: InputMaybe<Scalars["Duration"]["input"]>;
};

/** A page of GPUs, and where it stands in the whole list. */
export type GpuConnection = {
  __typename?: "GpuConnection";
  /** The GPUs of the page, each with its cursor. */
  edges: Array<GpuEdge>;
  /** The GPUs without their cursors. */
  nodes: Array<Gpu>;
  /** Whether there is more before and after the page, and the cursors to go on with. */
  pageInfo: PageInfo;
  /** How many there are in all. */
  totalCount: Scalars["Int"]["output"];
};

/** One GPU of a page, with its cursor. */
export type GpuEdge = {
  __typename?: "GpuEdge";
  /** Where the GPU stands in the list. Hand it to `after` for what follows. */
  cursor: Scalars["Cursor"]["output"];
  /** The GPU itself. */
  node: Gpu;
};

/** Keeps the nodes for which everything given holds. */
export type NodeFilter = {
  /** Short name of a partner. */
  partner?: InputMaybe<Scalars["String"]["input"]>;
  /** Short name of a site. */
  site?: InputMaybe<Scalars["String"]["input"]>;
  /** Only nodes with GPUs of this model. */
  model?: InputMaybe<GpuModelName>;
  /** Only nodes in this status. */
  status?: InputMaybe<NodeStatus>;
};

/** A page of nodes, and where it stands in the whole list. */
export type NodeConnection = {
  __typename?: "NodeConnection";
  /** The nodes of the page, each with its cursor. */
  edges: Array<NodeEdge>;
  /** The nodes without their cursors. */
  nodes: Array<Node>;
  /** Whether there is more before and after the page, and the cursors to go on with. */
  pageInfo: PageInfo;
  /** How many there are in all. */
  totalCount: Scalars["Int"]["output"];
};

/** One node of a page, with its cursor. */
export type NodeEdge = {
  __typename?: "NodeEdge";
  /** Where the node stands in the list. Hand it to `after` for what follows. */
  cursor: Scalars["Cursor"]["output"];
  /** The node itself. */
  node: Node;
};

/** Where a delivery stands. */
export type DeliveryStatus =
  /** Agreed, not yet sent. */
  | "PLANNED"
  /** Sent, nothing received yet. */
  | "IN_TRANSIT"
  /** Some of its GPUs have arrived. */
  | "PARTIALLY_RECEIVED"
  /** All of its GPUs have arrived. */
  | "RECEIVED"
  /** Called off: what has not arrived will not come. */
  | "CANCELLED";

/** A shipment of GPUs of one model to one partner. */
export type Delivery = {
  __typename?: "Delivery";
  /** Opaque and stable. */
  id: Scalars["ID"]["output"];
  /** Whose work the GPUs will serve. */
  partner: Partner;
  /** Where the GPUs go, or null while that is not decided. */
  site?: Maybe<Site>;
  /** The model of all of its GPUs. */
  model: GpuModel;
  /** Short name of the programme that pays, such as `gov-round-1`. */
  programme: Scalars["String"]["output"];
  /** GPUs ordered. */
  quantity: Scalars["Int"]["output"];
  /** GPUs received so far, at most `quantity`. */
  receivedQuantity: Scalars["Int"]["output"];
  /** Where it stands. */
  status: DeliveryStatus;
  /** The Korean date by which all of it should be there. */
  expectedOn: Scalars["Date"]["output"];
  /** When the last of it was received, or null. */
  receivedOn?: Maybe<Scalars["Date"]["output"]>;
  /** True when it was expected before today in Korea and has not been received in full. */
  overdue: Scalars["Boolean"]["output"];
  /** Where the record comes from, and how far to trust it. */
  provenance: Provenance;
};

/** Keeps the deliveries for which everything given holds. */
export type DeliveryFilter = {
  /** Short name of a partner. */
  partner?: InputMaybe<Scalars["String"]["input"]>;
  /** Only deliveries of this model. */
  model?: InputMaybe<GpuModelName>;
  /** Only deliveries in this status. */
  status?: InputMaybe<DeliveryStatus>;
  /** True for those that are overdue, false for those that are not. */
  overdue?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** A page of deliveries, and where it stands in the whole list. */
export type DeliveryConnection = {
  __typename?: "DeliveryConnection";
  /** The deliveries of the page, each with its cursor. */
  edges: Array<DeliveryEdge>;
  /** The deliveries without their cursors. */
  nodes: Array<Delivery>;
  /** Whether there is more before and after the page, and the cursors to go on with. */
  pageInfo: PageInfo;
  /** How many there are in all. */
  totalCount: Scalars["Int"]["output"];
};

/** One delivery of a page, with its cursor. */
export type DeliveryEdge = {
  __typename?: "DeliveryEdge";
  /** Where the delivery stands in the list. Hand it to `after` for what follows. */
  cursor: Scalars["Cursor"]["output"];
  /** The delivery itself. */
  node: Delivery;
};

export type Partner = {
  __typename?: "Partner";
  id: Scalars["ID"]["output"];
  /** GPUs that have arrived, active or not. */
  received: Scalars["Int"]["output"];
  /** GPUs that are installed and switched on. */
  active: Scalars["Int"]["output"];
  /** Deliveries to this partner, soonest first. */
  deliveries: DeliveryConnection;
};

export type PartnerDeliveriesArgs = {
  filter?: InputMaybe<DeliveryFilter>;
  first?: InputMaybe<Scalars["Int"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

export type Site = {
  __typename?: "Site";
  id: Scalars["ID"]["output"];
  powerCapWatts: Scalars["Float"]["output"];
  pue: Scalars["Float"]["output"];
  /** Nodes at this site that you may see, by host name. */
  nodes: NodeConnection;
  /** Active GPUs at this site that you may see. */
  activeGpus: Scalars["Int"]["output"];
  /** Rated power of the active nodes that you may see, in watts, without cooling. */
  ratedPowerWatts: Scalars["Float"]["output"];
  /** Power cap less the rated power × PUE of everything active at the site, in watts. Null for a partner at a site that it shares. */
  powerHeadroomWatts?: Maybe<Scalars["Float"]["output"]>;
  /** How many more GPUs of a model the power headroom carries. Null for a partner at a site that it shares. */
  gpusThatFit?: Maybe<Scalars["Int"]["output"]>;
};

export type SiteNodesArgs = {
  filter?: InputMaybe<NodeFilter>;
  first?: InputMaybe<Scalars["Int"]["input"]>;
  after?: InputMaybe<Scalars["Cursor"]["input"]>;
};

export type SiteGpusThatFitArgs = {
  model: GpuModelName;
};

export type Rack = {
  __typename?: "Rack";
  id: Scalars["ID"]["output"];
  /** Nodes in this rack, by host name. */
  nodes: Array<Node>;
};

export type Fleet = {
  __typename?: "Fleet";
  id: Scalars["ID"]["output"];
  /** GPUs that have arrived, of the partners that you may see. */
  received: Scalars["Int"]["output"];
  /** GPUs that are installed and switched on, of the partners that you may see. */
  active: Scalars["Int"]["output"];
  /** GPUs received by quarter, oldest first. */
  receivedByQuarter: Array<QuarterReceived>;
};

/** What arrived in one quarter of a year. */
export type QuarterReceived = {
  __typename?: "QuarterReceived";
  /** Such as `2026-Q3`. */
  quarter: Scalars["String"]["output"];
  /** GPUs received in the quarter. */
  received: Scalars["Int"]["output"];
  /** GPUs received up to its end. */
  cumulated: Scalars["Int"]["output"];
  /** `cumulated` as a share of the 260,000 of the plan, from 0 to 1. */
  shareOfPlan: Scalars["Float"]["output"];
};

/** What is ordered. */
export type PlanDeliveryInput = {
  /** Short name of the partner. */
  partner: Scalars["String"]["input"];
  /** Short name of the site where the GPUs go, where that is decided. */
  site?: InputMaybe<Scalars["String"]["input"]>;
  /** The model of all of the GPUs. */
  model: GpuModelName;
  /** Short name of the programme that pays. */
  programme: Scalars["String"]["input"];
  /** How many GPUs, at least 1. */
  quantity: Scalars["Int"]["input"];
  /** The Korean date by which all of it should be there. */
  expectedOn: Scalars["Date"]["input"];
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `delivery` or `refusal` is set. */
export type PlanDeliveryPayload = {
  __typename?: "PlanDeliveryPayload";
  /** The delivery as planned, or null when nothing was done. */
  delivery?: Maybe<Delivery>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** What was sent. */
export type ShipDeliveryInput = {
  /** The delivery's id. */
  delivery: Scalars["ID"]["input"];
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `delivery` or `refusal` is set. */
export type ShipDeliveryPayload = {
  __typename?: "ShipDeliveryPayload";
  /** The delivery as it is now, or null when nothing was done. */
  delivery?: Maybe<Delivery>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** What arrived. */
export type ReceiveDeliveryInput = {
  /** The delivery's id. */
  delivery: Scalars["ID"]["input"];
  /** GPUs that arrived, at least 1. */
  quantity: Scalars["Int"]["input"];
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `delivery` or `refusal` is set. */
export type ReceiveDeliveryPayload = {
  __typename?: "ReceiveDeliveryPayload";
  /** The delivery as it is now, or null when nothing was done. */
  delivery?: Maybe<Delivery>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** What is called off. */
export type CancelDeliveryInput = {
  /** The delivery's id. */
  delivery: Scalars["ID"]["input"];
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `delivery` or `refusal` is set. */
export type CancelDeliveryPayload = {
  __typename?: "CancelDeliveryPayload";
  /** The delivery as it is now, or null when nothing was done. */
  delivery?: Maybe<Delivery>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** What is built in. */
export type InstallGpusInput = {
  /** Name of the node on the network, unique in the fleet. */
  hostname: Scalars["String"]["input"];
  /** The id of the rack, whose partner the node will serve. */
  rack: Scalars["ID"]["input"];
  /** The model of all eight GPUs. */
  model: GpuModelName;
  /** Short name of the programme that brought the GPUs. */
  programme: Scalars["String"]["input"];
  /** The organisation that owns the node. */
  owner: Scalars["String"]["input"];
  /** The organisation that runs the node. */
  operator: Scalars["String"]["input"];
  /** The uuids of the GPUs by slot, eight of them, as their driver reports them. */
  gpus: Array<Scalars["String"]["input"]>;
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `node` or `refusal` is set. */
export type InstallGpusPayload = {
  __typename?: "InstallGpusPayload";
  /** The node as it is now, or null when nothing was done. */
  node?: Maybe<Node>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** What is switched on. */
export type ActivateGpusInput = {
  /** The node's id. */
  node: Scalars["ID"]["input"];
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `node` or `refusal` is set. */
export type ActivateGpusPayload = {
  __typename?: "ActivateGpusPayload";
  /** The node as it is now, or null when nothing was done. */
  node?: Maybe<Node>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** What is taken out of service. */
export type DecommissionGpusInput = {
  /** The node's id. */
  node: Scalars["ID"]["input"];
  /** Why, for whoever looks for the node. */
  reason: Scalars["String"]["input"];
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `node` or `refusal` is set. */
export type DecommissionGpusPayload = {
  __typename?: "DecommissionGpusPayload";
  /** The node as it is now, or null when nothing was done. */
  node?: Maybe<Node>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** What to take out of scheduling. */
export type DrainNodeInput = {
  /** The node's id. */
  node: Scalars["ID"]["input"];
  /** Why, for whoever finds the node drained. */
  reason: Scalars["String"]["input"];
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `node` or `refusal` is set. */
export type DrainNodePayload = {
  __typename?: "DrainNodePayload";
  /** The node as it is now, or null when nothing was done. */
  node?: Maybe<Node>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** What to take back into scheduling. */
export type UndrainNodeInput = {
  /** The node's id. */
  node: Scalars["ID"]["input"];
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `node` or `refusal` is set. */
export type UndrainNodePayload = {
  __typename?: "UndrainNodePayload";
  /** The node as it is now, or null when nothing was done. */
  node?: Maybe<Node>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** What was repaired. */
export type ReturnNodeInput = {
  /** The node's id. */
  node: Scalars["ID"]["input"];
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `node` or `refusal` is set. */
export type ReturnNodePayload = {
  __typename?: "ReturnNodePayload";
  /** The node as it is now, or null when nothing was done. */
  node?: Maybe<Node>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** Where the work begins. */
export type StartMaintenanceInput = {
  /** The id of a maintenance window that is under way. */
  window: Scalars["ID"]["input"];
  /** The ids of the racks that are worked on, at most 100. Without it, those that the window names. */
  racks?: InputMaybe<Array<Scalars["ID"]["input"]>>;
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `nodes` or `refusal` is set. */
export type StartMaintenancePayload = {
  __typename?: "StartMaintenancePayload";
  /** The nodes whose status has changed, or null when nothing was done. */
  nodes?: Maybe<Array<Node>>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** Where the work is done. */
export type EndMaintenanceInput = {
  /** The id of the maintenance window. */
  window: Scalars["ID"]["input"];
  /** The ids of the racks that are done, at most 100. Without it, those that the window names. */
  racks?: InputMaybe<Array<Scalars["ID"]["input"]>>;
  /** A key of your choice, at most 128 characters. Sending the same input with the same key again changes nothing and answers the same. */
  idempotencyKey: Scalars["String"]["input"];
  /** True to be answered as if it were done, without any effect. The key is then not used up. */
  whatIf?: InputMaybe<Scalars["Boolean"]["input"]>;
};

/** Either `nodes` or `refusal` is set. */
export type EndMaintenancePayload = {
  __typename?: "EndMaintenancePayload";
  /** The nodes whose status has changed, or null when nothing was done. */
  nodes?: Maybe<Array<Node>>;
  /** Why nothing was done, or null. */
  refusal?: Maybe<Refusal>;
};

/** Why a mutation did nothing. */
export type RefusalCode =
  /** Nothing that you may see has this id. */
  | "NOT_FOUND"
  /** A record of this name is there already. */
  | "ALREADY_EXISTS"
  /** The record's state does not allow it. */
  | "ILLEGAL_STATE"
  /** A value is out of its range. */
  | "INVALID_INPUT"
  /** The idempotency key was used before with other input. */
  | "IDEMPOTENCY_KEY_REUSED"
  /** More than the programme has left to allot. */
  | "EXCEEDS_PROGRAMME"
  /** More than the programme allots to the partner. */
  | "EXCEEDS_ALLOTMENT"
  /** More than was ordered. */
  | "EXCEEDS_ORDER"
  /** More than has been received. */
  | "EXCEEDS_RECEIVED"
  /** More than the project may ever use. */
  | "EXCEEDS_MAX_QUOTA"
  /** Workloads hold GPUs of the quota that would be taken away. */
  | "QUOTA_IN_USE"
  /** The quota is in use, and the workload was not to wait for it. */
  | "WAITING_FOR_QUOTA"
  /** No nodes of the model are free at one site, and the workload was not to wait for them. */
  | "NO_MATCHING_NODES"
  /** More quota than was reclaimed in the cohort. */
  | "EXCEEDS_RECLAIMED"
  /** More power than the site or the rack has left. */
  | "POWER_CAP"
  /** A GPU of the node does not work. */
  | "UNHEALTHY";

/** Why a mutation did nothing. */
export type Refusal = {
  __typename?: "Refusal";
  /** The reason, for a program to decide by. */
  code: RefusalCode;
  /** A sentence for people, with the number that was missing where there is one. */
  message: Scalars["String"]["output"];
  /** The number that was asked for, where it was one too large: watts for POWER_CAP, else GPUs. */
  needed?: Maybe<Scalars["Float"]["output"]>;
  /** The number that there was to be had, in the unit of `needed`. */
  available?: Maybe<Scalars["Float"]["output"]>;
};

/** Where a record comes from. */
export type ProvenanceKind =
  /** Published: `source` and `date` say where and when. */
  | "REPORTED"
  /** Invented to be plausible, because the fact is not public. */
  | "ILLUSTRATIVE"
  /** Made by the simulator. */
  | "SIMULATED"
  /** Measured on real equipment, or entered by an operator. */
  | "MEASURED";

/** Where a record comes from. Only REPORTED records are public facts. */
export type Provenance = {
  __typename?: "Provenance";
  /** Whether it is a public fact, invented, simulated or measured. */
  kind: ProvenanceKind;
  /** The publication, or how the record was made. */
  source: Scalars["String"]["output"];
  /** Date of the publication, or of the record. */
  date: Scalars["Date"]["output"];
};

/** Where a page stands in its list. */
export type PageInfo = {
  __typename?: "PageInfo";
  /** True when the list goes on after this page. */
  hasNextPage: Scalars["Boolean"]["output"];
  /** True when the list has something before this page. */
  hasPreviousPage: Scalars["Boolean"]["output"];
  /** Cursor of the first entry of the page, or null for an empty page. */
  startCursor?: Maybe<Scalars["Cursor"]["output"]>;
  /** Cursor of the last entry of the page, or null for an empty page. Hand it to `after` for the next page. */
  endCursor?: Maybe<Scalars["Cursor"]["output"]>;
};

export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
  reference: TReference,
  context: TContext,
  info: GraphQLResolveInfo,
) => Promise<TResult> | TResult;

type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<
  TResult,
  TParent = Record<PropertyKey, never>,
  TContext = Record<PropertyKey, never>,
  TArgs = Record<PropertyKey, never>,
> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo,
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo,
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo,
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<
  TResult,
  TKey extends string,
  TParent = Record<PropertyKey, never>,
  TContext = Record<PropertyKey, never>,
  TArgs = Record<PropertyKey, never>,
> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo,
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  obj: T,
  context: TContext,
  info: GraphQLResolveInfo,
) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<
  TResult = Record<PropertyKey, never>,
  TParent = Record<PropertyKey, never>,
  TContext = Record<PropertyKey, never>,
  TArgs = Record<PropertyKey, never>,
> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo,
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  GpuModel: GpuModel;
  Node: Node;
  Gpu: Gpu;
  Delivery: Delivery;
  Partner: Partner;
  Site: Site;
  Rack: Rack;
  Fleet: Fleet;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  GpuModel: { __typename: "GpuModel" } & GraphQLRecursivePick<FederationTypes["GpuModel"], { id: true }>;
  Node: { __typename: "Node" } & GraphQLRecursivePick<FederationTypes["Node"], { id: true }>;
  Gpu: { __typename: "Gpu" } & GraphQLRecursivePick<FederationTypes["Gpu"], { id: true }>;
  Delivery: { __typename: "Delivery" } & GraphQLRecursivePick<FederationTypes["Delivery"], { id: true }>;
  Partner: { __typename: "Partner" } & GraphQLRecursivePick<FederationTypes["Partner"], { id: true }>;
  Site: { __typename: "Site" } & GraphQLRecursivePick<FederationTypes["Site"], { id: true }> &
    (
      | Record<PropertyKey, never>
      | GraphQLRecursivePick<FederationTypes["Site"], { powerCapWatts: true; pue: true }>
      | GraphQLRecursivePick<FederationTypes["Site"], { powerCapWatts: true; pue: true }>
      | GraphQLRecursivePick<FederationTypes["Site"], { powerCapWatts: true; pue: true }>
    );
  Rack: { __typename: "Rack" } & GraphQLRecursivePick<FederationTypes["Rack"], { id: true }>;
  Fleet: { __typename: "Fleet" } & GraphQLRecursivePick<FederationTypes["Fleet"], { id: true }>;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars["DateTime"]["output"]>;
  Date: ResolverTypeWrapper<Scalars["Date"]["output"]>;
  Cursor: ResolverTypeWrapper<Scalars["Cursor"]["output"]>;
  Duration: ResolverTypeWrapper<Scalars["Duration"]["output"]>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Int: ResolverTypeWrapper<Scalars["Int"]["output"]>;
  String: ResolverTypeWrapper<Scalars["String"]["output"]>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  GpuModelName: GpuModelName;
  GpuModel: ResolverTypeWrapper<GpuModelRating>;
  ID: ResolverTypeWrapper<Scalars["ID"]["output"]>;
  Float: ResolverTypeWrapper<Scalars["Float"]["output"]>;
  NodeStatus: NodeStatus;
  Node: ResolverTypeWrapper<NodeDocument>;
  GpuLifecycle: GpuLifecycle;
  GpuHealth: GpuHealth;
  Gpu: ResolverTypeWrapper<GpuDocument>;
  Xid: ResolverTypeWrapper<Xid>;
  GpuFilter: GpuFilter;
  GpuConnection: ResolverTypeWrapper<GpuList>;
  GpuEdge: ResolverTypeWrapper<Omit<GpuEdge, "node"> & { node: ResolversTypes["Gpu"] }>;
  NodeFilter: NodeFilter;
  NodeConnection: ResolverTypeWrapper<NodeList>;
  NodeEdge: ResolverTypeWrapper<Omit<NodeEdge, "node"> & { node: ResolversTypes["Node"] }>;
  DeliveryStatus: DeliveryStatus;
  Delivery: ResolverTypeWrapper<DeliveryDocument>;
  Boolean: ResolverTypeWrapper<Scalars["Boolean"]["output"]>;
  DeliveryFilter: DeliveryFilter;
  DeliveryConnection: ResolverTypeWrapper<DeliveryList>;
  DeliveryEdge: ResolverTypeWrapper<Omit<DeliveryEdge, "node"> & { node: ResolversTypes["Delivery"] }>;
  Partner: ResolverTypeWrapper<EntityReference>;
  Site: ResolverTypeWrapper<SiteReference>;
  Rack: ResolverTypeWrapper<EntityReference>;
  Fleet: ResolverTypeWrapper<EntityReference>;
  QuarterReceived: ResolverTypeWrapper<QuarterReceived>;
  PlanDeliveryInput: PlanDeliveryInput;
  PlanDeliveryPayload: ResolverTypeWrapper<
    Omit<PlanDeliveryPayload, "delivery"> & { delivery?: Maybe<ResolversTypes["Delivery"]> }
  >;
  ShipDeliveryInput: ShipDeliveryInput;
  ShipDeliveryPayload: ResolverTypeWrapper<
    Omit<ShipDeliveryPayload, "delivery"> & { delivery?: Maybe<ResolversTypes["Delivery"]> }
  >;
  ReceiveDeliveryInput: ReceiveDeliveryInput;
  ReceiveDeliveryPayload: ResolverTypeWrapper<
    Omit<ReceiveDeliveryPayload, "delivery"> & { delivery?: Maybe<ResolversTypes["Delivery"]> }
  >;
  CancelDeliveryInput: CancelDeliveryInput;
  CancelDeliveryPayload: ResolverTypeWrapper<
    Omit<CancelDeliveryPayload, "delivery"> & { delivery?: Maybe<ResolversTypes["Delivery"]> }
  >;
  InstallGpusInput: InstallGpusInput;
  InstallGpusPayload: ResolverTypeWrapper<Omit<InstallGpusPayload, "node"> & { node?: Maybe<ResolversTypes["Node"]> }>;
  ActivateGpusInput: ActivateGpusInput;
  ActivateGpusPayload: ResolverTypeWrapper<
    Omit<ActivateGpusPayload, "node"> & { node?: Maybe<ResolversTypes["Node"]> }
  >;
  DecommissionGpusInput: DecommissionGpusInput;
  DecommissionGpusPayload: ResolverTypeWrapper<
    Omit<DecommissionGpusPayload, "node"> & { node?: Maybe<ResolversTypes["Node"]> }
  >;
  DrainNodeInput: DrainNodeInput;
  DrainNodePayload: ResolverTypeWrapper<Omit<DrainNodePayload, "node"> & { node?: Maybe<ResolversTypes["Node"]> }>;
  UndrainNodeInput: UndrainNodeInput;
  UndrainNodePayload: ResolverTypeWrapper<Omit<UndrainNodePayload, "node"> & { node?: Maybe<ResolversTypes["Node"]> }>;
  ReturnNodeInput: ReturnNodeInput;
  ReturnNodePayload: ResolverTypeWrapper<Omit<ReturnNodePayload, "node"> & { node?: Maybe<ResolversTypes["Node"]> }>;
  StartMaintenanceInput: StartMaintenanceInput;
  StartMaintenancePayload: ResolverTypeWrapper<
    Omit<StartMaintenancePayload, "nodes"> & { nodes?: Maybe<Array<ResolversTypes["Node"]>> }
  >;
  EndMaintenanceInput: EndMaintenanceInput;
  EndMaintenancePayload: ResolverTypeWrapper<
    Omit<EndMaintenancePayload, "nodes"> & { nodes?: Maybe<Array<ResolversTypes["Node"]>> }
  >;
  RefusalCode: RefusalCode;
  Refusal: ResolverTypeWrapper<Refusal>;
  ProvenanceKind: ProvenanceKind;
  Provenance: ResolverTypeWrapper<Provenance>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars["DateTime"]["output"];
  Date: Scalars["Date"]["output"];
  Cursor: Scalars["Cursor"]["output"];
  Duration: Scalars["Duration"]["output"];
  Query: Record<PropertyKey, never>;
  Int: Scalars["Int"]["output"];
  String: Scalars["String"]["output"];
  Mutation: Record<PropertyKey, never>;
  GpuModel: GpuModelRating;
  ID: Scalars["ID"]["output"];
  Float: Scalars["Float"]["output"];
  Node: NodeDocument;
  Gpu: GpuDocument;
  Xid: Xid;
  GpuFilter: GpuFilter;
  GpuConnection: GpuList;
  GpuEdge: Omit<GpuEdge, "node"> & { node: ResolversParentTypes["Gpu"] };
  NodeFilter: NodeFilter;
  NodeConnection: NodeList;
  NodeEdge: Omit<NodeEdge, "node"> & { node: ResolversParentTypes["Node"] };
  Delivery: DeliveryDocument;
  Boolean: Scalars["Boolean"]["output"];
  DeliveryFilter: DeliveryFilter;
  DeliveryConnection: DeliveryList;
  DeliveryEdge: Omit<DeliveryEdge, "node"> & { node: ResolversParentTypes["Delivery"] };
  Partner: EntityReference;
  Site: SiteReference;
  Rack: EntityReference;
  Fleet: EntityReference;
  QuarterReceived: QuarterReceived;
  PlanDeliveryInput: PlanDeliveryInput;
  PlanDeliveryPayload: Omit<PlanDeliveryPayload, "delivery"> & { delivery?: Maybe<ResolversParentTypes["Delivery"]> };
  ShipDeliveryInput: ShipDeliveryInput;
  ShipDeliveryPayload: Omit<ShipDeliveryPayload, "delivery"> & { delivery?: Maybe<ResolversParentTypes["Delivery"]> };
  ReceiveDeliveryInput: ReceiveDeliveryInput;
  ReceiveDeliveryPayload: Omit<ReceiveDeliveryPayload, "delivery"> & {
    delivery?: Maybe<ResolversParentTypes["Delivery"]>;
  };
  CancelDeliveryInput: CancelDeliveryInput;
  CancelDeliveryPayload: Omit<CancelDeliveryPayload, "delivery"> & {
    delivery?: Maybe<ResolversParentTypes["Delivery"]>;
  };
  InstallGpusInput: InstallGpusInput;
  InstallGpusPayload: Omit<InstallGpusPayload, "node"> & { node?: Maybe<ResolversParentTypes["Node"]> };
  ActivateGpusInput: ActivateGpusInput;
  ActivateGpusPayload: Omit<ActivateGpusPayload, "node"> & { node?: Maybe<ResolversParentTypes["Node"]> };
  DecommissionGpusInput: DecommissionGpusInput;
  DecommissionGpusPayload: Omit<DecommissionGpusPayload, "node"> & { node?: Maybe<ResolversParentTypes["Node"]> };
  DrainNodeInput: DrainNodeInput;
  DrainNodePayload: Omit<DrainNodePayload, "node"> & { node?: Maybe<ResolversParentTypes["Node"]> };
  UndrainNodeInput: UndrainNodeInput;
  UndrainNodePayload: Omit<UndrainNodePayload, "node"> & { node?: Maybe<ResolversParentTypes["Node"]> };
  ReturnNodeInput: ReturnNodeInput;
  ReturnNodePayload: Omit<ReturnNodePayload, "node"> & { node?: Maybe<ResolversParentTypes["Node"]> };
  StartMaintenanceInput: StartMaintenanceInput;
  StartMaintenancePayload: Omit<StartMaintenancePayload, "nodes"> & {
    nodes?: Maybe<Array<ResolversParentTypes["Node"]>>;
  };
  EndMaintenanceInput: EndMaintenanceInput;
  EndMaintenancePayload: Omit<EndMaintenancePayload, "nodes"> & { nodes?: Maybe<Array<ResolversParentTypes["Node"]>> };
  Refusal: Refusal;
  Provenance: Provenance;
  PageInfo: PageInfo;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes["DateTime"], any> {
  name: "DateTime";
}

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes["Date"], any> {
  name: "Date";
}

export interface CursorScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes["Cursor"], any> {
  name: "Cursor";
}

export interface DurationScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes["Duration"], any> {
  name: "Duration";
}

export type QueryResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Query"] = ResolversParentTypes["Query"],
> = {
  gpus?: Resolver<ResolversTypes["GpuConnection"], ParentType, ContextType, RequireFields<QueryGpusArgs, "first">>;
  gpu?: Resolver<Maybe<ResolversTypes["Gpu"]>, ParentType, ContextType, RequireFields<QueryGpuArgs, "uuid">>;
  nodes?: Resolver<ResolversTypes["NodeConnection"], ParentType, ContextType, RequireFields<QueryNodesArgs, "first">>;
  node?: Resolver<Maybe<ResolversTypes["Node"]>, ParentType, ContextType, RequireFields<QueryNodeArgs, "hostname">>;
  deliveries?: Resolver<
    ResolversTypes["DeliveryConnection"],
    ParentType,
    ContextType,
    RequireFields<QueryDeliveriesArgs, "first">
  >;
  gpuModels?: Resolver<Array<ResolversTypes["GpuModel"]>, ParentType, ContextType>;
};

export type MutationResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Mutation"] = ResolversParentTypes["Mutation"],
> = {
  planDelivery?: Resolver<
    ResolversTypes["PlanDeliveryPayload"],
    ParentType,
    ContextType,
    RequireFields<MutationPlanDeliveryArgs, "input">
  >;
  shipDelivery?: Resolver<
    ResolversTypes["ShipDeliveryPayload"],
    ParentType,
    ContextType,
    RequireFields<MutationShipDeliveryArgs, "input">
  >;
  receiveDelivery?: Resolver<
    ResolversTypes["ReceiveDeliveryPayload"],
    ParentType,
    ContextType,
    RequireFields<MutationReceiveDeliveryArgs, "input">
  >;
  cancelDelivery?: Resolver<
    ResolversTypes["CancelDeliveryPayload"],
    ParentType,
    ContextType,
    RequireFields<MutationCancelDeliveryArgs, "input">
  >;
  installGpus?: Resolver<
    ResolversTypes["InstallGpusPayload"],
    ParentType,
    ContextType,
    RequireFields<MutationInstallGpusArgs, "input">
  >;
  activateGpus?: Resolver<
    ResolversTypes["ActivateGpusPayload"],
    ParentType,
    ContextType,
    RequireFields<MutationActivateGpusArgs, "input">
  >;
  decommissionGpus?: Resolver<
    ResolversTypes["DecommissionGpusPayload"],
    ParentType,
    ContextType,
    RequireFields<MutationDecommissionGpusArgs, "input">
  >;
  drainNode?: Resolver<
    ResolversTypes["DrainNodePayload"],
    ParentType,
    ContextType,
    RequireFields<MutationDrainNodeArgs, "input">
  >;
  undrainNode?: Resolver<
    ResolversTypes["UndrainNodePayload"],
    ParentType,
    ContextType,
    RequireFields<MutationUndrainNodeArgs, "input">
  >;
  returnNode?: Resolver<
    ResolversTypes["ReturnNodePayload"],
    ParentType,
    ContextType,
    RequireFields<MutationReturnNodeArgs, "input">
  >;
  startMaintenance?: Resolver<
    ResolversTypes["StartMaintenancePayload"],
    ParentType,
    ContextType,
    RequireFields<MutationStartMaintenanceArgs, "input">
  >;
  endMaintenance?: Resolver<
    ResolversTypes["EndMaintenancePayload"],
    ParentType,
    ContextType,
    RequireFields<MutationEndMaintenanceArgs, "input">
  >;
};

export type GpuModelResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["GpuModel"] = ResolversParentTypes["GpuModel"],
  FederationReferenceType extends FederationReferenceTypes["GpuModel"] = FederationReferenceTypes["GpuModel"],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes["GpuModel"]> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >;
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  name?: Resolver<ResolversTypes["GpuModelName"], ParentType, ContextType>;
  memoryBytes?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  tdpWatts?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  ratedPowerWatts?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes["Provenance"], ParentType, ContextType>;
};

export type NodeResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Node"] = ResolversParentTypes["Node"],
  FederationReferenceType extends FederationReferenceTypes["Node"] = FederationReferenceTypes["Node"],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes["Node"]> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >;
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  hostname?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  rack?: Resolver<ResolversTypes["Rack"], ParentType, ContextType>;
  site?: Resolver<ResolversTypes["Site"], ParentType, ContextType>;
  partner?: Resolver<ResolversTypes["Partner"], ParentType, ContextType>;
  model?: Resolver<ResolversTypes["GpuModel"], ParentType, ContextType>;
  status?: Resolver<ResolversTypes["NodeStatus"], ParentType, ContextType>;
  statusReason?: Resolver<Maybe<ResolversTypes["String"]>, ParentType, ContextType>;
  owner?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  operator?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  ratedPowerWatts?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  gpus?: Resolver<Array<ResolversTypes["Gpu"]>, ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes["Provenance"], ParentType, ContextType>;
};

export type GpuResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Gpu"] = ResolversParentTypes["Gpu"],
  FederationReferenceType extends FederationReferenceTypes["Gpu"] = FederationReferenceTypes["Gpu"],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes["Gpu"]> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >;
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  uuid?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  slot?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  node?: Resolver<ResolversTypes["Node"], ParentType, ContextType>;
  site?: Resolver<ResolversTypes["Site"], ParentType, ContextType>;
  partner?: Resolver<ResolversTypes["Partner"], ParentType, ContextType>;
  model?: Resolver<ResolversTypes["GpuModel"], ParentType, ContextType>;
  lifecycle?: Resolver<ResolversTypes["GpuLifecycle"], ParentType, ContextType>;
  health?: Resolver<ResolversTypes["GpuHealth"], ParentType, ContextType>;
  lastXid?: Resolver<Maybe<ResolversTypes["Xid"]>, ParentType, ContextType>;
  xids?: Resolver<Array<ResolversTypes["Xid"]>, ParentType, ContextType>;
  programme?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  owner?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  operator?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes["Provenance"], ParentType, ContextType>;
};

export type XidResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Xid"] = ResolversParentTypes["Xid"],
> = {
  code?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  at?: Resolver<ResolversTypes["DateTime"], ParentType, ContextType>;
};

export type GpuConnectionResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["GpuConnection"] = ResolversParentTypes["GpuConnection"],
> = {
  edges?: Resolver<Array<ResolversTypes["GpuEdge"]>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes["Gpu"]>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes["PageInfo"], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
};

export type GpuEdgeResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["GpuEdge"] = ResolversParentTypes["GpuEdge"],
> = {
  cursor?: Resolver<ResolversTypes["Cursor"], ParentType, ContextType>;
  node?: Resolver<ResolversTypes["Gpu"], ParentType, ContextType>;
};

export type NodeConnectionResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["NodeConnection"] = ResolversParentTypes["NodeConnection"],
> = {
  edges?: Resolver<Array<ResolversTypes["NodeEdge"]>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes["Node"]>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes["PageInfo"], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
};

export type NodeEdgeResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["NodeEdge"] = ResolversParentTypes["NodeEdge"],
> = {
  cursor?: Resolver<ResolversTypes["Cursor"], ParentType, ContextType>;
  node?: Resolver<ResolversTypes["Node"], ParentType, ContextType>;
};

export type DeliveryResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Delivery"] = ResolversParentTypes["Delivery"],
  FederationReferenceType extends FederationReferenceTypes["Delivery"] = FederationReferenceTypes["Delivery"],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes["Delivery"]> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >;
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  partner?: Resolver<ResolversTypes["Partner"], ParentType, ContextType>;
  site?: Resolver<Maybe<ResolversTypes["Site"]>, ParentType, ContextType>;
  model?: Resolver<ResolversTypes["GpuModel"], ParentType, ContextType>;
  programme?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  receivedQuantity?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  status?: Resolver<ResolversTypes["DeliveryStatus"], ParentType, ContextType>;
  expectedOn?: Resolver<ResolversTypes["Date"], ParentType, ContextType>;
  receivedOn?: Resolver<Maybe<ResolversTypes["Date"]>, ParentType, ContextType>;
  overdue?: Resolver<ResolversTypes["Boolean"], ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes["Provenance"], ParentType, ContextType>;
};

export type DeliveryConnectionResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["DeliveryConnection"] = ResolversParentTypes["DeliveryConnection"],
> = {
  edges?: Resolver<Array<ResolversTypes["DeliveryEdge"]>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes["Delivery"]>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes["PageInfo"], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
};

export type DeliveryEdgeResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["DeliveryEdge"] = ResolversParentTypes["DeliveryEdge"],
> = {
  cursor?: Resolver<ResolversTypes["Cursor"], ParentType, ContextType>;
  node?: Resolver<ResolversTypes["Delivery"], ParentType, ContextType>;
};

export type PartnerResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Partner"] = ResolversParentTypes["Partner"],
  FederationReferenceType extends FederationReferenceTypes["Partner"] = FederationReferenceTypes["Partner"],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes["Partner"]> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >;
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  received?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  active?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  deliveries?: Resolver<
    ResolversTypes["DeliveryConnection"],
    ParentType,
    ContextType,
    RequireFields<PartnerDeliveriesArgs, "first">
  >;
};

export type SiteResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Site"] = ResolversParentTypes["Site"],
  FederationReferenceType extends FederationReferenceTypes["Site"] = FederationReferenceTypes["Site"],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes["Site"]> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >;
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  nodes?: Resolver<ResolversTypes["NodeConnection"], ParentType, ContextType, RequireFields<SiteNodesArgs, "first">>;
  activeGpus?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  ratedPowerWatts?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
  powerHeadroomWatts?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  gpusThatFit?: Resolver<
    Maybe<ResolversTypes["Int"]>,
    ParentType,
    ContextType,
    RequireFields<SiteGpusThatFitArgs, "model">
  >;
};

export type RackResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Rack"] = ResolversParentTypes["Rack"],
  FederationReferenceType extends FederationReferenceTypes["Rack"] = FederationReferenceTypes["Rack"],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes["Rack"]> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >;
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes["Node"]>, ParentType, ContextType>;
};

export type FleetResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Fleet"] = ResolversParentTypes["Fleet"],
  FederationReferenceType extends FederationReferenceTypes["Fleet"] = FederationReferenceTypes["Fleet"],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes["Fleet"]> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >;
  id?: Resolver<ResolversTypes["ID"], ParentType, ContextType>;
  received?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  active?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  receivedByQuarter?: Resolver<Array<ResolversTypes["QuarterReceived"]>, ParentType, ContextType>;
};

export type QuarterReceivedResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["QuarterReceived"] = ResolversParentTypes["QuarterReceived"],
> = {
  quarter?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  received?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  cumulated?: Resolver<ResolversTypes["Int"], ParentType, ContextType>;
  shareOfPlan?: Resolver<ResolversTypes["Float"], ParentType, ContextType>;
};

export type PlanDeliveryPayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["PlanDeliveryPayload"] = ResolversParentTypes["PlanDeliveryPayload"],
> = {
  delivery?: Resolver<Maybe<ResolversTypes["Delivery"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type ShipDeliveryPayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["ShipDeliveryPayload"] = ResolversParentTypes["ShipDeliveryPayload"],
> = {
  delivery?: Resolver<Maybe<ResolversTypes["Delivery"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type ReceiveDeliveryPayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["ReceiveDeliveryPayload"] = ResolversParentTypes["ReceiveDeliveryPayload"],
> = {
  delivery?: Resolver<Maybe<ResolversTypes["Delivery"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type CancelDeliveryPayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["CancelDeliveryPayload"] = ResolversParentTypes["CancelDeliveryPayload"],
> = {
  delivery?: Resolver<Maybe<ResolversTypes["Delivery"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type InstallGpusPayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["InstallGpusPayload"] = ResolversParentTypes["InstallGpusPayload"],
> = {
  node?: Resolver<Maybe<ResolversTypes["Node"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type ActivateGpusPayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["ActivateGpusPayload"] = ResolversParentTypes["ActivateGpusPayload"],
> = {
  node?: Resolver<Maybe<ResolversTypes["Node"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type DecommissionGpusPayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["DecommissionGpusPayload"] = ResolversParentTypes["DecommissionGpusPayload"],
> = {
  node?: Resolver<Maybe<ResolversTypes["Node"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type DrainNodePayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["DrainNodePayload"] = ResolversParentTypes["DrainNodePayload"],
> = {
  node?: Resolver<Maybe<ResolversTypes["Node"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type UndrainNodePayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["UndrainNodePayload"] = ResolversParentTypes["UndrainNodePayload"],
> = {
  node?: Resolver<Maybe<ResolversTypes["Node"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type ReturnNodePayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["ReturnNodePayload"] = ResolversParentTypes["ReturnNodePayload"],
> = {
  node?: Resolver<Maybe<ResolversTypes["Node"]>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type StartMaintenancePayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["StartMaintenancePayload"] = ResolversParentTypes["StartMaintenancePayload"],
> = {
  nodes?: Resolver<Maybe<Array<ResolversTypes["Node"]>>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type EndMaintenancePayloadResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["EndMaintenancePayload"] = ResolversParentTypes["EndMaintenancePayload"],
> = {
  nodes?: Resolver<Maybe<Array<ResolversTypes["Node"]>>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes["Refusal"]>, ParentType, ContextType>;
};

export type RefusalResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Refusal"] = ResolversParentTypes["Refusal"],
> = {
  code?: Resolver<ResolversTypes["RefusalCode"], ParentType, ContextType>;
  message?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  needed?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
  available?: Resolver<Maybe<ResolversTypes["Float"]>, ParentType, ContextType>;
};

export type ProvenanceResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["Provenance"] = ResolversParentTypes["Provenance"],
> = {
  kind?: Resolver<ResolversTypes["ProvenanceKind"], ParentType, ContextType>;
  source?: Resolver<ResolversTypes["String"], ParentType, ContextType>;
  date?: Resolver<ResolversTypes["Date"], ParentType, ContextType>;
};

export type PageInfoResolvers<
  ContextType = Context,
  ParentType extends ResolversParentTypes["PageInfo"] = ResolversParentTypes["PageInfo"],
> = {
  hasNextPage?: Resolver<ResolversTypes["Boolean"], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes["Boolean"], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes["Cursor"]>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes["Cursor"]>, ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  DateTime?: GraphQLScalarType;
  Date?: GraphQLScalarType;
  Cursor?: GraphQLScalarType;
  Duration?: GraphQLScalarType;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  GpuModel?: GpuModelResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  Gpu?: GpuResolvers<ContextType>;
  Xid?: XidResolvers<ContextType>;
  GpuConnection?: GpuConnectionResolvers<ContextType>;
  GpuEdge?: GpuEdgeResolvers<ContextType>;
  NodeConnection?: NodeConnectionResolvers<ContextType>;
  NodeEdge?: NodeEdgeResolvers<ContextType>;
  Delivery?: DeliveryResolvers<ContextType>;
  DeliveryConnection?: DeliveryConnectionResolvers<ContextType>;
  DeliveryEdge?: DeliveryEdgeResolvers<ContextType>;
  Partner?: PartnerResolvers<ContextType>;
  Site?: SiteResolvers<ContextType>;
  Rack?: RackResolvers<ContextType>;
  Fleet?: FleetResolvers<ContextType>;
  QuarterReceived?: QuarterReceivedResolvers<ContextType>;
  PlanDeliveryPayload?: PlanDeliveryPayloadResolvers<ContextType>;
  ShipDeliveryPayload?: ShipDeliveryPayloadResolvers<ContextType>;
  ReceiveDeliveryPayload?: ReceiveDeliveryPayloadResolvers<ContextType>;
  CancelDeliveryPayload?: CancelDeliveryPayloadResolvers<ContextType>;
  InstallGpusPayload?: InstallGpusPayloadResolvers<ContextType>;
  ActivateGpusPayload?: ActivateGpusPayloadResolvers<ContextType>;
  DecommissionGpusPayload?: DecommissionGpusPayloadResolvers<ContextType>;
  DrainNodePayload?: DrainNodePayloadResolvers<ContextType>;
  UndrainNodePayload?: UndrainNodePayloadResolvers<ContextType>;
  ReturnNodePayload?: ReturnNodePayloadResolvers<ContextType>;
  StartMaintenancePayload?: StartMaintenancePayloadResolvers<ContextType>;
  EndMaintenancePayload?: EndMaintenancePayloadResolvers<ContextType>;
  Refusal?: RefusalResolvers<ContextType>;
  Provenance?: ProvenanceResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
};

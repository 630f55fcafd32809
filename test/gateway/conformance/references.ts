/** How the subgraphs of the list resolve references, where they do nothing of their own. */

/** Gives the representation itself: what a subgraph does not compute of an entity, it knows from there. */
export const asGiven = (reference: object): object => reference;

/** The id that a representation or an object holds. */
export interface WithId {
  readonly id: string;
}

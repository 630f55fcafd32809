/** What the gateways are asked. */

/** One operation of the benchmark. */
export interface BenchCase {
  readonly name: CaseName;
  /** The request's body. */
  readonly body: string;
}

export const CASE_NAMES = ["big", "small", "list"] as const;

export type CaseName = (typeof CASE_NAMES)[number];

const BIG = /* GraphQL */ `
  fragment Author on User {
    id
    name
    username
  }
  fragment Opinion on Review {
    id
    body
  }
  fragment Ware on Product {
    upc
    name
    price
    weightGrams
    inStock
    shippingEstimate
  }
  query Big {
    users {
      ...Author
      reviews {
        ...Opinion
        product {
          ...Ware
          reviews {
            ...Opinion
            author {
              ...Author
              reviews {
                ...Opinion
                product {
                  ...Ware
                }
              }
            }
          }
        }
      }
    }
    topProducts {
      ...Ware
      reviews {
        ...Opinion
        author {
          ...Author
          reviews {
            ...Opinion
            product {
              ...Ware
            }
          }
        }
      }
    }
  }
`;

const SMALL = /* GraphQL */ `
  query Small {
    me {
      name
    }
  }
`;

const LIST = /* GraphQL */ `
  query List($first: Int) {
    topProducts(first: $first) {
      upc
      name
      price
      weightGrams
      inStock
      shippingEstimate
    }
  }
`;

/** Calls to subgraphs that must follow each other in the big operation, whatever the plan. */
export const BIG_LEVELS = 4;

export const CASES: readonly BenchCase[] = [
  { name: "big", body: JSON.stringify({ query: BIG }) },
  { name: "small", body: JSON.stringify({ query: SMALL }) },
  { name: "list", body: JSON.stringify({ query: LIST, variables: { first: 2_000 } }) },
];

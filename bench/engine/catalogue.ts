/** The data behind the engine's benchmark: a shop of users, products, reviews and stock, the same at each run. */

export interface User {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly birthYear: number;
}

export interface Product {
  readonly upc: string;
  readonly name: string;
  /** In cents. */
  readonly price: number;
  readonly weightGrams: number;
  readonly inStock: boolean;
}

export interface Review {
  readonly id: string;
  readonly body: string;
  readonly productUpc: string;
  readonly authorId: string;
}

const USERS = 6;
const PRODUCTS = 2_000;
const REVIEWS = 23;
/** All reviews are of the first products, so that a query meets the same entities again and again. */
const REVIEWED_PRODUCTS = 6;

const FIRST_NAMES = ["Uri", "Ada", "Jiwoo", "Minseo", "Grace", "Tim"];
const MATERIALS = ["Oak", "Steel", "Cotton", "Glass", "Linen", "Cork", "Brass"];
const THINGS = ["table", "lamp", "couch", "chair", "shelf", "kettle", "clock", "basket", "mirror"];
const OPINIONS = ["Would buy it again", "Could be sturdier", "Arrived a day early", "Not what the picture shows"];

export const users: readonly User[] = Array.from({ length: USERS }, (_, index) => {
  const name = FIRST_NAMES[index % FIRST_NAMES.length] ?? "Nobody";
  return { id: `u${index + 1}`, name: `${name} Park`, username: name.toLowerCase(), birthYear: 1970 + index };
});

export const products: readonly Product[] = Array.from({ length: PRODUCTS }, (_, index) => ({
  upc: String(index + 1),
  name: `${MATERIALS[index % MATERIALS.length]} ${THINGS[index % THINGS.length]}`,
  price: 199 + ((index * 37) % 1_500),
  weightGrams: 100 + ((index * 53) % 900),
  inStock: index % 3 !== 1,
}));

export const reviews: readonly Review[] = Array.from({ length: REVIEWS }, (_, index) => ({
  id: `r${index + 1}`,
  body: `${OPINIONS[index % OPINIONS.length]}.`,
  productUpc: String((index % REVIEWED_PRODUCTS) + 1),
  authorId: `u${(Math.floor(index / 2) % USERS) + 1}`,
}));

/** What it costs to ship a product, in cents; dear ones are shipped for nothing. */
export function shippingEstimate(price: number, weightGrams: number): number {
  return price > 1_000 ? 0 : Math.round(weightGrams / 2);
}

/** Such as `1 node` and `12 nodes`. @param noun in the singular, whose plural ends in s */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** Waiting for what happens on other ends of real sockets. */

/** Looks again and again until it is so. @throws Error after 10 s */
export async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`not so after 10 s: ${isSo.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

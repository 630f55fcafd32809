/** What the examples are told by the environment, and the two things that all of them do: get tokens, and print frames. */

/** Where the gateway is. */
export const GATEWAY_URL = process.env.GATEWAY_URL ?? "http://127.0.0.1:4000/graphql";

/** A stream whose cursor is a variable; each frame's `cursor` is selected. */
export const QUERY =
  process.env.QUERY ??
  `subscription ($after: Cursor) {
    utilisation(groupBy: [SITE], after: $after) { cursor snapshot gap items { id site { name } dutyCycle powerWatts } }
  }`;

/** A good token: `TOKEN`, or what `TOKEN_URL` answers. Ask for one whenever one is needed; yours come from your identity provider. */
export async function token() {
  if (process.env.TOKEN_URL === undefined) return process.env.TOKEN;
  return await (await fetch(process.env.TOKEN_URL)).text();
}

/** Milliseconds until a token should be renewed: two thirds of what it has left. */
export function renewInMs(jwt) {
  const { exp } = JSON.parse(Buffer.from(jwt.split(".")[1], "base64url").toString());
  return Math.max(500, ((exp * 1000 - Date.now()) * 2) / 3);
}

/** Takes a frame: here you would put its items over what you have, by `id`, and keep the cursor with them. @returns the cursor */
export function keep(data) {
  const [frame] = Object.values(data);
  console.log(JSON.stringify(frame));
  return frame.cursor;
}

/** Waits before the next try, so that many clients do not come back at once. */
export async function pause() {
  await new Promise((resolve) => setTimeout(resolve, 250 + Math.random() * 750));
}

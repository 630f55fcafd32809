import { describe, expect, it } from "@jest/globals";
import { until } from "../subscribe/until.ts";
import { startStreams } from "./stream-rig.ts";

const PRICES = "subscription { prices { cursor } }";

// There was a bound for all together only, so that one principal could take every place of the others.
describe("what one principal may hold", () => {
  it("closes the sockets of a tenant beyond its bound with 4429, whatever their subjects, and takes others'", async () => {
    await using rig = await startStreams({ perPrincipal: 1 });
    const init = async (sub: string, partner: string) => ({ authorization: await rig.issuer.token({ sub, partner }) });
    const first = await rig.connect({ init: await init("ada", "one") });
    await until(() => first.received.length === 1);
    const second = await rig.connect({ init: await init("bob", "one") });
    expect((await second.closed).code).toBe(4429);
    const other = await rig.connect({ init: await init("cay", "two") });
    await until(() => other.received.length === 1);
    first.socket.close();
    await first.closed;
    await until(() => rig.sockets.size() === 1);
    const again = await rig.connect({ init: await init("ada", "one") });
    await until(() => again.received.length === 1);
  });

  it("counts subscriptions of all transports together, and gives places back", async () => {
    await using rig = await startStreams({ perPrincipal: 1 });
    const socket = await rig.connect();
    await until(() => socket.received.length === 1);
    socket.send({ id: "1", type: "subscribe", payload: { query: PRICES } });
    await until(() => socket.received.length === 2);
    socket.send({ id: "2", type: "subscribe", payload: { query: PRICES } });
    await until(() => socket.received.length === 3);
    expect(socket.received[2]).toMatchObject({
      id: "2",
      type: "error",
      payload: [{ extensions: { code: "TOO_MANY_REQUESTS" } }],
    });
    const token = await rig.issuer.token({ sub: "ada" });
    const refused = await fetch(rig.url, {
      method: "POST",
      headers: {
        accept: "text/event-stream",
        "content-type": "application/json",
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({ query: PRICES }),
    });
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: "TOO_MANY_REQUESTS" } }] });
    socket.send({ id: "1", type: "complete" });
    await until(() => rig.house.openStreams === 0);
    socket.send({ id: "3", type: "subscribe", payload: { query: PRICES } });
    await until(() => socket.received.length === 4);
    expect(socket.received[3]).toMatchObject({ id: "3", type: "next" });
  });
});

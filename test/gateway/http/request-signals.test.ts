import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { createRequestSignals } from "../../../gateway/http/request-signals.ts";

function response(): ServerResponse {
  return new ServerResponse(new IncomingMessage(new Socket()));
}

describe("signals of requests", () => {
  it("are used again for another request when nobody listens any more", async () => {
    const signals = createRequestSignals();
    const first = signals.open(response(), 1_000);
    expect(await first.orAborted(Promise.resolve(1))).toBe(1);
    first.close();
    const second = signals.open(response(), 1_000);
    expect(second.signal).toBe(first.signal);
    const third = signals.open(response(), 1_000);
    expect(third.signal).not.toBe(first.signal);
    second.close();
    third.close();
  });

  it("are not used again while somebody listens, after an abort, or where work goes on", async () => {
    const signals = createRequestSignals();
    const heard = signals.open(response(), 1_000);
    heard.signal.addEventListener("abort", () => undefined);
    await heard.orAborted(Promise.resolve());
    heard.close();

    const gone = response();
    const aborted = signals.open(gone, 1_000);
    const work = aborted.orAborted(new Promise(() => undefined));
    gone.emit("close");
    await expect(work).rejects.toMatchObject({ code: "BAD_REQUEST" });
    aborted.close();

    const failed = signals.open(response(), 1_000);
    await expect(failed.orAborted(Promise.reject(new Error("no")))).rejects.toThrow("no");
    failed.close();

    const next = signals.open(response(), 1_000);
    expect([heard.signal, aborted.signal, failed.signal]).not.toContain(next.signal);
    next.close();
  });

  it("are not aborted by what happens to the request before", async () => {
    const signals = createRequestSignals();
    const gone = response();
    const first = signals.open(gone, 5);
    await first.orAborted(Promise.resolve());
    first.close();
    const second = signals.open(response(), 1_000);
    gone.emit("close");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([second.signal === first.signal, second.signal.aborted]).toEqual([true, false]);
    signals.abortAll();
    expect(second.signal.reason).toMatchObject({ code: "OVERLOADED" });
    second.close();
  });
});

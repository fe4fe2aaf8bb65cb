import { expect } from "expect";
import { createLog, type LogRecord } from "../../../lib/platform/log/log.ts";
import { startAcceptLoop } from "../../../lib/doors/net/accept_loop.ts";
import { createTestClock } from "../../support/test_clock.ts";

/** A listener whose accepts the test settles one by one. */
function createListener() {
  const clock = createTestClock();
  const logged: LogRecord[] = [];
  const accepts: PromiseWithResolvers<string>[] = [];
  const accepted: string[] = [];
  let closed = 0;
  const listener = {
    accept() {
      accepts.push(Promise.withResolvers());
      return accepts.at(-1)!.promise;
    },
    close() {
      closed += 1;
      accepts.at(-1)?.reject(new Error("closed"));
    },
  };
  const log = createLog((record) => logged.push(record));
  const loop = startAcceptLoop(listener, (connection) => accepted.push(connection), { clock, log });
  return { clock, logged, accepts, accepted, loop, closed: () => closed };
}

const turn = () => new Promise<void>((resolve) => setTimeout(resolve));

Deno.test("every connection is handed on", async () => {
  const listener = createListener();
  listener.accepts[0]?.resolve("a");
  await turn();
  listener.accepts[1]?.resolve("b");
  await turn();
  expect(listener.accepted).toEqual(["a", "b"]);
});

Deno.test("a failed accept is tried again after a pause", async () => {
  const listener = createListener();
  listener.accepts[0]?.reject(new Error("Too many open files (os error 24)"));
  await turn();
  listener.clock.advance(99);
  expect(listener.accepts).toHaveLength(1);
  listener.clock.advance(1);
  listener.accepts[1]?.resolve("a");
  await turn();
  expect(listener.accepted).toEqual(["a"]);
});

Deno.test("failures are said every ten seconds at most", async () => {
  const listener = createListener();
  for (let failures = 1; failures <= 101; failures += 1) {
    listener.accepts.at(-1)?.reject(new Error("Too many open files (os error 24)"));
    await turn();
    expect(listener.logged).toHaveLength(failures <= 100 ? 1 : 2);
    listener.clock.advance(100);
  }
  expect(listener.logged[0]).toMatchObject({
    level: "error",
    data: { error: "Error: Too many open files (os error 24)" },
  });
});

Deno.test("a stop ends the loop in silence, also in a pause", async () => {
  const waiting = createListener();
  waiting.loop.stop();
  waiting.loop.stop();
  await turn();
  expect([waiting.closed(), waiting.logged, waiting.clock.advance(1_000)]).toEqual([1, [], undefined]);
  const pausing = createListener();
  pausing.accepts[0]?.reject(new Error("Too many open files (os error 24)"));
  await turn();
  pausing.loop.stop();
  pausing.clock.advance(1_000);
  expect(pausing.accepts).toHaveLength(1);
});

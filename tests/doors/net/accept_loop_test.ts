import { expect } from "expect";
import { once } from "node:events";
import { connect } from "node:net";
import { setImmediate } from "node:timers";
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

/** Whatever waits for a timer or an immediate has had its turn: which of them comes first is not said. */
const turn = () => new Promise<void>((resolve) => setTimeout(() => setImmediate(() => setTimeout(resolve))));

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

for (
  const error of [
    Object.assign(new Error("Transport endpoint is not connected (os error 107)"), { code: "ENOTCONN" }),
    Object.assign(new Error("Software caused connection abort (os error 103)"), { code: "ECONNABORTED" }),
    Object.assign(new Error("Protocol error (os error 71)"), { code: "EPROTO" }),
    new Deno.errors.ConnectionReset("Connection reset by peer (os error 104)"),
    new Deno.errors.NotConnected("Transport endpoint is not connected (os error 107)"),
  ]
) {
  Deno.test(`a connection that is gone before its turn is passed over at once: ${error.message}`, async () => {
    const listener = createListener();
    listener.accepts[0]?.reject(error);
    await turn();
    listener.accepts[1]?.resolve("a");
    await turn();
    expect(listener.accepted).toEqual(["a"]);
    expect(listener.logged.filter(({ level }) => level !== "debug")).toEqual([]);
  });
}

for (const code of ["EMFILE", "ENFILE", "ENOMEM", "ENOBUFS", "EBADF"]) {
  Deno.test(`accepting pauses after ${code}`, async () => {
    const listener = createListener();
    listener.accepts[0]?.reject(Object.assign(new Error("no more"), { code }));
    await turn();
    expect(listener.accepts).toHaveLength(1);
    listener.clock.advance(100);
    expect(listener.accepts).toHaveLength(2);
  });
}

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

Deno.test("connections that were reset in the queue do not hold up the one behind them", async () => {
  const { clock, logged } = createListener();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  for (let count = 0; count < 20; count += 1) {
    const socket = connect({ host: "127.0.0.1", port });
    await once(socket, "connect");
    socket.resetAndDestroy();
    await once(socket, "close");
  }
  const client = await Deno.connect({ hostname: "127.0.0.1", port });
  const { promise: met, resolve } = Promise.withResolvers<void>();
  const clientPort = (client.localAddr as Deno.NetAddr).port;
  const log = createLog((record) => logged.push(record));
  // The clock stands still: after one pause nothing would come any more.
  const loop = startAcceptLoop(listener, (accepted) => {
    if (accepted.remoteAddr.port === clientPort) resolve();
    accepted.close();
  }, { clock, log });
  await met;
  loop.stop();
  client.close();
  expect(logged.filter(({ level }) => level !== "debug")).toEqual([]);
  expect(logged.map(({ message }) => message)).toContain("A connection was gone before it was accepted");
});

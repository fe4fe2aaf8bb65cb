import { expect } from "expect";
import { Outbox } from "../../../lib/doors/net/outbox.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { bytes } from "./line_harness.ts";

/** A peer that takes what the test lets it take. */
function createPeer() {
  const clock = createTestClock();
  const writes: { text: string; taken: PromiseWithResolvers<number> }[] = [];
  const failures: string[] = [];
  const outbox = new Outbox({
    write(data) {
      const taken = Promise.withResolvers<number>();
      writes.push({ text: new TextDecoder().decode(data), taken });
      return taken.promise;
    },
    failed: (reason) => failures.push(reason),
  }, { outboxBytesMax: 10, writeTimeoutMs: 1_000, clock });
  return {
    /** Lets time go by, with a look at its end. */
    advance(ms: number) {
      clock.advance(ms);
      outbox.look(clock.monotonicMs());
    },
    outbox,
    writes,
    failures,
    async takes(count: number) {
      writes.at(-1)?.taken.resolve(count);
      await turn();
    },
  };
}

/** Lets every promise that is ready run. */
const turn = () => new Promise<void>((resolve) => setTimeout(resolve));

Deno.test("what is sent in one turn goes out in one write, in order", async () => {
  const peer = createPeer();
  peer.outbox.send(bytes("ab"));
  peer.outbox.send(bytes("cd"));
  await turn();
  peer.outbox.send(bytes("ef"));
  expect(peer.writes.map(({ text }) => text)).toEqual(["abcd"]);
  await peer.takes(4);
  expect(peer.writes.map(({ text }) => text)).toEqual(["abcd", "ef"]);
  await peer.takes(2);
  peer.outbox.send(bytes("gh"));
  await turn();
  expect(peer.writes.map(({ text }) => text)).toEqual(["abcd", "ef", "gh"]);
});

Deno.test("a write that took only some is carried on", async () => {
  const peer = createPeer();
  peer.outbox.send(bytes("abcdef"));
  await turn();
  await peer.takes(2);
  expect(peer.writes.map(({ text }) => text)).toEqual(["abcdef", "cdef"]);
});

Deno.test("bytes are copied when they are queued", async () => {
  const peer = createPeer();
  const data = bytes("ab");
  peer.outbox.send(data);
  data.fill(0);
  await turn();
  expect(peer.writes[0]?.text).toBe("ab");
});

Deno.test("more than the bound fails once, and nothing is written afterwards", async () => {
  const peer = createPeer();
  peer.outbox.send(bytes("0123456789"));
  expect(peer.failures).toEqual([]);
  peer.outbox.send(bytes("x"));
  peer.outbox.send(bytes("y"));
  await turn();
  expect(peer.failures).toEqual(["its outbox is full"]);
  expect(peer.writes).toEqual([]);
});

Deno.test("what the peer took makes room", async () => {
  const peer = createPeer();
  peer.outbox.send(bytes("0123456789"));
  await turn();
  await peer.takes(6);
  peer.outbox.send(bytes("abcdef"));
  expect(peer.failures).toEqual([]);
});

Deno.test("a peer that takes nothing fails at the deadline, one that takes a little does not", async () => {
  const peer = createPeer();
  peer.outbox.send(bytes("abcd"));
  await turn();
  peer.advance(999);
  await peer.takes(1);
  peer.advance(999);
  expect(peer.failures).toEqual([]);
  peer.advance(1);
  expect(peer.failures).toEqual(["it does not read"]);
});

Deno.test("a failed write fails the outbox", async () => {
  const peer = createPeer();
  peer.outbox.send(bytes("abcd"));
  await turn();
  peer.writes[0]?.taken.reject(new Error("reset"));
  await turn();
  expect(peer.failures).toEqual(["it went away"]);
});

Deno.test("an end waits until everything is out and takes nothing more", async () => {
  const peer = createPeer();
  let isEnded = false;
  peer.outbox.send(bytes("ab"));
  peer.outbox.end().then(() => isEnded = true);
  peer.outbox.send(bytes("cd"));
  await turn();
  expect(isEnded).toBe(false);
  await peer.takes(2);
  expect(isEnded).toBe(true);
  expect(peer.writes.map(({ text }) => text)).toEqual(["ab"]);
});

Deno.test("an end that comes after a drop does not wait", async () => {
  const peer = createPeer();
  peer.outbox.send(bytes("ab"));
  peer.outbox.drop();
  await peer.outbox.end();
  expect(peer.writes).toEqual([]);
  expect(peer.failures).toEqual([]);
});

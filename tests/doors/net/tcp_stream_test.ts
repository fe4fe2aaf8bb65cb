import { expect } from "expect";
import { Buffer } from "node:buffer";
import { TcpStream } from "../../../lib/doors/net/tcp_stream.ts";
import { createTurns } from "../../../lib/doors/net/turns.ts";
import { createTestClock } from "../../support/test_clock.ts";

/** A socket whose reads and writes the test settles. */
function createSocket() {
  const reads: PromiseWithResolvers<number | null>[] = [];
  const writes: { readonly text: string; readonly taken: PromiseWithResolvers<number> }[] = [];
  const calls: string[] = [];
  return {
    reads,
    writes,
    calls,
    remoteAddr: { hostname: "::ffff:192.0.2.1" },
    read() {
      reads.push(Promise.withResolvers());
      return reads.at(-1)!.promise;
    },
    write(bytes: Uint8Array) {
      writes.push({ text: new TextDecoder().decode(bytes), taken: Promise.withResolvers() });
      return writes.at(-1)!.taken.promise;
    },
    closeWrite() {
      calls.push("closeWrite");
      return Promise.resolve();
    },
    close: () => calls.push("close"),
  };
}

function open() {
  const socket = createSocket();
  const clock = createTestClock();
  return { socket, clock, stream: new TcpStream(socket, { clock, turns: createTurns() }) };
}

const turn = () => new Promise<void>((resolve) => setTimeout(resolve));

Deno.test("a stream knows its peer's canonical address", () => {
  expect(open().stream.remoteAddress).toBe("192.0.2.1");
});

Deno.test("a reset ends a stream that nobody listens to, and nothing else", async () => {
  const { socket, stream } = open();
  stream.resume();
  await turn();
  socket.reads[0]?.reject(new Error("Connection reset by peer"));
  await turn();
  expect(stream.destroyed).toBe(true);
  expect(socket.calls).toEqual(["close"]);
});

Deno.test("a write that took only some is carried on", async () => {
  const { socket, stream } = open();
  let isWritten = false;
  stream.write("abcdef", () => isWritten = true);
  socket.writes[0]?.taken.resolve(2);
  await turn();
  expect(socket.writes.map(({ text }) => text)).toEqual(["abcdef", "cdef"]);
  expect(isWritten).toBe(false);
  socket.writes[1]?.taken.resolve(4);
  await turn();
  expect(isWritten).toBe(true);
});

Deno.test("a peer that takes nothing is counted, one that takes a little is not", async () => {
  const { socket, stream } = open();
  expect(stream.countStalled()).toBe(0);
  stream.write("abcdef");
  expect([stream.countStalled(), stream.countStalled()]).toEqual([1, 2]);
  socket.writes[0]?.taken.resolve(2);
  await turn();
  expect(stream.countStalled()).toBe(1);
  socket.writes[1]?.taken.resolve(4);
  await turn();
  expect(stream.countStalled()).toBe(0);
});

Deno.test("an end is sent before the socket is closed, and the peer has two seconds for its own", async () => {
  const { socket, clock, stream } = open();
  stream.destroySoon();
  await turn();
  expect(socket.calls).toEqual(["closeWrite"]);
  clock.advance(1_999);
  expect(stream.destroyed).toBe(false);
  clock.advance(1);
  await turn();
  expect(socket.calls).toEqual(["closeWrite", "close"]);
});

Deno.test("when the peer ends too the socket is closed at once", async () => {
  const { socket, stream } = open();
  stream.destroySoon();
  await turn();
  socket.reads[0]?.resolve(null);
  await turn();
  expect(socket.calls).toEqual(["closeWrite", "close"]);
});

/** A stream that answers what comes, in the place of giving it on. */
async function answering() {
  const { socket, stream } = open();
  stream.onShare = (share) => Buffer.from(`answer to ${share}`);
  const given: string[] = [];
  stream.on("data", (share: Buffer) => given.push(`${share}`));
  await turn();
  return { socket, stream, given };
}

Deno.test("what is answered at once is not given on, and the next is read once the answer is taken whole", async () => {
  const { socket, stream, given } = await answering();
  socket.reads[0]?.resolve(0);
  await turn();
  expect([socket.writes[0]?.text, stream.isWritten, stream.countStalled()]).toEqual(["answer to ", false, 1]);
  socket.writes[0]?.taken.resolve(7);
  await turn();
  expect([socket.writes[1]?.text, stream.isWritten, socket.reads.length]).toEqual(["to ", false, 1]);
  socket.writes[1]?.taken.resolve(3);
  await turn();
  expect([stream.isWritten, socket.reads.length, given]).toEqual([true, 2, []]);
});

Deno.test("what is kept back to be written with more is not written yet", () => {
  const { stream } = open();
  stream.cork();
  stream.write("abc");
  expect(stream.isWritten).toBe(false);
});

Deno.test("what is written, and the end, come behind an answer that is on its way", async () => {
  const { socket, stream } = await answering();
  socket.reads[0]?.resolve(0);
  await turn();
  stream.write("more");
  stream.end();
  await turn();
  expect(socket.writes.map(({ text }) => text)).toEqual(["answer to "]);
  socket.writes[0]?.taken.resolve(10);
  await turn();
  expect(socket.writes.map(({ text }) => text)).toEqual(["answer to ", "more"]);
  expect(socket.calls).toEqual([]);
  socket.writes[1]?.taken.resolve(4);
  await turn();
  expect(socket.calls).toEqual(["closeWrite"]);
});

Deno.test("an end comes behind an answer that is on its way", async () => {
  const { socket, stream } = await answering();
  socket.reads[0]?.resolve(0);
  await turn();
  stream.end();
  await turn();
  expect(socket.calls).toEqual([]);
  socket.writes[0]?.taken.resolve(10);
  await turn();
  expect(socket.calls).toEqual(["closeWrite"]);
});

Deno.test("an answer that cannot be written ends the stream", async () => {
  const { socket, stream } = await answering();
  socket.reads[0]?.resolve(0);
  await turn();
  socket.writes[0]?.taken.reject(new Error("Broken pipe"));
  await turn();
  expect([stream.destroyed, socket.calls]).toEqual([true, ["close"]]);
});

import { expect } from "expect";
import type { LineSession } from "../../../../lib/modules/mod.ts";
import { createKnownDialects } from "../../../../lib/games/wildstar/sts/known_dialects.ts";
import { KNOWN_SILENCE_MS, StsSession } from "../../../../lib/games/wildstar/sts/session.ts";
import { createTestClock } from "../../../support/test_clock.ts";
import { createFakeLine, receiveByteByByte } from "../fake_line.ts";

/** Sessions that note what they were given. */
function createSession(known = createKnownDialects()) {
  const events: string[] = [];
  const dialect = (name: string) => (): LineSession => {
    events.push(name);
    return {
      receive: (bytes) => void events.push(new TextDecoder().decode(bytes)),
      closed: () => void events.push("closed"),
    };
  };
  const clock = createTestClock();
  const dialects = { native: dialect("native"), binary: dialect("binary") };
  const session = new StsSession({ line: createFakeLine(), dialects, known, clock });
  return { session, events, clock };
}

const ascii = (text: string) => new TextEncoder().encode(text);

Deno.test("first bytes of 'POST ' are the native dialect", async () => {
  const { session, events } = createSession();
  await session.receive(ascii("POST /Sts/Ping"));
  await session.receive(ascii(" STS/1.0"));
  expect(events).toEqual(["native", "POST /Sts/Ping", " STS/1.0"]);
});

Deno.test("byte by byte, nothing is decided before the prefix is whole, and nothing is lost", async () => {
  const { session, events } = createSession();
  await receiveByteByByte(session, ascii("POST"));
  expect(events).toEqual([]);
  await receiveByteByByte(session, ascii(" /"));
  expect(events).toEqual(["native", "POST ", "/"]);
});

for (const first of ["G", "POSX", "PO\0", "post /Sts/Ping", "\xd2\0\0\0"]) {
  Deno.test(`first bytes of ${JSON.stringify(first)} are the binary dialect`, async () => {
    const { session, events } = createSession();
    await receiveByteByByte(session, ascii(first).subarray(0, first.length));
    expect(events[0]).toBe("binary");
    expect(events.slice(1).join("").length).toBeGreaterThan(0);
  });
}

Deno.test("after a silence it is the binary dialect, even if 'POST ' comes then", async () => {
  const { session, events } = createSession();
  session.silent();
  expect(events).toEqual(["binary"]);
  await session.receive(ascii("POST /Sts/Ping"));
  expect(events).toEqual(["binary", "POST /Sts/Ping"]);
});

Deno.test("a line that ends tells its session, if there is one", async () => {
  const early = createSession();
  early.session.closed();
  expect(early.events).toEqual([]);
  const late = createSession();
  await late.session.receive(ascii("x"));
  late.session.closed();
  expect(late.events).toEqual(["binary", "x", "closed"]);
});

Deno.test("an address that spoke binary on its last line is greeted almost at once, until it speaks native", async () => {
  const known = createKnownDialects();
  const unknown = createSession(known);
  unknown.session.opened();
  unknown.clock.advance(KNOWN_SILENCE_MS);
  expect(unknown.events).toEqual([]);
  unknown.session.silent();
  await unknown.session.receive(ascii("\xd2"));

  const greeted = createSession(known);
  greeted.session.opened();
  greeted.clock.advance(KNOWN_SILENCE_MS);
  expect(greeted.events).toEqual(["binary"]);
  await greeted.session.receive(ascii("POST /Sts/Ping"));
  expect(greeted.events).toEqual(["binary", "native", "POST /Sts/Ping"]);

  const forgotten = createSession(known);
  forgotten.session.opened();
  forgotten.clock.advance(KNOWN_SILENCE_MS);
  expect(forgotten.events).toEqual([]);
});

Deno.test("a native client behind an address that spoke binary gets no hello, as it speaks at once", async () => {
  const known = createKnownDialects();
  known.spoke(createFakeLine().address, "binary");
  const { session, events, clock } = createSession(known);
  session.opened();
  await session.receive(ascii("POST"));
  clock.advance(KNOWN_SILENCE_MS);
  await session.receive(ascii(" /Sts/Ping"));
  expect(events).toEqual(["native", "POST /Sts/Ping"]);
});

Deno.test("a silence alone does not tell that an address speaks binary", () => {
  const known = createKnownDialects();
  createSession(known).session.silent();
  expect(known.isBinary(createFakeLine().address)).toBe(false);
});

Deno.test("so many addresses are remembered, and no more", () => {
  const known = createKnownDialects(2);
  for (const address of ["192.0.2.1", "192.0.2.2", "192.0.2.3"]) known.spoke(address, "binary");
  expect(["192.0.2.1", "192.0.2.2", "192.0.2.3"].map(known.isBinary)).toEqual([false, true, true]);
});

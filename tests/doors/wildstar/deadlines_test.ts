/** How long a line may take, on a clock that the test moves. */
import { expect } from "expect";
import { startTestServer } from "../../support/test_server.ts";
import { denied } from "./binary_client.ts";
import { Line } from "./line.ts";
import { oneDoor, openDoor } from "./setup.ts";
import type { StsClient } from "./sts_client.ts";
import { createWatchedClock } from "./watched_clock.ts";

/** Without a first byte. */
const SILENT_MS = 15_000;
const HELLO_MS = 30_000;
/** After it a line that says nothing is spoken to. */
const SPEAKS_FIRST_MS = 2_000;
const STS_IDLE_MS = 300_000;
/** Deadlines are looked at once a second. */
const LOOK_MS = 1_000;

const isOpen = async (client: StsClient): Promise<boolean> =>
  (await client.ask("/Nowhere")).status === "404  Not Found";

Deno.test("STS: 30 s without a first request end the line, also in the middle of one", async () => {
  const clock = createWatchedClock();
  await using server = await startTestServer({ clock });
  for (const start of ["", "POST /Sts/Conn"]) {
    // That the server may speak first is a timer, armed once the line is open.
    const isOpened = clock.armed(SPEAKS_FIRST_MS);
    const line = await Line.connect(server.ports["auth"]!, new TextEncoder().encode(start));
    await isOpened;
    clock.advance(HELLO_MS + LOOK_MS);
    // A line that was silent has been spoken to in the documented dialect.
    while (await line.read(1) !== null);
    line.close();
  }
});

oneDoor("STS, native: idle 300 s, from the last request on", {}, async (door) => {
  const player = await door.newPlayer("idler");
  const client = await door.sts();
  expect(await client.logIn(player)).toBe(true);
  for (let pings = 0; pings < 3; pings++) {
    door.clock.advance(STS_IDLE_MS - 1);
    expect(await isOpen(client)).toBe(true);
  }
  door.clock.advance(STS_IDLE_MS - 1);
  await client.line.write(client.request("/Sts/Ping"));
  expect(await isOpen(client)).toBe(true);
  door.clock.advance(STS_IDLE_MS + LOOK_MS);
  expect(await client.line.isEnded()).toBe(true);
});

oneDoor("STS, documented: all its tries within 30 s", {}, async (door) => {
  const player = await door.newPlayer("slow");
  const client = await door.binary();
  await client.line.write(client.hello({ email: player.email, build: 1 }));
  await client.greeted();
  expect(await client.answer()).toEqual(denied(19));
  door.clock.advance(HELLO_MS - 1);
  expect(await client.ask({ email: player.email })).toMatchObject({ type: "challenge" });
  door.clock.advance(1);
  expect(await client.line.isEnded()).toBe(true);
});

oneDoor("Auth: 30 s to the first packet, and 30 s more behind the last answer", {}, async (door, t) => {
  const player = await door.newPlayer("lingerer");

  await t.step("without a packet", async () => {
    const silent = await door.auth();
    door.clock.advance(SILENT_MS);
    expect(await silent.line.isEnded()).toBe(true);
  });

  await t.step("behind a realm and behind a denial, whatever the client still says", async () => {
    const token = await door.token(player);
    const accepted = await door.auth(player.address);
    const refused = await door.auth(player.address);
    door.clock.advance(SILENT_MS - 1);
    expect((await accepted.ask({ email: player.email, token })).length).toBe(3);
    expect(await refused.ask({ email: player.email, token })).toEqual([denied(16)]);
    door.clock.advance(HELLO_MS - 1);
    for (const { line } of [accepted, refused]) await line.write(Uint8Array.of(1, 2, 3));
    const ends = [accepted, refused].map(({ line }) => line.isEnded());
    door.clock.advance(1);
    expect(await Promise.all(ends)).toEqual([true, true]);
  });
});

Deno.test("the doors close in order when the server stops", async () => {
  const clock = createWatchedClock();
  const server = await startTestServer({ clock });
  const { door, close } = openDoor(server, clock, false);
  const sts = await door.sts();
  await sts.start("nobody@example.com");
  const auth = await door.auth();
  const stopped = server.close();
  expect(await sts.line.isEnded()).toBe(true);
  expect(await auth.line.isEnded()).toBe(true);
  close();
  await stopped;
});

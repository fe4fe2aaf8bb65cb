/** Two dialects on the port of STS: which one a line speaks, and how the server finds out. */
import { expect } from "expect";
import { startTestServer } from "../../support/test_server.ts";
import { BinaryClient } from "./binary_client.ts";
import { readServerHello } from "./frames.ts";
import { utf8 } from "./numbers.ts";
import { oneDoor, openDoor } from "./setup.ts";
import { StsClient } from "./sts_client.ts";
import { createWatchedClock } from "./watched_clock.ts";

const SILENCE_MS = 700;

Deno.test("who says nothing for silenceMs is spoken to in the documented dialect", async () => {
  const clock = createWatchedClock();
  await using server = await startTestServer({
    clock,
    config: { gameConfig: { wildstar: { silenceMs: SILENCE_MS } } },
  });
  using opened = openDoor(server, clock, false);
  const { door } = opened;
  const player = await door.newPlayer("silent");

  const isArmed = clock.armed(SILENCE_MS);
  const client = await door.binary();
  await isArmed;
  clock.advance(SILENCE_MS);
  await client.greeted();
  expect(await client.logIn(player)).toMatchObject({ type: "accepted" });
});

Deno.test("a millisecond before that, a native client is still taken for one", async () => {
  const clock = createWatchedClock();
  await using server = await startTestServer({ clock });
  using opened = openDoor(server, clock, false);
  const { door } = opened;
  const player = await door.newPlayer("hesitant");

  const isArmed = clock.armed(2_000);
  const client = new StsClient(await door.line("auth"));
  await isArmed;
  clock.advance(1_999);
  await client.connect();
  expect(await client.logIn(player)).toBe(true);
  clock.advance(1_000);
  expect(await client.gameToken()).not.toBe(null);
});

oneDoor("what a line begins with", {}, async (door, t) => {
  const player = await door.newPlayer("speaker");

  await t.step("POST and a space at once: native, without a hello", async () => {
    const client = await door.sts();
    expect(await client.logIn(player)).toBe(true);
  });

  await t.step("a frame at once: documented, and the hello comes first", async () => {
    const client = await door.binary();
    await client.line.write(client.hello({ email: player.email }));
    await client.greeted();
    expect(await client.answer()).toMatchObject({ type: "challenge" });
  });

  for (const first of ["GET /", "POST/", "post ", "POSX", "\0"]) {
    await t.step(`${JSON.stringify(first)}: documented`, async () => {
      const line = await door.line("auth");
      await line.write(utf8(first));
      await readServerHello(line);
    });
  }

  await t.step("half of POST, then something else: documented", async () => {
    const client = new BinaryClient(await door.line("auth"));
    await client.line.write(utf8("PO"));
    await client.line.write(Uint8Array.of(0, 0));
    await client.greeted();
  });
});

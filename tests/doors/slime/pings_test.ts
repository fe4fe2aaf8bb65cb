import { expect } from "expect";
import { oneDoor, PASSWORD } from "./setup.ts";
import { frame, LOGIN, LOGOUT, MOVEMENT, PING, SERVER_CLOSE, strings } from "./wire.ts";

const ping = { id: PING, body: new Uint8Array() };

oneDoor("PING and deadlines", {}, async (door, t) => {
  const { clock } = door;
  await door.newPlayer("pinged");
  const enter = async () => {
    const line = await door.connect();
    await line.enter({ username: "pinged", password: PASSWORD });
    return line;
  };

  await t.step("a player gets a PING every 20 s and may answer it or not", async () => {
    const line = await enter();
    clock.advance(20_000);
    expect(await line.next()).toEqual(ping);
    clock.advance(20_000);
    expect(await line.next()).toEqual(ping);
    await line.send(LOGOUT);
    expect(await line.idsUntilEnd()).toEqual([]);
  });

  await t.step("a client's PING behind one of ours is its answer, any other is answered", async () => {
    const line = await enter();
    clock.advance(20_000);
    expect(await line.next()).toEqual(ping);
    await line.send(PING);
    await line.send(PING);
    expect(await line.next()).toEqual(ping);
    await line.send(LOGOUT);
    expect(await line.idsUntilEnd()).toEqual([]);
  });

  await t.step("at most one is answered a second", async () => {
    const line = await enter();
    for (let count = 0; count < 3; count++) await line.send(PING);
    expect(await line.next()).toEqual(ping);
    await line.send(MOVEMENT);
    await line.send(LOGOUT);
    expect(await line.idsUntilEnd()).toEqual([]);
  });

  await t.step("a visitor's PING is answered too", async () => {
    const line = await door.connect();
    await line.send(PING);
    expect(await line.next()).toEqual(ping);
  });

  await t.step("30 s after it came, a line without a player is closed, whatever it did meanwhile", async () => {
    const line = await door.connect();
    expect(await line.register({ username: "too_slow", password: PASSWORD })).toBe(1);
    clock.advance(29_999);
    await line.send(PING);
    expect(await line.next()).toEqual(ping);
    clock.advance(1);
    expect(await line.isTurnedAway()).toBe(true);
  });

  await t.step("a player who says nothing for 300 s is closed, and the seat given back", async () => {
    const line = await enter();
    clock.advance(150_000);
    for (let count = 0; count < 7; count++) expect(await line.next()).toEqual(ping);
    for (let count = 0; count < 8; count++) await line.send(PING);
    // Seven of ours were answered, so this is the answer to the eighth, and what came has been read.
    expect(await line.next()).toEqual(ping);
    clock.advance(299_999);
    expect((await door.account("pinged")).sessions[0].ended).toBe(null);
    clock.advance(1);
    const ids = await line.idsUntilEnd();
    expect(ids.at(-1)).toBe(SERVER_CLOSE);
    expect(ids.slice(0, -1).every((id) => id === PING)).toBe(true);
    expect(await door.endReason("pinged")).toBe("timed_out");
  });

  await t.step("a frame that never ends keeps nobody's line open", async () => {
    const line = await door.connect();
    await line.write(Uint8Array.of(...frame(PING), ...frame(LOGIN, strings("0.106")).slice(0, 4)));
    expect(await line.next()).toEqual(ping);
    clock.advance(30_000);
    expect(await line.isTurnedAway()).toBe(true);
  });
});

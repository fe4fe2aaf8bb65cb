import { expect } from "expect";
import { loginFrame, registerFrame } from "./client.ts";
import { oneDoor, PASSWORD } from "./setup.ts";
import { frame, LOGIN, LOGOUT, MOVEMENT, PING, REGISTER, sealed, SERVER_CLOSE, strings } from "./wire.ts";

const malformed = sealed(Uint8Array.of(LOGIN, 0));

oneDoor("frames", {}, async (door, t) => {
  const credentials = { username: "framed", password: PASSWORD };
  await door.newPlayer("framed");

  await t.step("a login that comes byte by byte", async () => {
    const line = await door.connect();
    for (const byte of loginFrame(credentials)) await line.write(Uint8Array.of(byte));
    expect(await line.loginResult()).toMatchObject({ username: "framed" });
  });

  await t.step("several messages in one write are answered in their order", async () => {
    const line = await door.connect();
    const all = [
      registerFrame({ username: "in_one_write", password: PASSWORD }),
      loginFrame({ username: "in_one_write", password: "password124" }),
      loginFrame({ username: "in_one_write", password: PASSWORD }),
      frame(PING),
      frame(MOVEMENT, Uint8Array.of(1, 2, 3)),
      frame(LOGOUT),
    ];
    await line.write(Uint8Array.from(all.flatMap((bytes) => [...bytes])));
    expect(await line.registerResult()).toBe(1);
    expect(await line.loginResult()).toBe(3);
    expect(await line.loginResult()).toMatchObject({ username: "in_one_write" });
    expect(await line.idsUntilEnd()).toEqual([PING]);
  });

  await t.step("a length over 8192 closes the line at once", async () => {
    const line = await door.connect();
    await line.write(Uint8Array.of(0x01, 0x20));
    expect(await line.isTurnedAway()).toBe(true);
  });

  await t.step("a frame of 8192 bytes is taken", async () => {
    const line = await door.connect();
    await line.enter(credentials);
    await line.send(MOVEMENT, new Uint8Array(8190));
    await line.send(PING);
    expect(await line.next()).toMatchObject({ id: PING });
  });

  await t.step("the third malformed message closes the line; each malformed LOGIN has its verdict", async () => {
    door.clock.advance(1_000); // so that its session is the latest
    const line = await door.connect();
    await line.write(malformed);
    await line.send(LOGIN, strings("0.106", "framed", PASSWORD, "", "one too many"));
    expect([await line.loginResult(), await line.loginResult()]).toEqual([5, 5]);
    expect(await line.enter(credentials)).toMatchObject({ username: "framed" });
    await line.write(loginFrame(credentials));
    expect(await line.loginResult()).toBe(5);
    expect(await line.isTurnedAway()).toBe(true);
    expect(await door.endReason("framed")).toBe("broken_protocol");
  });

  await t.step("what is malformed: cut short, left over, out of turn, a MAC of 65 bytes", async () => {
    const cases: readonly { readonly bytes: Uint8Array; readonly verdict?: readonly [id: number, result: number] }[] = [
      { bytes: sealed(new Uint8Array()) },
      { bytes: sealed(Uint8Array.of(REGISTER, 0)), verdict: [REGISTER, 2] },
      { bytes: frame(REGISTER, strings("framed", PASSWORD)), verdict: [REGISTER, 2] },
      { bytes: frame(REGISTER, strings("framed", PASSWORD, "", "")), verdict: [REGISTER, 2] },
      { bytes: frame(LOGIN, strings("0.106", "framed", PASSWORD).slice(0, -1)), verdict: [LOGIN, 5] },
      { bytes: frame(LOGIN, strings("0.106", "framed", PASSWORD, "m".repeat(65))), verdict: [LOGIN, 5] },
      { bytes: frame(PING, Uint8Array.of(0)) },
      { bytes: frame(LOGOUT, Uint8Array.of(0)) },
      { bytes: frame(MOVEMENT) },
      { bytes: frame(SERVER_CLOSE) },
    ];
    for (const { bytes, verdict } of cases) {
      const line = await door.connect();
      await line.send(MOVEMENT);
      await line.send(MOVEMENT);
      await line.write(bytes);
      if (verdict !== undefined) {
        expect(await line.next()).toEqual({ id: verdict[0], body: Uint8Array.of(verdict[1]) });
      }
      expect(await line.isTurnedAway()).toBe(true);
    }
  });

  await t.step("two clients at once get their own answers", async () => {
    await door.newPlayer("other_framed");
    const [first, second] = await Promise.all([door.connect(), door.connect()]);
    const [mine, others] = await Promise.all([
      first.enter(credentials),
      second.enter({ username: "other_framed", password: PASSWORD }),
    ]);
    expect([mine.username, others.username]).toEqual(["framed", "other_framed"]);
    expect(mine.playerId).not.toBe(others.playerId);
  });
});

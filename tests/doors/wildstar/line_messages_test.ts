/** The line's own messages, from the shipped client's network layer: they come every 500 ms, before the hello too. */
import { expect } from "expect";
import { helloFrame } from "./auth_client.ts";
import { denied } from "./binary_client.ts";
import { frame, readPacket } from "./frames.ts";
import { join } from "./numbers.ts";
import { eachDoor, oneDoor } from "./setup.ts";

const ping = (sequence: number) => Uint8Array.of(7, 0, 0, 0, 0, 0, sequence);
const pong = (sequence: number) => ({ opcode: 1, payload: Uint8Array.of(sequence) });
const PONG = Uint8Array.of(7, 0, 0, 0, 1, 0, 9);
const GOODBYE = frame({ opcode: 2, payload: new Uint8Array() });

eachDoor("Auth answers the line's own pings, wherever they come, and lets the player in", {}, async (door, t) => {
  const player = await door.newPlayer("pinging");

  await t.step("before the hello", async () => {
    const client = await door.auth(player.address);
    for (const sequence of [0, 1, 255]) {
      await client.line.write(ping(sequence));
      expect(await readPacket(client.line)).toEqual(pong(sequence));
    }
    await client.line.write(PONG);
    const answers = await client.ask({ email: player.email, token: await door.token(player) });
    expect(answers.map(({ type }) => type)).toEqual(["accepted", "messages", "realm"]);
    await client.line.end();
  });

  await t.step("in one segment with it, on both sides, in their order", async () => {
    const client = await door.auth(player.address);
    const token = await door.token(player);
    await client.line.write(join(ping(1), helloFrame({ email: player.email, token }, "encrypted"), ping(2)));
    expect(await readPacket(client.line)).toEqual(pong(1));
    const answers = await client.answers("encrypted");
    expect(answers.map(({ type }) => type)).toEqual(["accepted", "messages", "realm"]);
    expect(await readPacket(client.line)).toEqual(pong(2));
    await client.line.end();
  });

  await t.step("byte by byte, and behind the answer for as long as the line lives", async () => {
    const client = await door.auth(player.address);
    await client.line.writeByteByByte(ping(7));
    expect(await readPacket(client.line)).toEqual(pong(7));
    await client.ask({ email: player.email, token: await door.token(player) });
    for (const sequence of [8, 9]) {
      await client.line.write(ping(sequence));
      expect(await readPacket(client.line)).toEqual(pong(sequence));
    }
    await client.line.write(join(GOODBYE, helloFrame({ email: player.email, token: new Uint8Array(16) }, "encrypted")));
    await client.line.write(ping(10));
    expect(await readPacket(client.line)).toEqual(pong(10));
    await client.line.end();
  });
});

oneDoor("Auth: what is none of the line's own messages is read as a hello", {}, async (door) => {
  for (const payload of [new Uint8Array(), Uint8Array.of(1, 2)]) {
    const client = await door.auth();
    await client.line.write(frame({ opcode: 0, payload }));
    expect(await client.answers("documented")).toEqual([denied(0)]);
    expect(await client.line.isEnded()).toBe(true);
  }
});

oneDoor("Auth: a client that only pings is not heard of longer than one that says nothing", {}, async (door) => {
  const client = await door.auth();
  await client.line.write(ping(1));
  expect(await readPacket(client.line)).toEqual(pong(1));
  door.clock.advance(30_000);
  expect(await client.line.isEnded()).toBe(true);
});

oneDoor("STS, documented: they are no message that is denied, and leave a challenge good", {}, async (door) => {
  const player = await door.newPlayer("stepwise");
  const client = await door.binary();
  await client.line.write(ping(3));
  await client.greeted();
  expect(await readPacket(client.line)).toEqual(pong(3));
  await client.line.write(join(PONG, GOODBYE));
  expect(await client.logIn(player)).toMatchObject({ type: "accepted" });
});

/** A name that nobody has is answered as any other. */
import { expect } from "expect";
import { startTestServer, type TestServerOptions } from "../../support/test_server.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { denied } from "./binary_client.ts";
import { type Door, oneDoor, openDoor } from "./setup.ts";
import { REFUSAL } from "./sts_client.ts";

const NOBODY = "Nobody@Example.com";

async function onServer<T>(options: TestServerOptions, run: (door: Door) => Promise<T>): Promise<T> {
  const clock = createTestClock();
  await using server = await startTestServer({ clock, ...options });
  const { door, close } = openDoor(server, clock, false);
  try {
    return await run(door);
  } finally {
    close();
  }
}

/** The salt that STS answers to a name. */
async function saltOf(door: Door, email: string): Promise<string> {
  const client = await door.sts();
  const challenge = await client.start(email);
  await client.line.end();
  return challenge!.salt.toHex();
}

Deno.test("a name has one salt, whatever its case, after a restart too; other names and other keys have others", async () => {
  const [first, inLowerCase, other] = await onServer(
    {},
    async (door) => [await saltOf(door, NOBODY), await saltOf(door, NOBODY.toLowerCase()), await saltOf(door, "x@y.z")],
  );
  expect(inLowerCase).toBe(first);
  expect(other).not.toBe(first);
  expect(await onServer({}, (door) => saltOf(door, NOBODY))).toBe(first);
  const MASTER_KEY = new Uint8Array(32).fill(8).toBase64();
  expect(await onServer({ env: { MASTER_KEY } }, (door) => saltOf(door, NOBODY))).not.toBe(first);
});

oneDoor("an unknown account beside a wrong password", {}, async (door, t) => {
  const player = await door.newPlayer("known");
  const names = [player.email, NOBODY, "", "\u0001", `${"a".repeat(3_000)}@example.com`];

  await t.step("STS, native: the same shapes, the same refusal", async () => {
    const seen = new Set<string>();
    for (const email of names.filter((name) => name.length > 1)) {
      const client = await door.sts();
      const challenge = await client.start(email);
      expect([challenge!.salt.length, challenge!.B.length > 120]).toEqual([16, true]);
      await client.line.write(client.proofRequest(client.prove({ email, password: "wrong password" }, challenge!)));
      const reply = await client.reply();
      expect(reply?.body).toBe(REFUSAL);
      seen.add(JSON.stringify(reply));
    }
    expect(seen.size).toBe(1);
  });

  await t.step("a known name's salt stays too, and B is another each time", async () => {
    const [a, b] = [await door.sts(), await door.sts()];
    const [one, two] = [await a.start(player.email), await b.start(player.email)];
    expect(one!.salt.toHex()).toBe(two!.salt.toHex());
    expect(one!.B.toHex()).not.toBe(two!.B.toHex());
    const [c, d] = [await a.start(NOBODY), await (await door.sts()).start(NOBODY)];
    expect(c).toBe(null); // out of order: the challenge of the line is open
    expect(d!.B.toHex()).not.toBe((await (await door.sts()).start(NOBODY))!.B.toHex());
  });

  await t.step("STS, documented: the same", async () => {
    for (const email of [player.email, NOBODY, "\0", "\ud800"]) {
      const client = await door.binary();
      await client.line.write(client.hello({ email }));
      await client.greeted();
      const first = await client.answer();
      if (first?.type !== "challenge") throw new Error(`There is no challenge for ${email}`);
      expect(await client.ask(client.proof({ email, password: "wrong password" }, first.challenge))).toEqual(
        denied(16),
      );
    }
  });
});

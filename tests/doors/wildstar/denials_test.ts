/** Everything that a player may be told instead of a way in, brought about as operators and clients do. */
import { expect } from "expect";
import type { AuthAnswer } from "./auth_client.ts";
import { type BinaryAnswer, denied } from "./binary_client.ts";
import { frame } from "./frames.ts";
import { type Door, eachDoor, type Player } from "./setup.ts";
import { N } from "./srp6_client.ts";

const DAY_MS = 86_400_000;
const BANNED_ADDRESS = "203.0.113.9";

/** An account that an operator has banned, or suspended for some days. */
async function newBanned(door: Door, username: string, days: number | null = null): Promise<Player> {
  const player = await door.newPlayer(username);
  await ban(door, player, days);
  return player;
}

async function ban(door: Door, { id }: Player, days: number | null = null): Promise<string> {
  const until = days === null ? {} : { until: new Date(door.clock.now().getTime() + days * DAY_MS).toISOString() };
  const { status, json } = await door.admin("POST", `/accounts/${id}/suspensions`, { reason: "cheating", ...until });
  expect(status).toBe(201);
  return `/accounts/${id}/suspensions/${json.id}`;
}

/** One login in the documented dialect. */
async function binaryLogin(door: Door, player: Pick<Player, "email" | "password">, address?: string) {
  const client = await door.binary(address);
  await client.line.write(client.hello({ email: player.email }));
  await client.greeted();
  const first = await client.answer();
  if (first?.type !== "challenge") return first;
  return await client.ask(client.proof(player, first.challenge));
}

/** Days come as a 32-bit float. */
const days = (answer: BinaryAnswer | AuthAnswer | null | undefined) => answer?.type === "denied" ? answer.days : null;

eachDoor("denials", {}, async (door, t) => {
  await door.admin("POST", "/bans", { kind: "ip", value: "203.0.113.8/29", reason: "a bad street" });
  const player = await door.newPlayer("welcome");
  const wrong = { ...player, password: "wrong password" };
  const unknown = { ...player, email: "nobody@example.com" };

  await t.step("STS, native: 3002 for a wrong password, an unknown account and a banned address", async () => {
    expect(await (await door.sts()).logIn(wrong)).toBe(false);
    expect(await (await door.sts()).logIn(unknown)).toBe(false);
    expect(await (await door.sts(BANNED_ADDRESS)).logIn(player)).toBe(false);
  });

  await t.step("STS, native: a banned and a suspended account are proven as usual, and Auth says why", async () => {
    const banned = await newBanned(door, "banned");
    const suspended = await newBanned(door, "suspended", 2.25);
    expect(await door.askAuth(banned, new Uint8Array(16))).toEqual([denied(16)]);
    expect(await door.askAuth(banned, await door.token(banned))).toEqual([denied(20)]);
    expect(await door.askAuth(suspended, await door.token(suspended))).toEqual([denied(21, 2.25)]);
    door.clock.advance(DAY_MS / 2);
    expect(await door.askAuth(suspended, await door.token(suspended), "documented")).toEqual([denied(21, 1.75)]);
    door.clock.advance(1.75 * DAY_MS);
    expect(await door.enter(suspended)).toMatchObject({ accountId: suspended.id });
  });

  await t.step(
    "an account that is being deleted is told as one that is suspended until then, by both dialects",
    async () => {
      const leaving = await door.newPlayer("leaving");
      const token = await door.token(leaving);
      expect((await door.admin("DELETE", `/accounts/${leaving.id}`, { reason: "asked by post" })).status).toBe(202);
      expect(await door.askAuth(leaving, token)).toEqual([denied(16)]);
      expect(await door.askAuth(leaving, await door.token(leaving))).toEqual([denied(21, 14)]);
      expect(await binaryLogin(door, leaving)).toEqual(denied(21, 14));
      expect((await door.admin("POST", `/accounts/${leaving.id}/restore`)).status).toBe(204);
      expect(await door.enter(leaving)).toMatchObject({ accountId: leaving.id });
    },
  );

  await t.step("a ban is written down as a login that was refused, at the door that said so", async () => {
    const banned = await newBanned(door, "audited");
    await door.askAuth(banned, await door.token(banned));
    await binaryLogin(door, banned);
    const { json } = await door.admin("GET", `/audit?account=${banned.id}&action=login.refused`);
    expect(json.items.map(({ door, reason }: { door: string; reason: string }) => [door, reason])).toEqual([
      ["wildstar_sts", "account_banned"],
      ["wildstar_auth", "account_banned"],
    ]);
  });

  await t.step("STS, documented: 16 for a wrong password and an unknown account", async () => {
    expect(await binaryLogin(door, wrong)).toEqual(denied(16));
    expect(await binaryLogin(door, unknown)).toEqual(denied(16));
  });

  await t.step("STS, documented: 16 for M1 without a challenge, A of 0 or N, and an empty e-mail", async () => {
    const M1 = new Uint8Array(32).fill(1);
    const hellos = [{ email: player.email, M1 }, { email: player.email, A: 0n }, { email: player.email, A: N }, {
      email: "",
    }];
    for (const hello of hellos) {
      const client = await door.binary();
      await client.line.write(client.hello(hello));
      await client.greeted();
      expect(await client.answer()).toEqual(denied(16));
    }
  });

  await t.step("STS, documented: 19 for another build, 26 for a banned address", async () => {
    const client = await door.binary();
    await client.line.write(client.hello({ email: player.email, build: 16041 }));
    await client.greeted();
    expect(await client.answer()).toEqual(denied(19));
    expect(await binaryLogin(door, player, BANNED_ADDRESS)).toEqual(denied(26));
  });

  await t.step("STS, documented: 20 and 21 with days, only behind the right password", async () => {
    const banned = await newBanned(door, "binary_banned");
    const suspended = await newBanned(door, "binary_suspended", 0.5);
    expect(await binaryLogin(door, { ...banned, password: "wrong password" })).toEqual(denied(16));
    expect(await binaryLogin(door, banned)).toEqual(denied(20));
    expect(await binaryLogin(door, suspended)).toEqual(denied(21, 0.5));
    door.clock.advance(DAY_MS / 3);
    expect(days(await binaryLogin(door, suspended))).toBeCloseTo(1 / 6, 6);
  });

  await t.step("STS, documented: 0 for what cannot be read; three denials end the line", async () => {
    const client = await door.binary();
    await client.line.write(frame({ opcode: 4, payload: Uint8Array.of(1, 2, 3) }));
    await client.greeted();
    expect(await client.answer()).toEqual(denied(0));
    await client.line.write(frame({ opcode: 99, payload: new Uint8Array() }));
    expect(await client.answer()).toEqual(denied(0));
    expect(await client.ask({ email: player.email, build: 1 })).toEqual(denied(19));
    expect(await client.line.isEnded()).toBe(true);
  });

  await t.step("Auth: 19 for another build, 16 for a false token, 26 for a banned address, in both forms", async () => {
    const token = new Uint8Array(16).fill(7);
    for (const travel of ["encrypted", "documented"] as const) {
      const other = await door.auth();
      expect(await other.ask({ email: player.email, token, build: 1 }, travel)).toEqual([denied(19)]);
      expect(await door.askAuth({ ...player, address: door.newAddress() }, token, travel)).toEqual([denied(16)]);
      expect(await door.askAuth({ ...player, address: BANNED_ADDRESS }, token, travel)).toEqual([denied(26)]);
    }
  });

  await t.step(
    "Auth: 0 for what cannot be read, and the line ends; a frame over 8192 bytes ends it in silence",
    async () => {
      const client = await door.auth();
      await client.line.write(frame({ opcode: 0x0592, payload: new Uint8Array(20) }));
      expect(await client.answers("documented")).toEqual([denied(0)]);
      expect(await client.line.isEnded()).toBe(true);
      const large = await door.auth();
      await large.line.write(Uint8Array.of(0x01, 0x20, 0, 0));
      expect(await large.line.isEnded()).toBe(true);
    },
  );

  await t.step("Auth: 18 without a realm; none of these denials uses the token up", async () => {
    const fresh = await door.newPlayer("patient");
    const token = await door.token(fresh);
    await door.admin("PATCH", "/servers/server_001", { online: false });
    expect(await door.askAuth(fresh, token)).toEqual([denied(18)]);
    const suspension = await ban(door, fresh, 1);
    expect(await door.askAuth(fresh, token)).toEqual([denied(21, 1)]);
    const forGood = await ban(door, fresh);
    expect(await door.askAuth(fresh, token)).toEqual([denied(20)]);
    for (const path of [forGood, suspension]) expect((await door.admin("DELETE", path)).status).toBe(204);
    await door.admin("PATCH", "/servers/server_001", { online: true });
    expect((await door.askAuth(fresh, token)).at(-1)).toMatchObject({ type: "realm", name: "Gatehouse" });
    expect(await door.askAuth(fresh, token)).toEqual([denied(16)]);
  });
});

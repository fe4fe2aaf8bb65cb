/** The game token between STS and Auth. */
import { expect } from "expect";
import { denied } from "./binary_client.ts";
import { oneDoor } from "./setup.ts";
import { tokenBytes } from "./sts_client.ts";

const MINUTE_MS = 60_000;

oneDoor("a game token", {}, async (door, t) => {
  const player = await door.newPlayer("bearer");
  /** A step a minute: what one does counts for no other. */
  const step = async (name: string, run: () => Promise<void>) => {
    door.clock.advance(MINUTE_MS);
    await t.step(name, run);
  };

  await step("is good once", async () => {
    const token = await door.token(player);
    expect((await door.askAuth(player, token)).length).toBe(3);
    expect(await door.askAuth(player, token)).toEqual([denied(16)]);
  });

  await step("is good once also for two lines at the same time", async () => {
    const token = await door.token(player);
    const answers = await Promise.all([door.askAuth(player, token), door.askAuth(player, token)]);
    expect(answers.map((messages) => messages.at(-1)?.type).sort()).toEqual(["denied", "realm"]);
  });

  await step("lives for 5 minutes", async () => {
    const [first, second] = [await door.token(player), await door.token(player)];
    door.clock.advance(5 * MINUTE_MS - 1);
    expect((await door.askAuth(player, first)).length).toBe(3);
    door.clock.advance(1);
    expect(await door.askAuth(player, second)).toEqual([denied(16)]);
  });

  await step("is its account's: with another e-mail it is nothing", async () => {
    const other = await door.newPlayer("thief");
    const token = await door.token(player);
    expect(await door.askAuth({ ...player, email: other.email }, token)).toEqual([denied(16)]);
    expect((await door.askAuth({ ...player, email: "BEARER@example.COM" }, token)).length).toBe(3);
  });

  await step("is good only from the address that asked for it", async () => {
    const token = await door.token(player);
    expect(await door.askAuth({ ...player, address: door.newAddress() }, token)).toEqual([denied(16)]);
    expect((await door.askAuth(player, token)).length).toBe(3);
  });

  await step("ends with the password, and so does the line's right to one", async () => {
    const token = await door.token(player);
    const client = await door.sts(player.address);
    expect(await client.logIn(player)).toBe(true);
    const body = { currentPassword: player.password, newPassword: "another horse" };
    expect((await door.call("POST", "/api/auth/password", { bearer: player.bearer, body })).status).toBe(204);
    expect(await client.gameToken()).toBe(null);
    expect(await door.askAuth(player, token)).toEqual([denied(16)]);
    expect((await door.enter({ ...player, password: "another horse" })).accountId).toBe(player.id);
  });

  await step(
    "ends with an operator's revoke and a logout everywhere, and so does the line's right to one",
    async () => {
      const revoked = await door.newPlayer("revoked");
      const acts = [
        () => door.call("POST", "/api/auth/logout-all", { bearer: revoked.bearer }),
        () => door.admin("POST", `/accounts/${revoked.id}/revoke`, { reason: "a lost laptop" }),
      ];
      for (const act of acts) {
        const client = await door.sts(revoked.address);
        expect(await client.logIn(revoked)).toBe(true);
        const token = tokenBytes((await client.gameToken())!);
        expect((await act()).status).toBe(204);
        expect(await client.gameToken()).toBe(null);
        expect(await door.askAuth(revoked, token)).toEqual([denied(16)]);
        await client.line.end();
      }
      expect(await door.enter(revoked)).toMatchObject({ accountId: revoked.id });
    },
  );

  await step("a ban leaves the line's right to one: Auth says why", async () => {
    const banned = await door.newPlayer("banned_later");
    const client = await door.sts(banned.address);
    expect(await client.logIn(banned)).toBe(true);
    await door.admin("POST", `/accounts/${banned.id}/suspensions`, { reason: "cheating" });
    expect(await door.askAuth(banned, tokenBytes((await client.gameToken())!))).toEqual([denied(20)]);
  });

  await step("one line may ask for several, for one way in each", async () => {
    const several = await door.newPlayer("several");
    const client = await door.sts(several.address);
    await client.logIn(several);
    for (let ways = 0; ways < 3; ways++) {
      const token = tokenBytes((await client.gameToken())!);
      expect((await door.askAuth(several, token)).length).toBe(3);
    }
  });
});

oneDoor("without bindGameTokenToAddress a game token is good from any address", {
  config: { gameConfig: { wildstar: { bindGameTokenToAddress: false } } },
}, async (door) => {
  const player = await door.newPlayer("roamer");
  const token = await door.token(player);
  expect((await door.askAuth({ ...player, address: door.newAddress() }, token)).length).toBe(3);
});

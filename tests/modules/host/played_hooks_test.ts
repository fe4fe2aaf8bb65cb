/** The hooks around playing, with real sockets: after a selection, and after its end. */
import { expect } from "expect";
import { z } from "zod";
import { AppError, defineGame, type GameModule } from "../../../lib/modules/mod.ts";
import { createTestServer } from "../../../lib/testing/mod.ts";
import { gameWith } from "../setup.ts";

/** A game that notes who comes and goes; `next` waits for the next note. */
function createGuestbook(id = "inn"): { game: GameModule; next(): Promise<string> } {
  const notes: string[] = [];
  let noted = Promise.withResolvers<void>();
  const note = (text: string) => {
    notes.push(text);
    noted.resolve();
    noted = Promise.withResolvers();
  };
  const game = gameWith((context) => {
    context.afterCharacterSelect(id, ({ user, character }) => {
      note(`${character.name} comes`);
      user.send({ type: "welcome" });
    });
    context.afterCharacterLeave(id, ({ user, character }) => {
      note(`${character.name} goes`);
      user.send({ type: "farewell" }); // reaches nobody
    });
    context.registerMessageHandler("sing", ({ user, character }) => {
      note(`${character.name} sings`);
      user.send({ type: "heard" });
    });
  }, { id, name: "Inn" });
  return {
    game,
    async next() {
      while (notes.length === 0) await noted.promise;
      return notes.shift()!;
    },
  };
}

Deno.test("a selection is told before the player's first message, and its end once the socket is gone", async () => {
  const { game, next } = createGuestbook();
  await using server = await createTestServer({ games: [game] });
  const mara = await server.player("mara");
  const hero = await mara.connection.createCharacter({ gameId: "inn", name: "Hero" });
  const selection = mara.connection.selectCharacter({ gameId: "inn", characterId: hero.id });
  await selection;
  await mara.connection.request({ type: "sing" });
  expect([await next(), await next()]).toEqual(["Hero comes", "Hero sings"]);
  mara.leave();
  expect(await next()).toBe("Hero goes");
});

Deno.test("another selection on the same socket ends the one before, and only that", async () => {
  const { game, next } = createGuestbook();
  await using server = await createTestServer({ games: [game] });
  const mara = await server.player("mara");
  await mara.play("inn", { name: "Hero" });
  await mara.play("inn", { name: "Other" });
  expect([await next(), await next(), await next()]).toEqual(["Hero comes", "Hero goes", "Other comes"]);
});

Deno.test("a seat that is taken elsewhere, and a deleted character, are ends, too", async () => {
  const { game, next } = createGuestbook();
  await using server = await createTestServer({ games: [game] });
  const mara = await server.player("mara");
  const { character } = await mara.play("inn", { name: "Hero" });
  expect(await next()).toBe("Hero comes");
  const second = mara.client.connect();
  await second.ready();
  await second.selectCharacter({ gameId: "inn", characterId: character.id });
  expect([await next(), await next()].toSorted()).toEqual(["Hero comes", "Hero goes"]);
  await second.deleteCharacter({ gameId: "inn", characterId: character.id });
  expect(await next()).toBe("Hero goes");
  second.close();
});

Deno.test("a selection that is refused is not told", async () => {
  const { game, next } = createGuestbook();
  const bouncer = gameWith((context) => {
    context.registerCharacterSelectHook("inn", ({ user, character }) => {
      if (character.name === "Rogue") throw new AppError("forbidden", "Not you");
      user.send({ type: "character_selected", character });
    });
  }, { id: "bouncer", name: "Bouncer" });
  await using server = await createTestServer({ games: [game, bouncer] });
  const mara = await server.player("mara");
  await expect(mara.play("inn", { name: "Rogue" })).rejects.toThrow("Not you");
  await mara.play("inn", { name: "Hero" });
  expect(await next()).toBe("Hero comes");
});

Deno.test("hooks and handlers read and change the game's own data, each in its own transaction", async () => {
  const purse = defineGame({
    id: "purse",
    name: "Purse",
    character: z.object({ gold: z.int().min(0).default(10), visits: z.int().default(0) }),
    initialize(context) {
      context.registerCharacterCreateHook("purse", async (data, _db, changeData) => {
        if (data.class === "merchant") await changeData((old) => ({ ...old, gold: 100 }));
      });
      context.registerCharacterSelectHook("purse", async ({ user, character, changeData }) => {
        const data = await changeData((old) => ({ ...old, visits: old.visits + 1 }));
        user.send({ type: "character_selected", before: character.data.visits, data });
        if (data.visits === 3) throw new AppError("forbidden", "Not a third time");
      });
      context.registerMessageHandler("pay", async ({ user, character, changeData }) => {
        const data = await changeData((old) => ({ ...old, gold: old.gold - 60 }));
        user.send({ type: "paid", had: character.data.gold, has: data.gold });
      });
    },
  });
  await using server = await createTestServer({ games: [purse] });
  const mara = await server.player("mara");
  const { character, answer } = await mara.play("purse", { class: "merchant" });
  expect(character.data).toEqual({ gold: 100, visits: 0 });
  expect(answer).toMatchObject({ before: 0, data: { gold: 100, visits: 1 } });

  expect(await mara.connection.request({ type: "pay" })).toMatchObject({ had: 100, has: 40 });
  // The next message sees what the one before did; what the schema refuses is not paid.
  await expect(mara.connection.request({ type: "pay" })).rejects.toMatchObject({ code: "hook_failed" });
  const select = () => mara.connection.selectCharacter({ gameId: "purse", characterId: character.id });
  expect(await select()).toMatchObject({ before: 1, data: { gold: 40, visits: 2 } });
  await expect(select()).rejects.toThrow("Not a third time");
  const [kept] = await mara.client.characters.list("purse");
  expect(kept?.data).toEqual({ gold: 40, visits: 2 });
});

Deno.test("the work of every module is counted in the metrics: calls, failures and time", async () => {
  const { game } = createGuestbook();
  await using server = await createTestServer({ games: [game] });
  const mara = await server.player("mara");
  await mara.play("inn");
  await mara.connection.request({ type: "sing" });
  const { text } = await server.call("GET", "/metrics");
  const lines = text.split("\n").filter((line) => line.includes('module="inn"'));
  const labels = '{module="inn",work="message"}';
  expect(lines).toContain(`gatehouse_module_calls_total${labels} 1`);
  expect(lines).toContain(`gatehouse_module_failures_total${labels} 0`);
  expect(lines).toContain(`gatehouse_module_seconds_total${labels} 0`);
  expect(lines).toContain('gatehouse_module_calls_total{module="inn",work="after_select"} 1');
});

Deno.test("credentials of the definition are registered, and two modules with one scheme are refused", async () => {
  const scheme = {
    name: "reversed",
    needs: "username" as const,
    derive: ({ password }: { password: string }) =>
      Promise.resolve(new TextEncoder().encode([...password].reverse().join(""))),
    verify: () => Promise.resolve(false),
  };
  const door = gameWith(() => {}, { id: "door", name: "Door", credentials: [scheme] });
  await using server = await createTestServer({ games: [door] });
  await server.player("mara");
  const [rows] = await server.db.query("SELECT scheme FROM account_secrets");
  expect(rows).toContainEqual(expect.objectContaining({ scheme: "reversed" }));
  const second = gameWith(() => {}, { id: "second", name: "Second", credentials: [scheme] });
  await expect(createTestServer({ games: [door, second] })).rejects.toThrow(
    '"door" and "second" both claim the credential scheme "reversed"',
  );
});

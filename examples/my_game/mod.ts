/**
 * A small game, as a start for one of your own: each character has hit points and gold, fights for the one and rests for
 * the other. The guide is docs/modules.md.
 */
import { z } from "zod";
import { defineGame, type MessageCall } from "../../lib/modules/mod.ts";

/** Under `gameConfig.my_game` in config/server.json. */
const config = z.strictObject({
  hitPoints: z.int().min(1).max(10_000).default(100),
  restPrice: z.int().min(0).max(10_000).default(5),
}).prefault({});

const MONSTERS = {
  rat: { damage: 5, gold: 2 },
  wolf: { damage: 25, gold: 12 },
  dragon: { damage: 90, gold: 100 },
};
const fight = z.object({ monster: z.enum(["rat", "wolf", "dragon"]) });

export default defineGame({
  id: "my_game",
  name: "My Game",
  version: "1.0.0",
  config,
  migrations: {
    "0001_stats": `create table my_game_stats (
      character_id bigint not null primary key,
      hp bigint not null check (hp > 0),
      max_hp bigint not null,
      gold bigint not null default 0 check (gold >= 0)
    )`,
  },

  initialize(context) {
    const { hitPoints, restPrice } = context.config;

    context.registerCharacterCreateHook("my_game", async (data, db) => {
      await db.query(
        "INSERT INTO my_game_stats (character_id, hp, max_hp) VALUES (?, ?, ?)",
        [data.characterId, hitPoints, hitPoints],
      );
    });

    context.registerCharacterSelectHook("my_game", async ({ user, character, db }) => {
      const [stats] = await db.query("SELECT * FROM my_game_stats WHERE character_id = ?", [character.id]);
      user.player.stats = stats[0];
      user.system(JSON.stringify({ type: "character_selected", character: { ...character, stats: stats[0] } }));
    });

    context.registerCharacterDeleteHook("my_game", async (data, db) => {
      await db.query("DELETE FROM my_game_stats WHERE character_id = ?", [data.characterId]);
    });

    context.registerMessageHandler("fight", async (call) => {
      const { damage, gold } = MONSTERS[call.message.monster];
      // One statement asks and changes: two messages at once cannot both spend the last hit point.
      const [change] = await call.db.query(
        "UPDATE my_game_stats SET hp = hp - ?, gold = gold + ? WHERE character_id = ? AND hp > ?",
        [damage, gold, call.character.id, damage],
      );
      if (change.affectedRows === 1) await sendStats(call);
      else call.user.error("too_weak", "You are too weak for this one: rest first");
    }, { schema: fight, cost: 2 });

    context.registerMessageHandler("rest", async (call) => {
      const [change] = await call.db.query(
        "UPDATE my_game_stats SET hp = max_hp, gold = gold - ? WHERE character_id = ? AND gold >= ?",
        [restPrice, call.character.id, restPrice],
      );
      if (change.affectedRows === 1) await sendStats(call);
      else call.user.error("too_poor", `A night at the inn costs ${restPrice} gold`);
    });
  },
});

async function sendStats({ user, character, db }: MessageCall<unknown>): Promise<void> {
  const [stats] = await db.query("SELECT * FROM my_game_stats WHERE character_id = ?", [character.id]);
  user.player.stats = stats[0];
  user.send({ type: "stats", stats: stats[0] });
}

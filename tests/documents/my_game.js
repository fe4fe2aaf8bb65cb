/** A game with the two hooks of the documents as they stand there, and the table that they speak of. */
export default {
  id: "my_game",
  name: "My Game",
  migrations: {
    "0001_stats": `create table my_game_stats (
      character_id bigint not null primary key,
      hp bigint not null,
      max_hp bigint not null
    )`,
  },
  initialize(context) {
    // deno-fmt-ignore
    context.registerCharacterCreateHook('my_game', async (data, db) => {
      await db.query(
        "INSERT INTO my_game_stats (character_id, hp, max_hp) VALUES (?, ?, ?)",
        [data.characterId, 100, 100]
      );
    });

    // deno-fmt-ignore
    context.registerCharacterSelectHook('my_game', async ({ user, character, db }) => {
      const [stats] = await db.query(
        "SELECT * FROM my_game_stats WHERE character_id = ?",
        [character.id]
      );
      user.player.stats = stats[0];
      user.system(JSON.stringify({
        type: 'character_selected',
        character: { ...character, stats: stats[0] }
      }));
    });
  },
};

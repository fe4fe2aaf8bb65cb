/**
 * A game for two over WebSocket, with a page of its own: who is here, a challenge, turns, a score, and matches that go on
 * after a lost line or a restarted server.
 */
import { AppError, type ClientProtocol, defineGame } from "../../lib/modules/mod.ts";
import { Lobby } from "./lobby.ts";
import { deleteMatches, findOpenMatch, matchesTable } from "./matches.ts";
import { challenge, drop, type Receives, resign, type Sends } from "./messages.ts";
import { servePage } from "./page.ts";
import { Referee } from "./referee.ts";
import { score } from "./score.ts";

const ID = "four_in_a_row";

const game = defineGame({
  id: ID,
  name: "Four in a row",
  version: "1.0.0",
  page: "index.html",
  icon: "icon.svg",
  character: score,
  migrations: { "0001_matches": matchesTable },

  initialize(context) {
    const lobby = new Lobby();
    const referee = new Referee({ ...context, lobby });

    context.afterCharacterSelect(ID, async ({ user, character: { id, name, data } }) => {
      const isPlaying = await findOpenMatch(context.db, id) !== null;
      lobby.enter({ id, name, user, wins: data.wins, isPlaying });
      lobby.announce();
      await referee.welcome(id);
    });
    context.afterCharacterLeave(ID, async ({ user, character: { id } }) => {
      if (!lobby.leave(id, user)) return;
      lobby.announce();
      await referee.miss(id);
    });
    context.registerCharacterDeleteHook(ID, ({ characterId }, db) => deleteMatches(db, characterId));
    context.afterCharacterDelete(ID, () => referee.releaseOthers());

    context.registerMessageHandler("challenge", async ({ character, message }) => {
      const own = lobby.find(character.id);
      const other = lobby.find(message.to);
      if (own === null || other === null || own === other) throw new AppError("not_found", "This player has gone");
      if (own.isPlaying || other.isPlaying) throw new AppError("forbidden", "One of you plays already");
      own.asks = other.id;
      if (other.asks === own.id) {
        // Before anything is awaited, so that nobody starts two matches at once.
        own.isPlaying = other.isPlaying = true;
        await referee.start(own, other);
      }
      lobby.announce();
    }, { schema: challenge, cost: 2 });
    context.registerMessageHandler("drop", ({ character, message }) => referee.drop(character.id, message.column), {
      schema: drop,
    });
    context.registerMessageHandler("resign", ({ character }) => referee.resign(character.id), { schema: resign });

    servePage(context.routes);
  },
});

export default game;

/** For the page: `client.connect<FourInARow>()`. */
export type FourInARow = ClientProtocol<typeof game, Sends, Receives>;

/** @import { Character, Connection, Game, GatehouseClient, GatehouseError } from "../client.d.ts" */
import { characterCard } from "./character_card.js";
import { createDialogs } from "./character_dialogs.js";
import { byId, copyOf, find, showText, textElement } from "./elements.js";
import { gameIcon } from "./game_icon.js";
import { howToPlay } from "./how_to_play.js";
import { kept } from "./kept.js";
import { isWorkshop } from "./live.js";
import { placeUrl } from "./paths.js";
import { createPlayingNow } from "./playing_now.js";
import { say } from "./texts.js";

/** So that a returning player finds the game they left. */
const GAME_KEY = "gatehouse_last_game";

/**
 * The games, and the characters of the chosen one.
 *
 * @param {{
 *   client: GatehouseClient,
 *   charactersPerGame: number | null,
 *   connection(): Connection,
 *   selectedId(): number | null,
 *   describe(error: GatehouseError): string,
 *   play(choice: { gameId: string, characterId: number }): Promise<void>,
 *   stopped(): void,
 * }} parts `stopped`: what was played is gone
 */
export function createLobby({ client, charactersPerGame, connection, selectedId, describe, play, stopped }) {
  const gameList = byId("game-list", HTMLUListElement);
  const list = byId("character-list", HTMLUListElement);
  const count = byId("characters-count", HTMLElement);
  const failure = byId("lobby-error", HTMLElement);
  const told = byId("lobby-done", HTMLElement);
  const dialogs = createDialogs({ describe });
  const playingNow = createPlayingNow({ client, list: gameList });
  /** @type {Game[]} */
  let games = [];
  /** @type {Character[]} */
  let characters = [];
  let gameId = "";

  /** Runs what a click asked for, and says so where it fails. @param {() => Promise<void>} act */
  async function attempt(act) {
    showText(failure, "");
    told.textContent = "";
    try {
      await act();
    } catch (error) {
      showText(failure, describe(/** @type {GatehouseError} */ (error)));
    }
  }

  /** @param {string} id */
  async function chooseGame(id) {
    gameId = id;
    characters = [];
    kept.write(GAME_KEY, id);
    drawGames();
    await loadCharacters();
  }

  /** While the line is down nothing is asked: its opening asks. */
  async function loadCharacters() {
    const asked = gameId;
    if (asked === "" || connection().state !== "open") return;
    const answer = await connection().listCharacters(asked);
    if (asked !== gameId) return; // another game was chosen while this answer was under way
    characters = answer;
    drawCharacters();
  }

  function drawGames() {
    gameList.replaceChildren(...games.map((game) => {
      const item = copyOf("game-template");
      const button = find(item, "button", HTMLButtonElement);
      find(item, ".game-icon", HTMLElement).replaceChildren(gameIcon(game));
      find(item, ".game-name", HTMLElement).textContent = game.name;
      button.ariaCurrent = game.id === gameId ? "true" : null;
      button.addEventListener("click", () => attempt(() => chooseGame(game.id)));
      return item;
    }));
    playingNow.show(games);
    byId("characters-title", HTMLElement).textContent = chosen()?.name ?? say("hall.characters");
    howToPlay({ game: chosen(), client, describe });
    drawLive();
    list.replaceChildren();
    count.textContent = "";
  }

  /** A game that is played elsewhere answers nothing here; what is being played goes on, whichever game is looked at. */
  function drawLive() {
    const { page, howToStart } = chosen() ?? {};
    const isElsewhere = page !== undefined || howToStart !== undefined;
    byId("live", HTMLElement).hidden = isElsewhere && selectedId() === null && !isWorkshop();
  }

  function drawCharacters() {
    drawLive();
    const focused = document.activeElement?.ariaLabel ?? "";
    const cards = characters.map((character) =>
      characterCard(character, {
        selected: selectedId() === character.id,
        select: () => attempt(() => playOrOpen(character)),
        remove: isManaged() ? null : () => remove(character),
      })
    );
    list.replaceChildren(...cards, isManaged() ? note("hall.managed") : isFull() ? note("hall.full") : newCharacter());
    count.textContent = describeCount();
    if (focused !== "") focusByLabel(focused);
  }

  /** The drawing anew took the focused button away; its successor has the same name, or says "Playing" now. @param {string} label */
  function focusByLabel(label) {
    const names = characters.map(({ name }) => ({
      play: say("hall.playNamed", { name }),
      playing: say("hall.playingNamed", { name }),
    }));
    const labels = [label, names.find(({ play }) => play === label)?.playing];
    const buttons = [...list.querySelectorAll("button")];
    buttons.find((button) => button.ariaLabel !== null && labels.includes(button.ariaLabel))?.focus();
  }

  function chosen() {
    return games.find(({ id }) => id === gameId);
  }

  function isManaged() {
    return chosen()?.managed ?? false;
  }

  function isFull() {
    return charactersPerGame !== null && characters.length >= charactersPerGame;
  }

  function describeCount() {
    const count = characters.length;
    if (isManaged() && count === 0) return ""; // said below, in words
    if (charactersPerGame === null || isManaged()) return say("hall.count", { count });
    return say("hall.countOf", { count, max: charactersPerGame });
  }

  /** A game with a page of its own is played there; it learns of the character by its number. @param {Character} character */
  async function playOrOpen({ id }) {
    const page = chosen()?.page;
    if (page === undefined) return await play({ gameId, characterId: id });
    const url = placeUrl(page);
    if (url === null) return;
    url.searchParams.set("character", String(id));
    location.assign(url);
  }

  function newCharacter() {
    const item = copyOf("new-character-template");
    find(item, "button", HTMLButtonElement).addEventListener("click", create);
    return item;
  }

  /** @param {string} name of the text */
  function note(name) {
    const item = textElement("li", say(name));
    item.className = "managed-note";
    return item;
  }

  function create() {
    dialogs.create(async (input) => {
      const created = await connection().createCharacter({ gameId, ...input });
      characters = [...characters, created];
      drawCharacters();
      told.textContent = say("hall.made", { name: created.name });
      // The dialog gives the focus back as it closes; then it goes to what was made.
      queueMicrotask(() => setTimeout(() => focusByLabel(say("hall.playNamed", { name: created.name }))));
    });
  }

  /** @param {Character} character */
  function remove(character) {
    const isPlayed = selectedId() === character.id;
    dialogs.remove(character, isPlayed, async () => {
      await connection().deleteCharacter({ gameId: character.gameId, characterId: character.id });
      characters = characters.filter(({ id }) => id !== character.id);
      drawCharacters();
      if (isPlayed) stopped();
      told.textContent = say("hall.deleted", { name: character.name });
      byId("characters-title", HTMLElement).focus();
    });
  }

  return {
    async open() {
      await attempt(async () => {
        games = await client.games();
        playingNow.start();
        const last = games.find(({ id }) => id === kept.read(GAME_KEY));
        // One that is played right here comes before one that waits for a client of its own.
        const first = last ?? games.find(({ managed, howToStart }) => !managed && howToStart === undefined) ??
          games.find(({ managed }) => !managed) ?? games[0];
        if (first !== undefined) return await chooseGame(first.id);
        drawGames();
        const empty = textElement("li", say("hall.noGames"));
        empty.className = "empty";
        gameList.append(empty);
      });
    },
    /** When the line has opened, and after a selection. */
    refresh: () => attempt(loadCharacters),
    close: playingNow.stop,
    /** After the seat was lost. */
    redraw: drawCharacters,
    /** @param {string} text */
    showFailure: (text) => showText(failure, text),
  };
}

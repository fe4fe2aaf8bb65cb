/** @import { Character, Connection, Game, GatehouseClient, GatehouseError } from "../client.d.ts" */
import { characterCard } from "./character_card.js";
import { createDialogs } from "./character_dialogs.js";
import { byId, copyOf, find, showText, textElement } from "./elements.js";
import { guardShelf } from "../client/shelves.js";
import { defaultStorage } from "../client/token_store.js";

/** So that a returning player finds the game they left. */
const GAME_KEY = "gatehouse_last_game";
const keptGame = guardShelf(defaultStorage().local);

/**
 * The games, and the characters of the chosen one.
 *
 * @param {{
 *   client: GatehouseClient,
 *   connection(): Connection,
 *   selectedId(): number | null,
 *   describe(error: GatehouseError): string,
 *   play(choice: { gameId: string, characterId: number }): Promise<void>,
 * }} parts
 */
export function createLobby({ client, connection, selectedId, describe, play }) {
  const gameList = byId("game-list", HTMLUListElement);
  const list = byId("character-list", HTMLUListElement);
  const count = byId("characters-count", HTMLElement);
  const failure = byId("lobby-error", HTMLElement);
  const dialogs = createDialogs({ describe });
  /** @type {Game[]} */
  let games = [];
  /** @type {Character[]} */
  let characters = [];
  let gameId = "";

  /** Runs what a click asked for, and says so where it fails. @param {() => Promise<void>} act */
  async function attempt(act) {
    showText(failure, "");
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
    keptGame.write(GAME_KEY, id);
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
      find(item, ".game-initial", HTMLElement).textContent = [...game.name][0] ?? "";
      find(item, ".game-name", HTMLElement).textContent = game.name;
      button.ariaCurrent = game.id === gameId ? "true" : null;
      button.addEventListener("click", () => attempt(() => chooseGame(game.id)));
      return item;
    }));
    byId("characters-title", HTMLElement).textContent = games.find(({ id }) => id === gameId)?.name ?? "Characters";
    list.replaceChildren();
    count.textContent = "";
  }

  function drawCharacters() {
    const focused = document.activeElement?.ariaLabel ?? "";
    const cards = characters.map((character) =>
      characterCard(character, {
        selected: selectedId() === character.id,
        select: () => attempt(() => play({ gameId, characterId: character.id })),
        remove: isManaged() ? null : () => remove(character),
      })
    );
    list.replaceChildren(...cards, isManaged() ? managedNote() : newCharacter());
    count.textContent = characters.length === 1 ? "1 character" : `${characters.length} characters`;
    if (focused !== "") focusByLabel(focused);
  }

  /** The drawing anew took the focused button away; its successor has the same name, or says "Playing" now. @param {string} label */
  function focusByLabel(label) {
    const labels = [label, label.replace(/^Play /, "Playing ")];
    const buttons = [...list.querySelectorAll("button")];
    buttons.find((button) => button.ariaLabel !== null && labels.includes(button.ariaLabel))?.focus();
  }

  function isManaged() {
    return games.find(({ id }) => id === gameId)?.managed ?? false;
  }

  function newCharacter() {
    const item = copyOf("new-character-template");
    find(item, "button", HTMLButtonElement).addEventListener("click", create);
    return item;
  }

  function managedNote() {
    const item = textElement("li", "This game makes its characters itself, when you play it.");
    item.className = "managed-note";
    return item;
  }

  function create() {
    dialogs.create(async (input) => {
      const created = await connection().createCharacter({ gameId, ...input });
      characters = [...characters, created];
      drawCharacters();
      focusByLabel(`Play ${created.name}`);
    });
  }

  /** @param {Character} character */
  function remove(character) {
    dialogs.remove(character, async () => {
      await connection().deleteCharacter({ gameId: character.gameId, characterId: character.id });
      characters = characters.filter(({ id }) => id !== character.id);
      drawCharacters();
      byId("characters-title", HTMLElement).focus();
    });
  }

  return {
    async open() {
      await attempt(async () => {
        games = await client.games();
        const last = games.find(({ id }) => id === keptGame.read(GAME_KEY));
        const first = last ?? games.find(({ managed }) => !managed) ?? games[0];
        if (first !== undefined) return await chooseGame(first.id);
        drawGames();
        const empty = textElement("li", "No game has opened here yet. Come back soon.");
        empty.className = "empty";
        gameList.append(empty);
      });
    },
    /** When the line has opened, and after a selection. */
    refresh: () => attempt(loadCharacters),
    /** After the seat was lost. */
    redraw: drawCharacters,
    /** @param {string} text */
    showFailure: (text) => showText(failure, text),
  };
}

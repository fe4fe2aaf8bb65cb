/** @import { Connection, GatehouseError } from "../../../static/client.d.ts" */
/** @import { FourInARow } from "../mod.ts" */
/** @import { LobbyPlayer, MatchMessage, Receives } from "../messages.ts" */
// In the browser "/static/client.js": an address does not go above its root. On disk the type checker finds the file.
import { createGatehouseClient } from "../../../static/client.js";
import { createBoard } from "./board.js";
import { showCompetitors, showPlayers } from "./lobby.js";

const GAME_ID = "four_in_a_row";
/** The hall's Play says which. */
const chosenId = Number(new URLSearchParams(location.search).get("character"));
const client = createGatehouseClient();

/** @type {Connection<FourInARow> | null} */
let connection = null;
/** @type {MatchMessage | null} */
let match = null;
/** @type {readonly LobbyPlayer[]} */
let players = [];

const board = createBoard(find("board"), (column) => act({ type: "drop", column }));
find("resign").addEventListener("click", () => act({ type: "resign" }));
find("sign-out").addEventListener("click", async () => {
  connection?.close();
  await client.logOut().catch(() => {}); // the token is forgotten here in any case
  showDoor("");
});

/** @param {string} id */
function find(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`Could not find #${id}`);
  return element;
}

/** @param {FourInARow["sends"]} message */
async function act(message) {
  try {
    received(await /** @type {Connection<FourInARow>} */ (connection).request(message));
  } catch (error) {
    find("status").textContent = /** @type {GatehouseError} */ (error).message;
  }
}

/** @param {Receives} message */
function received(message) {
  if (message.type === "lobby") players = message.players;
  else if (message.type === "match") match = message;
  else match = null;
  draw(message.type === "cancelled" ? "The other one has left for good. Challenge somebody else." : statusOf());
  if (message.type === "match" && message.outcome !== null) showScore().catch(() => {});
}

/** @param {string} status */
function draw(status) {
  const isPlaying = match !== null && match.outcome === null;
  find("status").textContent = status;
  board.show(match);
  showCompetitors(find("competitors"), match);
  showPlayers(find("players"), players, !isPlaying, (to) => act({ type: "challenge", to }));
  find("alone").hidden = players.length > 0;
  find("resign").hidden = !isPlaying;
}

function statusOf() {
  if (match === null) return players.length > 0 ? "Challenge somebody to a match." : "Waiting for company.";
  const other = match.competitors[1 - match.you];
  if (match.outcome !== null) return outcomeText(match.outcome, match.you, other?.name ?? "");
  if (match.turn === match.you) return "Your turn: choose a column.";
  return other?.isHere ? `${other.name} thinks …` : `${other?.name} is away, and loses after a minute.`;
}

/** @param {NonNullable<MatchMessage["outcome"]>} outcome @param {0 | 1} you @param {string} other */
function outcomeText({ winner, reason }, you, other) {
  if (winner === null) return "A draw: the board is full.";
  if (winner !== you) return reason === "resigned" ? "You resigned." : `${other} wins.`;
  if (reason === "resigned") return `${other} resigns: you win.`;
  return reason === "away" ? `${other} did not come back: you win.` : "Four in a row: you win!";
}

async function showScore() {
  const own = await findCharacter();
  if (own === undefined) return;
  const { wins, losses, draws } = own.data;
  find("score").textContent = `${own.name}: ${wins} won, ${losses} lost, ${draws} drawn`;
  find("score").hidden = false;
}

/** The one that the hall named, else the account's first. */
async function findCharacter() {
  const characters = await /** @type {Connection<FourInARow>} */ (connection).listCharacters(GAME_ID);
  return characters.find(({ id }) => id === chosenId) ?? characters[0];
}

/** With a character that is made when there is none. */
async function play() {
  find("door").hidden = true;
  const opened = client.connect();
  connection = /** @type {Connection<FourInARow>} */ (/** @type {unknown} */ (opened));
  connection.on("message", received);
  connection.on("reconnecting", () => showLine("Connection lost. Coming back …"));
  connection.on("open", () => showLine(null));
  connection.on("error", (error) => draw(error.message));
  connection.on("sessionEnded", ({ meaning }) => {
    showLine(meaning === "signed_in_elsewhere" ? "You play in another window." : null);
    if (meaning !== "signed_in_elsewhere") {
      showDoor(meaning === "banned" ? "This account is closed." : "Sign in again.");
    }
  });
  const { username } = await connection.ready();
  const character = await findCharacter() ?? await connection.createCharacter({ gameId: GAME_ID, name: username });
  await connection.selectCharacter({ gameId: GAME_ID, characterId: character.id });
  find("hall").hidden = false;
  find("sign-out").hidden = false;
  draw(statusOf());
  await showScore();
}

/** @param {string | null} text */
function showLine(text) {
  find("line").hidden = text === null;
  find("line").textContent = text ?? "";
}

/** @param {string} error */
function showDoor(error) {
  connection?.close();
  find("hall").hidden = true;
  find("sign-out").hidden = true;
  find("score").hidden = true;
  find("door").hidden = false;
  showError(error);
}

/** @param {string} text */
function showError(text) {
  const error = find("sign-in").querySelector(".error");
  if (error !== null) error.textContent = text;
}

find("sign-in").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { target, submitter } = /** @type {SubmitEvent} */ (event);
  const form = new FormData(/** @type {HTMLFormElement} */ (target));
  const input = { username: String(form.get("username")), password: String(form.get("password")) };
  const isNew = /** @type {HTMLButtonElement | null} */ (submitter)?.value === "register";
  showError("");
  try {
    await (isNew ? client.register(input) : client.logIn(input));
    await play();
  } catch (error) {
    showDoor(/** @type {GatehouseError} */ (error).message);
  }
});

if (client.token === null) showDoor("");
else play().catch((error) => showDoor(error.message));

/** @import { CharacterChoice, CloseMeaning, Connection, GatehouseClient, GatehouseError } from "../client.d.ts" */
/** @import { Features } from "./brand.js" */
import { createAccount } from "./account.js";
import { byId } from "./elements.js";
import { keepTokenFresh } from "./fresh_token.js";
import { createLineBanner } from "./line_banner.js";
import { createLive } from "./live.js";
import { createLobby } from "./lobby.js";
import { describeEnd, describeError } from "./messages.js";
import { startRoutes } from "./routes.js";

/** By it the doorway knows whether its texts are those of this hall. */
export { say } from "./texts.js";

/** With these the player stands outside again, whichever call met them. */
const OUTSIDE = new Set([
  "invalid_token",
  "token_expired",
  "wrong_token_type",
  "signed_out",
  "account_banned",
  "account_suspended",
  "address_banned",
  "account_deleting",
]);

/**
 * Everything behind the sign-in, around one live connection.
 *
 * @param {{
 *   client: GatehouseClient,
 *   features: Features,
 *   charactersPerGame: number | null,
 *   left(text: string, mood?: "good" | "bad"): void,
 * }} parts
 */
export function createHall({ client, features, charactersPerGame, left }) {
  const view = byId("hall", HTMLElement);
  const elsewhere = byId("elsewhere-dialog", HTMLDialogElement);
  /** @type {Connection | null} */
  let line = null;
  /** @type {CharacterChoice | null} */
  let lastChoice = null;
  let stopRefreshing = () => {};

  const banner = createLineBanner({ retry: () => line?.reconnectNow() });
  const live = createLive({ send: (message) => connection().send(message), describe });
  const lobby = createLobby({
    client,
    charactersPerGame,
    connection,
    selectedId,
    describe,
    play,
    stopped: live.forget,
  });
  const account = createAccount({
    client,
    features,
    describe,
    hangUp: () => line?.close(),
    left: leave,
    renamed: showName,
  });
  const routes = startRoutes({ account: account.open });

  addEventListener("focus", () => line?.reconnectNow());
  addEventListener("offline", () => {
    if (line !== null && line.state !== "ended") banner.show("offline", null);
  });
  addEventListener("online", () => {
    // The line may have lived through it, or only seem to: its answer tells.
    if (line?.state === "open") line.ping().then(banner.hide, () => {});
    line?.reconnectNow();
  });
  elsewhere.addEventListener("close", () => {
    if (elsewhere.returnValue === "play" && lastChoice !== null) play(lastChoice).catch(showFailure);
  });

  function selectedId() {
    return line === null || line.state === "ended" ? null : line.selected?.characterId ?? null;
  }

  /** The one that is there, or a new one after the last has ended for good. */
  function connection() {
    if (line === null || line.state === "ended") line = connect();
    return line;
  }

  function connect() {
    const opened = client.connect();
    live.showState(opened.state);
    /** @type {CloseMeaning} */
    let lostBy = "lost";
    opened.on("open", () => {
      banner.hide();
      live.showState(opened.state);
      lobby.refresh();
    });
    opened.on("selected", ({ choice, answer }) => {
      lastChoice = choice;
      live.showAnswer(answer);
      lobby.refresh();
    });
    opened.on("message", live.showLatest);
    opened.on("text", (text) => live.showLatest({ type: "message", text }));
    opened.on("error", (error) => live.showLatest({ type: "refused", text: describe(error) }));
    opened.on("frame", ({ direction, message }) => live.logFrame(direction, message));
    opened.on("closed", ({ meaning }) => lostBy = meaning);
    opened.on("reconnecting", ({ attempt, delayMs }) => {
      banner.show(navigator.onLine ? lostBy : "offline", delayMs);
      live.showState(opened.state);
      // A refused handshake looks like a lost line: the HTTP half can say why (an address ban, an ended session).
      if (attempt === 2) client.verify().catch(describe);
    });
    opened.on("sessionEnded", ended);
    return opened;
  }

  /** @param {{ meaning: CloseMeaning, reason: string, error: GatehouseError | null }} end */
  async function ended({ meaning, reason: told, error }) {
    banner.hide();
    live.showState("ended");
    if (meaning === "signed_in_elsewhere") {
      lobby.redraw();
      elsewhere.returnValue = "";
      return elsewhere.showModal();
    }
    if (told !== "") return leave(describeEnd(meaning, told));
    // The line tells of a ban without its reason and end; the answer to a token has them.
    const reason = client.token === null ? error : await client.verify().then(() => error, (refusal) => refusal);
    // The token was good for longer: somebody ended the session, and it was neither this page nor an operator.
    if (reason?.code === "invalid_token") return leave(describeEnd(meaning, "elsewhere"));
    leave(reason === null ? describeEnd(meaning, told) : describeError(reason));
  }

  /** @param {CharacterChoice} choice */
  async function play(choice) {
    await connection().ready();
    await connection().selectCharacter(choice);
    byId("answer", HTMLElement).scrollIntoView({ block: "nearest" });
  }

  /** The text for a failure; one that means the end of the session also leaves. @param {GatehouseError} error */
  function describe(error) {
    const text = describeError(error);
    if (OUTSIDE.has(error.code)) leave(text);
    return text;
  }

  /** @param {GatehouseError} error */
  function showFailure(error) {
    lobby.showFailure(describe(error));
  }

  /** @param {string} username */
  function showName(username) {
    for (const place of document.querySelectorAll("[data-username]")) place.textContent = username;
  }

  /** @param {string} text why @param {"good" | "bad"} [mood] */
  function leave(text, mood = "bad") {
    if (view.hidden) return;
    view.hidden = true;
    stopRefreshing();
    lobby.close();
    line?.close();
    line = null;
    lastChoice = null;
    banner.hide();
    live.clear();
    routes.reset();
    for (const dialog of document.querySelectorAll("dialog")) dialog.close();
    left(text, mood);
  }

  return {
    /** @param {{ username: string }} player */
    enter({ username }) {
      showName(username);
      view.hidden = false;
      stopRefreshing = keepTokenFresh(client);
      routes.show();
      lobby.open();
    },
    leave,
  };
}

/** @import { Game, OwnGameToken, OwnLogin, OwnSession } from "../client.d.ts" */
/** @import { AccountParts } from "./account_parts.js" */
import { byId, textElement } from "./elements.js";
import { formatAgo, formatDateTime, formatTime } from "./messages.js";
import { listRow, openPanel } from "./panel.js";
import { hasText, say } from "./texts.js";

const PAGE = 10;
/** An attempt that was refused counts for so long (the server looks again). */
const ATTEMPT_MS = 15 * 60_000;

/** The line that a page opens once its player is in is no sign-in of its own. @param {OwnLogin} login */
function isSignIn({ door, result }) {
  return door !== "websocket" || result !== "succeeded";
}

/** Where the account is signed in, and who tried. @param {AccountParts} parts */
export function createTrailPanels({ client, questions, describe }) {
  const here = openPanel("sessions-panel", describe);
  const tried = openPanel("logins-panel", describe);
  const sessionList = byId("session-list", HTMLUListElement);
  const loginList = byId("login-list", HTMLUListElement);
  const more = byId("logins-more", HTMLButtonElement);
  let next = "";
  let signedInAt = 0;
  /** @type {{ gameId: string, name: string, doors: readonly string[] }[]} */
  let games = [];

  more.addEventListener("click", () => tried.attempt(more, () => loadLogins(next)));

  /** @param {OwnSession} session @param {string | undefined} character its name */
  function sessionRow({ id, device, address, lastActive, createdAt, current }, character) {
    const shown = device || say("sessions.unknown");
    const name = character === undefined ? shown : say("sessions.as", { device: shown, character });
    const title = current ? `${name} (${say("sessions.here")})` : name;
    const hint = say("sessions.active", { when: formatAgo(lastActive ?? createdAt), address: address ?? "?" });
    const end = here.button.bind(here)(say("sessions.end"), name, async () => {
      await client.trail.endSession(id);
      await loadSessions();
      here.say(say("sessions.ended"));
    }, "danger");
    return listRow(title, hint, current ? [] : [end]);
  }

  /** @param {OwnGameToken} token */
  function tokenRow({ id, server, game, expiresAt }) {
    const name = server ?? game ?? say("sessions.token");
    const end = here.button.bind(here)(say("sessions.end"), name, async () => {
      await client.trail.endGameToken(id);
      await loadSessions();
      here.say(say("sessions.ended"));
    }, "danger");
    return listRow(name, say("sessions.tokenUntil", { when: formatDateTime(new Date(expiresAt)) }), [end]);
  }

  /** Names of characters by their id, of the games that are played. @param {readonly OwnSession[]} sessions */
  async function namesOfPlayed(sessions) {
    const played = new Set(sessions.flatMap(({ gameId }) => gameId ?? []));
    const lists = await Promise.all([...played].map((gameId) => client.characters.list(gameId).catch(() => [])));
    return new Map(lists.flat().map(({ id, name }) => [String(id), name]));
  }

  async function loadSessions() {
    const { sessions, gameTokens } = await client.trail.sessions();
    const names = await namesOfPlayed(sessions);
    signedInAt = Date.parse(sessions.find(({ current }) => current)?.createdAt ?? "");
    sessionList.replaceChildren(
      ...sessions.map((one) => sessionRow(one, names.get(String(one.character)))),
      ...gameTokens.map(tokenRow),
    );
  }

  /** @param {OwnLogin} login */
  function loginRow(login) {
    const { at, device, address, result, code } = login;
    const what = code !== null && hasText(`logins.${code}`) ? say(`logins.${code}`) : say(`logins.${result}`);
    const from = [device, address === null ? "" : say("logins.from", { address }), formatAgo(at)].filter(Boolean).join(
      " · ",
    );
    const game = games.find(({ doors }) => doors.includes(login.door));
    const isFresh = Date.parse(at) > signedInAt && Date.now() - Date.parse(at) < ATTEMPT_MS;
    const isOffered = code === "door_closed" && isFresh && game !== undefined;
    const row = listRow(what, from, isOffered ? [letInButton(login, game)] : []);
    row.dataset.result = result;
    return row;
  }

  /** @param {OwnLogin} login @param {{ gameId: string, name: string }} game */
  function letInButton({ id, at, address }, { gameId, name }) {
    return tried.button.bind(tried)(say("logins.itWasMe"), name, async () => {
      const question = say("logins.letInAsk", { game: name, address: address ?? "?", when: formatAgo(at) });
      const text = `${question} ${say("logins.notMe")}`;
      if (!await questions.ask({ title: say("logins.itWasMe"), text, yes: say("ask.yes") })) return;
      const window = await questions.proving(() => client.gameClients.openWindow(gameId, { attempt: id }));
      if (window === null) return;
      const until = formatTime(new Date(window.until));
      tried.say(say("logins.letIn", { game: name, address: window.address, until }));
    }, "primary");
  }

  /** @param {string} [after] */
  async function loadLogins(after) {
    if (after === undefined) loginList.replaceChildren();
    const before = loginList.childElementCount;
    /** @type {string | null} */
    let from = after ?? "";
    while (from !== null && loginList.childElementCount < before + PAGE) {
      const page = await client.trail.logins({ limit: PAGE, ...(from === "" ? {} : { after: from }) });
      loginList.append(...page.items.filter(isSignIn).map(loginRow));
      from = page.next;
    }
    next = from ?? "";
    more.hidden = from === null;
    if (loginList.childElementCount === 0) loginList.append(textElement("li", say("logins.none")));
  }

  /** A place that keeps no such list has no such section. @param {ReturnType<typeof openPanel>} panel @param {() => Promise<void>} load */
  async function showIfThere(panel, load) {
    panel.say("");
    try {
      await load();
      return true;
    } catch (error) {
      if (/** @type {{ code?: string }} */ (error).code === "not_found") return false;
      await panel.attempt(null, () => Promise.reject(error));
      return true;
    }
  }

  return {
    async load() {
      games = await client.gameClients.list().catch(() => []);
      byId("session-list", HTMLElement).hidden = !await showIfThere(here, loadSessions);
      tried.panel.hidden = !await showIfThere(tried, () => loadLogins());
    },
  };
}

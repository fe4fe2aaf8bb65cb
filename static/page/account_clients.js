/** @import { GameClient } from "../client.d.ts" */
/** @import { AccountParts } from "./account_parts.js" */
import { byId, textElement } from "./elements.js";
import { formatAgo, formatTime } from "./messages.js";
import { openPanel } from "./panel.js";
import { say } from "./texts.js";

/** How each game's own client is let in, and the buttons that change it. @param {AccountParts} parts */
export function createClients({ client, questions, describe, passwordFor }) {
  const panel = openPanel("clients-panel", describe);
  const list = byId("client-list", HTMLUListElement);

  /** @param {GameClient} game */
  async function makePassword({ gameId, name }) {
    if (!await questions.ask({ text: say("clients.makeAsk"), yes: say("clients.make") })) return;
    const password = await questions.proving(() => client.gameClients.newPassword(gameId));
    if (password === null) return;
    await questions.showOnce({
      title: say("clients.made", { game: name }),
      text: say("clients.madeText"),
      lines: [password],
    });
    await load();
  }

  /** @param {GameClient} game */
  async function open({ gameId, name }) {
    const window = await questions.proving(() => client.gameClients.openWindow(gameId));
    if (window === null) return;
    await load();
    const until = formatTime(new Date(window.until));
    panel.say(say("clients.opened", { game: name, until, address: window.address }));
  }

  /** @param {GameClient} game */
  async function close({ gameId, name }) {
    await client.gameClients.closeWindow(gameId);
    await load();
    panel.say(say("clients.closedNow", { game: name }));
  }

  /** @param {GameClient} game */
  async function endPassword({ gameId, name }) {
    if (!await questions.ask({ text: say("clients.endAsk"), yes: say("clients.end") })) return;
    if (await questions.proving(async () => (await client.gameClients.removePassword(gameId), true)) === null) return;
    await load();
    panel.say(say("clients.ended", { game: name }));
  }

  /** @param {GameClient} game */
  async function shut({ gameId }) {
    if (!await questions.ask({ text: say("clients.endAsk"), yes: say("clients.shut") })) return;
    if (await questions.proving(() => client.gameClients.setAccess(gameId, "closed")) === null) return;
    await load();
    panel.say(say("clients.changed"));
  }

  /** @param {GameClient} game @param {"password" | "window"} access */
  async function takePassword({ gameId }, access) {
    const password = await passwordFor();
    if (password === null) return;
    if (await questions.proving(() => client.gameClients.setAccess(gameId, access, password)) === null) return;
    await load();
    panel.say(say("clients.changed"));
  }

  /** @param {GameClient} game */
  function row(game) {
    const { name, access, gamePassword, window } = game;
    const { secondFactor, hasPassword } = panelState;
    const isOpen = window !== null && Date.parse(window.until) > Date.now();
    const button = panel.button.bind(panel);
    const buttons = [
      access === "window" && !isOpen &&
      button(say("clients.open"), name, () => open(game), "primary"),
      isOpen && button(say("clients.close"), name, () => close(game)),
      button(say("clients.make"), name, () => makePassword(game)),
      (access === "closed" || access === "game_password") && hasPassword &&
      button(
        say("clients.usePassword"),
        name,
        () => takePassword(game, secondFactor ? "window" : "password"),
      ),
      gamePassword !== null &&
      button(say("clients.end"), name, () => endPassword(game), "danger"),
      gamePassword === null && access !== "closed" &&
      button(say("clients.shut"), name, () => shut(game), "danger"),
    ].filter((it) => it !== false);
    const item = textElement("li");
    item.className = "client";
    const actions = textElement("div");
    actions.className = "row";
    actions.append(...buttons);
    const notes = [say(`clients.${access}`)];
    if (isOpen) {
      notes.push(
        say("clients.opened", { game: name, until: formatTime(new Date(window.until)), address: window.address }),
      );
    }
    if (gamePassword !== null) notes.push(describePassword(gamePassword));
    item.append(textElement("h3", name), ...notes.map((note) => textElement("p", note)), actions);
    return item;
  }

  let panelState = { secondFactor: false, hasPassword: true };

  async function load() {
    const games = await client.gameClients.list();
    panel.panel.hidden = games.length === 0;
    list.replaceChildren(...games.map(row));
  }

  return {
    /** @param {{ secondFactor: boolean, hasPassword: boolean, guest: boolean }} account */
    async show(account) {
      panelState = account;
      panel.panel.hidden = true;
      if (account.guest) return; // no door that only knows passwords takes one
      try {
        await load();
      } catch (error) {
        // A place without such doors has no such section.
        panel.panel.hidden = true;
        if (/** @type {{ code?: string }} */ (error).code !== "not_found") {
          await panel.attempt(null, () => Promise.reject(error));
        }
      }
    },
  };
}

/** @param {NonNullable<GameClient["gamePassword"]>} password */
function describePassword({ createdAt, lastUsed, lastAddress }) {
  const used = lastUsed === null
    ? say("clients.neverUsed")
    : say("clients.lastUsed", { when: formatAgo(lastUsed), address: lastAddress ?? "?" });
  return say("clients.gamePassword", { when: formatAgo(createdAt), used });
}

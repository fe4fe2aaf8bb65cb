/** @import { AccountDetails, Game, GameClient, GatehouseClient, GatehouseError } from "../client.d.ts" */
import { byId, textElement } from "./elements.js";
import { placeUrl } from "./paths.js";
import { say } from "./texts.js";

/**
 * What Play does in a game that is not played in this page: its own page opens, or its own client is started, which the
 * account may have to let in.
 *
 * @param {{ game: Game | undefined, client: GatehouseClient, describe(error: GatehouseError): string }} parts
 */
export function howToPlay({ game, client }) {
  const place = byId("how-to-play", HTMLElement);
  const { id, name = "", page, howToStart } = game ?? {};
  place.replaceChildren();
  place.hidden = page === undefined && howToStart === undefined;
  if (page !== undefined) place.append(pageLink(page, name));
  if (howToStart === undefined || id === undefined) return;
  const told = textElement("p", howToStart);
  place.append(textElement("h3", say("hall.howToStart")), told);
  client.gameClients.list().then(async (games) => {
    const found = games.find(({ gameId }) => gameId === id);
    if (found === undefined) return;
    const lack = lackOf(found, await client.account());
    if (lack === null) return;
    const link = textElement("a", say(lack.act));
    link.href = `#account/${lack.section}`;
    link.className = "button";
    // Another game may have been chosen meanwhile: then this goes nowhere.
    told.after(textElement("p", say(lack.text)), link);
  }).catch(() => {}); // a place without such doors
}

/**
 * What keeps the account out of the game's own client, and where that is mended.
 *
 * @param {GameClient} game @param {AccountDetails} account
 */
function lackOf({ access, needsEmail }, { guest, email }) {
  const isOpen = access === "password" || access === "game_password";
  if (guest) return isOpen ? null : { text: "hall.guestClient", act: "keep.title", section: "keep" };
  if (needsEmail && email === null) return { text: "hall.needsEmail", act: "hall.addEmail", section: "email" };
  return isOpen ? null : { text: "hall.clientClosed", act: "hall.openForClient", section: "clients" };
}

/** @param {string} page @param {string} name */
function pageLink(page, name) {
  const link = textElement("a", say("hall.openGame", { game: name }));
  link.className = "button primary";
  link.href = placeUrl(page)?.href ?? "#play";
  return link;
}

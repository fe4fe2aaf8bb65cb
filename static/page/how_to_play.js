/** @import { Game, GatehouseClient, GatehouseError } from "../client.d.ts" */
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
    const access = games.find(({ gameId }) => gameId === id)?.access;
    if (access === undefined || access === "password" || access === "game_password") return;
    const { guest } = await client.account();
    const link = textElement("a", say(guest ? "keep.title" : "hall.openForClient"));
    link.href = guest ? "#account/keep" : "#account/clients";
    link.className = "button";
    // Another game may have been chosen meanwhile: then this goes nowhere.
    told.after(textElement("p", say(guest ? "hall.guestClient" : "hall.clientClosed")), link);
  }).catch(() => {}); // a place without such doors
}

/** @param {string} page @param {string} name */
function pageLink(page, name) {
  const link = textElement("a", say("hall.openGame", { game: name }));
  link.className = "button primary";
  link.href = placeUrl(page)?.href ?? "#play";
  return link;
}

/** @import { GatehouseError } from "../client.d.ts" */
import { createGatehouseClient } from "../client.js";
import { applyBrand } from "./brand.js";
import { createDoorway } from "./doorway.js";
import { byId } from "./elements.js";
import { createHallDoor } from "./hall_door.js";
import { setUpLanguageChoice } from "./language_choice.js";
import { createLinks } from "./links.js";
import { describeError } from "./messages.js";
import { setUpPasswordFields } from "./password_fields.js";
import { watchOtherWindows } from "./other_windows.js";
import { fillTexts, loadTexts } from "./page_texts.js";
import { say } from "./texts.js";

const client = createGatehouseClient();
const [{ features, charactersPerGame }] = await Promise.all([applyBrand(), loadTexts()]);
fillTexts(document);
const hall = createHallDoor({ client, features, charactersPerGame, left: (text, mood) => doorway.show(text, mood) });
const doorway = createDoorway({ client, features, enter });
const links = createLinks({ client, features, done: doorway.show });
const splash = byId("splash", HTMLElement);
const splashText = byId("splash-text", HTMLElement);
const retry = byId("splash-retry", HTMLButtonElement);

/** To what a mail's link leads; straight into the hall with a token that holds; to the doorway without one. */
async function start() {
  if (links.open()) return;
  if (client.token === null) return doorway.show();
  wait(say("page.signingIn"));
  hall.prepare();
  try {
    const { username } = await client.verify();
    await enter({ username });
  } catch (error) {
    refused(/** @type {GatehouseError} */ (error));
  }
}

/** @param {{ username: string }} player */
async function enter(player) {
  wait(say("page.signingIn"));
  try {
    await hall.enter(player);
    splash.hidden = true;
  } catch (error) {
    showRetry(describeError(/** @type {GatehouseError} */ (error)));
  }
}

/** @param {GatehouseError} error */
function refused(error) {
  // 401: the token is dead. 403: its owner may not come in. Anything else says nothing about the token.
  if (error.status === 401 || error.status === 403) return doorway.show(describeError(error));
  showRetry(describeError(error));
}

/** @param {string} text */
function wait(text) {
  splash.hidden = false;
  retry.hidden = true;
  splashText.textContent = text;
}

/** @param {string} text */
function showRetry(text) {
  splashText.textContent = text;
  retry.hidden = false;
}

setUpPasswordFields();
setUpLanguageChoice();
watchOtherWindows();
retry.addEventListener("click", start);
// Whoever types will want it soon.
addEventListener("input", hall.prepare, { once: true });
// A link that is opened in a window that stands here already.
addEventListener("hashchange", () => {
  if (/^#(reset|verify|undo)=/.test(location.hash)) location.reload();
});
await start();

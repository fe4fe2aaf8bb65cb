/** The players' page: puts its views together and starts it. */
import { createGatehouseClient, GatehouseError } from "../client.js";
import { applyBrand, translateWelcome } from "./brand.js";
import { createDoorway } from "./doorway.js";
import { byId } from "./elements.js";
import { createHallDoor } from "./hall_door.js";
import { setUpLanguageChoice } from "./language_choice.js";
import { createLinks } from "./links.js";
import { describeError } from "./messages.js";
import { setUpPasswordFields } from "./password_fields.js";
import { watchOtherWindows } from "./other_windows.js";
import { fillTexts, loadTexts } from "./page_texts.js";
import { showWaiting } from "./steps.js";
import { say } from "./texts.js";

const client = createGatehouseClient();
const [{ features, charactersPerGame }] = await Promise.all([applyBrand(), loadTexts()]);
fillTexts(document);
translateWelcome(say("page.welcome"));
const hall = createHallDoor({ client, features, charactersPerGame, left: (text, mood) => doorway.show(text, mood) });
const doorway = createDoorway({ client, features, enter });
const links = createLinks({ client, features, done: doorway.show });

/** To what a mail's link leads; straight into the hall with a token that holds; to the doorway without one. */
async function start() {
  if (links.open()) return;
  if (client.token === null) return doorway.show();
  showWaiting(say("page.signingIn"));
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
  showWaiting(say("page.signingIn"));
  try {
    await hall.enter(player);
    byId("doorway", HTMLElement).hidden = true;
  } catch (error) {
    if (!(error instanceof GatehouseError)) throw error;
    showWaiting(describeError(error), { canRetry: true });
  }
}

/** @param {GatehouseError} error */
function refused(error) {
  // 401: the token is dead. 403: its owner may not come in. Anything else says nothing about the token.
  if (error.status === 401 || error.status === 403) return doorway.show(describeError(error));
  showWaiting(describeError(error), { canRetry: true });
}

setUpPasswordFields();
setUpLanguageChoice();
watchOtherWindows();
byId("splash-retry", HTMLButtonElement).addEventListener("click", start);
// Whoever types will want it soon.
addEventListener("input", hall.prepare, { once: true });
// A link that is opened in a window that stands here already.
addEventListener("hashchange", () => {
  if (/^#(reset|verify|undo)=/.test(location.hash)) location.reload();
});
await start();

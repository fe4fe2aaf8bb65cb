/** @import { GatehouseError } from "../client.d.ts" */
import { createGatehouseClient } from "../client.js";
import { setUpLanguageChoice } from "./account_profile.js";
import { applyBrand } from "./brand.js";
import { createDoorway } from "./doorway.js";
import { byId } from "./elements.js";
import { createHall } from "./hall.js";
import { createLinks } from "./links.js";
import { describeError } from "./messages.js";
import { setUpPasswordFields } from "./password_fields.js";
import { watchOtherWindows } from "./other_windows.js";
import { fillTexts, loadTexts } from "./page_texts.js";
import { say } from "./texts.js";

const client = createGatehouseClient();
const [{ features, charactersPerGame }] = await Promise.all([applyBrand(), loadTexts()]);
fillTexts(document);
const hall = createHall({ client, features, charactersPerGame, left: (text, mood) => doorway.show(text, mood) });
const doorway = createDoorway({ client, features, enter: hall.enter });
const links = createLinks({ client, features, done: doorway.show });
const splash = byId("splash", HTMLElement);
const splashText = byId("splash-text", HTMLElement);
const retry = byId("splash-retry", HTMLButtonElement);

/** To what a mail's link leads; straight into the hall with a token that holds; to the doorway without one. */
async function start() {
  if (links.open()) return;
  if (client.token === null) return doorway.show();
  splash.hidden = false;
  retry.hidden = true;
  splashText.textContent = say("page.signingIn");
  try {
    const { username } = await client.verify();
    splash.hidden = true;
    hall.enter({ username });
  } catch (error) {
    refused(/** @type {GatehouseError} */ (error));
  }
}

/** @param {GatehouseError} error */
function refused(error) {
  // 401: the token is dead. 403: its owner may not come in. Anything else says nothing about the token.
  if (error.status === 401 || error.status === 403) {
    splash.hidden = true;
    return doorway.show(describeError(error));
  }
  splashText.textContent = describeError(error);
  retry.hidden = false;
}

setUpPasswordFields();
setUpLanguageChoice();
watchOtherWindows();
retry.addEventListener("click", start);
// A link that is opened in a window that stands here already.
addEventListener("hashchange", () => {
  if (/^#(reset|verify|undo)=/.test(location.hash)) location.reload();
});
await start();

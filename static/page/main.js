/** @import { GatehouseError } from "../client.d.ts" */
import { createGatehouseClient } from "../client.js";
import { applyBrand } from "./brand.js";
import { createDoorway } from "./doorway.js";
import { byId } from "./elements.js";
import { createHall } from "./hall.js";
import { describeError } from "./messages.js";
import { setUpPasswordFields } from "./password_fields.js";
import { watchOtherWindows } from "./other_windows.js";

const client = createGatehouseClient();
const hall = createHall({ client, left: (text) => doorway.show(text) });
const doorway = createDoorway({ client, enter: hall.enter });
const splash = byId("splash", HTMLElement);
const splashText = byId("splash-text", HTMLElement);
const retry = byId("splash-retry", HTMLButtonElement);

/** Straight into the hall with a token that holds, to the doorway without one. */
async function start() {
  if (client.token === null) return doorway.show();
  splash.hidden = false;
  retry.hidden = true;
  splashText.textContent = "Signing you in";
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
watchOtherWindows();
retry.addEventListener("click", start);
await applyBrand();
await start();

/** @import { AccountDetails, GatehouseClient, Passkey } from "../client.d.ts" */
/** @import { AccountParts } from "./account_parts.js" */
import { byId, textElement } from "./elements.js";
import { formatAgo } from "./messages.js";
import { listRow, openPanel } from "./panel.js";
import { passkeysWork, rememberPasskeyHere } from "./passkeys.js";
import { showRecoveryCodes } from "./recovery_codes.js";
import { say } from "./texts.js";

/** The account's passkeys: add, name, remove. @param {AccountParts} parts */
export function createPasskeys({ client, features, questions, describe, changed }) {
  const { panel, attempt, button, say: tell } = bind(openPanel("passkeys-panel", describe));
  const list = byId("passkey-list", HTMLUListElement);
  const add = byId("passkey-add", HTMLButtonElement);
  const form = byId("passkey-rename", HTMLFormElement);
  const dialog = byId("rename-dialog", HTMLDialogElement);
  const name = byId("passkey-name", HTMLInputElement);
  /** @type {Passkey | null} */
  let renamed = null;

  panel.hidden = !features.passkeys;
  add.disabled = !passkeysWork();
  add.addEventListener("click", () =>
    attempt(add, async () => {
      const passkey = await questions.proving(() => client.security.addPasskey(deviceName()));
      if (passkey === null) return;
      rememberPasskeyHere();
      await showRecoveryCodes(questions, passkey.recoveryCodes);
      tell(say("passkeys.added"));
      changed();
    }));

  dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wanted = name.value.trim();
    dialog.close();
    if (renamed === null || wanted === "" || wanted === renamed.name) return;
    const { id } = renamed;
    attempt(null, async () => {
      await client.security.renamePasskey(id, wanted);
      tell(say("passkeys.renamed"));
      await load();
    });
  });

  /** @param {Passkey} passkey */
  function rename(passkey) {
    renamed = passkey;
    name.value = passkey.name;
    dialog.showModal();
    name.select();
  }

  /** @param {Passkey} passkey */
  async function remove({ id, name: known }) {
    if (!await questions.ask({ text: say("passkeys.removeAsk", { name: known }), yes: say("passkeys.remove") })) return;
    if (await questions.proving(async () => (await client.security.removePasskey(id), true)) === null) return;
    tell(say("passkeys.removed"));
    changed();
    add.focus();
  }

  async function load() {
    const passkeys = await client.security.passkeys();
    const rows = passkeys.map((passkey) => {
      const { name: known, createdAt, lastUsed } = passkey;
      const hint = lastUsed === null
        ? say("passkeys.unused", { when: formatAgo(createdAt) })
        : say("passkeys.used", { when: formatAgo(lastUsed) });
      return listRow(known, hint, [
        button(
          say("passkeys.rename"),
          known,
          () => Promise.resolve(rename(passkey)),
        ),
        button(say("passkeys.remove"), known, () => remove(passkey), "danger"),
      ]);
    });
    list.replaceChildren(
      ...(rows.length > 0 ? rows : [emptyRow(say(passkeysWork() ? "passkeys.none" : "passkeys.unsupported"))]),
    );
  }

  return { load: () => features.passkeys ? attempt(null, load) : Promise.resolve() };
}

/** @param {ReturnType<typeof openPanel>} panel */
function bind(panel) {
  return { ...panel, button: panel.button.bind(panel) };
}

/** @param {string} text */
function emptyRow(text) {
  const row = textElement("li", text);
  row.className = "empty";
  return row;
}

/** What the player will know it by. */
function deviceName() {
  const { userAgentData, platform } = /** @type {any} */ (navigator);
  return String(userAgentData?.platform || platform || "").slice(0, 50) || undefined;
}

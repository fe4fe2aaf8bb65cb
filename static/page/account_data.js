/** @import { AccountParts } from "./account_parts.js" */
import { byId } from "./elements.js";
import { formatDateTime } from "./messages.js";
import { openPanel } from "./panel.js";
import { say } from "./texts.js";

/** The player's own data: taken along, or deleted. @param {AccountParts} parts */
export function createOwnDataPanel({ client, features, questions, describe, hangUp, left }) {
  const panel = openPanel("data-panel", describe);
  const take = byId("data-export", HTMLButtonElement);
  const remove = byId("data-delete", HTMLButtonElement);
  byId("data-deletion", HTMLElement).hidden = !features.deletion;

  take.addEventListener("click", () =>
    panel.attempt(take, async () => {
      const data = await questions.proving(() => client.ownData.export());
      if (data === null) return;
      const { username } = /** @type {{ username?: unknown }} */ (data.account ?? {});
      save(data, `gatehouse-${username}-${new Date().toISOString().slice(0, 10)}.json`);
      panel.say(say("data.exported"));
    }));

  remove.addEventListener("click", () =>
    panel.attempt(remove, async () => {
      const question = { title: say("data.deleteTitle"), text: say("data.deleteAsk"), yes: say("data.delete") };
      if (!await questions.ask(question)) return;
      const until = await questions.proving(() => {
        hangUp(); // or the end of the session would come over the line first, and look like an accident
        return client.ownData.delete();
      });
      if (until === null) return;
      left(say("data.deleted", { until: formatDateTime(until) }));
    }));
}

/** @param {object} data @param {string} name */
function save(data, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: "application/json" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

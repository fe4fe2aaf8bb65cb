/** @import { Context } from "../context.js" */
/** @import { Row } from "../api.js" */
import { badge, facts, h, link } from "../h.js";
import { failureNote } from "../failures.js";
import { locale, t } from "../texts.js";
import { table } from "../tables.js";

const ONE_DIGIT = { minimumFractionDigits: 1, maximumFractionDigits: 1 };

/** The modules that are loaded, and how their hooks fare. @param {Context} context @param {HTMLElement} place */
export async function showGames({ api, again }, place) {
  place.append(h("h1", {}, t("room.games")));
  try {
    const { items } = await api.get("/modules");
    place.append(h("div", { class: "columns" }, items.map(moduleCard)));
    if (items.length === 0) place.append(h("p", { class: "empty" }, t("games.empty")));
  } catch (error) {
    place.append(failureNote(error, again));
  }
}

/** @param {Row} module */
function moduleCard(module) {
  const calls = /** @type {Row[]} */ (module.calls ?? []);
  const ports = /** @type {Row[]} */ (module.ports ?? []);
  return h(
    "section",
    { class: "card", "aria-label": module.name },
    h(
      "div",
      { class: "title" },
      h("h2", {}, module.name),
      h("span", { class: "hint" }, `${module.id} ${module.version ?? ""}`),
    ),
    facts([
      [t("games.source"), module.source === "built in" ? t("games.built_in") : module.source],
      [t("games.doors"), ports.map((port) => `${port.name} ${port.port}`).join(", ")],
      [t("games.hooks"), (module.hooks ?? []).join(", ")],
      [t("system.jobs"), (module.jobs ?? []).join(", ")],
      [t("room.servers"), link("#/servers", t("see_all"))],
    ]),
    calls.length === 0 ? h("p", { class: "empty" }, t("games.no_calls")) : table(t("games.calls"), [
      [t("games.work"), (row) => row.work],
      [t("games.calls"), (row) => row.calls.toLocaleString(locale), "number"],
      [
        t("games.failures"),
        (row) => row.failures > 0 ? badge(row.failures.toLocaleString(locale), "bad") : "0",
        "number",
      ],
      [t("games.timeouts"), (row) => row.timeouts.toLocaleString(locale), "number"],
      [
        t("games.ms"),
        (row) => (row.calls === 0 ? 0 : row.totalMs / row.calls).toLocaleString(locale, ONE_DIGIT),
        "number",
      ],
    ], calls),
  );
}

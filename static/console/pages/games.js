/** @import { Context } from "../context.js" */
/** @import { Row } from "../api.js" */
import { facts, h, link } from "../h.js";
import { failureNote } from "../failures.js";
import { t } from "../texts.js";
import { time } from "../times.js";
import { table } from "../tables.js";

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
  const hooks = /** @type {Row[]} */ (module.hooks ?? []);
  return h(
    "section",
    { class: "card", "aria-label": module.name ?? module.id },
    h(
      "div",
      { class: "title" },
      h("h2", {}, module.name ?? module.id),
      h("span", { class: "hint" }, `${module.id} ${module.version ?? ""}`),
    ),
    facts([
      [t("games.source"), module.source ?? ""],
      [t("games.doors"), (module.ports ?? []).map((/** @type {Row} */ port) => `${port.name} ${port.port}`).join(", ")],
      [t("games.since"), module.startedAt ? time(module.startedAt) : ""],
      [t("room.servers"), link("#/servers", t("see_all"))],
    ]),
    hooks.length === 0 ? h("p", { class: "empty" }, t("games.no_hooks")) : table(t("games.hooks"), [
      [t("games.hook"), (row) => row.name ?? row.kind ?? row.hook ?? String(row)],
      [t("games.calls"), (row) => number(row.calls)],
      [t("games.failures"), (row) => number(row.failures ?? row.failed)],
      [t("games.ms"), (row) => number(row.ms ?? row.averageMs ?? row.meanMs)],
      [t("games.last"), (row) => row.lastError ? String(row.lastError.message ?? row.lastError) : "–"],
    ], hooks.map((hook) => typeof hook === "string" ? { name: hook } : hook)),
  );
}

/** @param {unknown} value */
function number(value) {
  return typeof value === "number" ? (Math.round(value * 10) / 10).toLocaleString() : "–";
}

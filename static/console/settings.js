/** @import { Row } from "./api.js" */
import { fieldElement } from "./form.js";
import { h } from "./h.js";
import { code } from "./names.js";
import { table } from "./tables.js";
import { count, inWords, t } from "./texts.js";

/** The configuration: what was set here, the rest behind the names of its groups, and a field that finds among all. @param {readonly Row[]} settings */
export function showSettings(settings) {
  const field = fieldElement({ name: "setting", label: t("system.find_setting"), type: "search" });
  const found = h("p", { class: "hint", role: "status" });
  const place = h("div", { class: "list" });
  const show = () => {
    const wanted = field.querySelector("input")?.value.trim().toLowerCase() ?? "";
    const fitting = settings.filter((setting) => textOf(setting).includes(wanted));
    found.textContent = wanted === "" ? "" : count("system.settings", fitting.length);
    place.replaceChildren(...(wanted === "" ? inGroups(settings) : fitting.length === 0 ? [] : [rows(fitting)]));
  };
  field.addEventListener("input", show);
  show();
  return h("div", { class: "list" }, h("div", { class: "filters" }, field), found, place);
}

/** @param {readonly Row[]} settings */
function inGroups(settings) {
  const set = settings.filter(({ value, default: usual }) =>
    value !== null && JSON.stringify(value) !== JSON.stringify(usual)
  );
  const groups = Map.groupBy(settings, ({ key }) => key.includes(".") ? key.split(".")[0] : "");
  return [
    h("h3", {}, t("system.set_here")),
    set.length === 0 ? h("p", { class: "empty" }, t("system.none_set")) : rows(set),
    h("h3", {}, t("system.all_settings")),
    ...[...groups].map(([name, items]) =>
      h(
        "details",
        {},
        h(
          "summary",
          {},
          name === "" ? t("system.server_itself") : code(name),
          ` · ${count("system.settings", items.length)}`,
        ),
        rows(items),
      )
    ),
  ];
}

/** @param {readonly Row[]} settings */
function rows(settings) {
  return table(t("system.config"), [
    [t("system.key"), ({ key }) => code(key)],
    [t("system.value"), ({ value }) => code(settingText(value)), "wide"],
    [t("system.about"), (setting) => h("span", { class: "hint" }, aboutOf(about(setting))), "wide"],
  ], settings);
}

/** @param {Row} setting */
function about(setting) {
  return inWords(`config.${setting.key}`, setting.about ?? "");
}

/** All that a setting is found by. @param {Row} setting */
function textOf(setting) {
  return [setting.key, setting.variable, settingText(setting.value), about(setting)].join(" ").toLowerCase();
}

/** A list without its brackets; what is not set is a dash. @param {unknown} value */
function settingText(value) {
  if (value === null || value === undefined || value === "") return "";
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value.join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What stands between backquotes is a name or a value. @param {string} text */
function aboutOf(text) {
  return text.split("`").map((part, at) => at % 2 === 0 ? part : code(part));
}

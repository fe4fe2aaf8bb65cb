/** @import { Context } from "../context.js" */
/** @import { Row } from "../api.js" */
import { createChart } from "../chart.js";
import { explain, failureNote } from "../failures.js";
import { button, h, link, section } from "../h.js";
import { doorName } from "../names.js";
import { columnsOf } from "../series.js";
import { count, has, locale, t } from "../texts.js";
import { ago, timeText } from "../times.js";

const LIVE_MS = 5_000;
const SERIES_MS = 60_000;

/** How the place fares, and what needs a hand. @param {Context} context @param {HTMLElement} place */
export async function showOverview(context, place) {
  const { api, signal } = context;
  const numbers = h("div", { class: "tiles" });
  const hand = h("div", { class: "hand" });
  const charts = h("div", { class: "columns charts" });
  const said = h("p", { class: "hint", role: "status" });
  place.append(
    h("div", { class: "title" }, h("h1", {}, t("room.overview")), said, spans(context)),
    hand,
    numbers,
    charts,
  );

  let lookedAt = "";
  const look = async () => {
    try {
      const overview = await api.get("/overview");
      if (signal.aborted) return null;
      hand.replaceChildren(...needs(overview));
      numbers.replaceChildren(...tiles(overview));
      said.textContent = "";
      lookedAt = new Date().toISOString();
      return overview;
    } catch (error) {
      if (signal.aborted) return null;
      if (numbers.childElementCount === 0) hand.replaceChildren(failureNote(error, () => void look()));
      else said.textContent = `${t("overview.as_of", { at: timeText(lookedAt) })} ${explain(error)}`;
      return null;
    }
  };
  const overview = await look();
  every(LIVE_MS, signal, look);
  if (overview !== null) { for (const chart of chartsOf(overview)) void draw(context, charts, chart); }
}

/** What is drawn: the titles, and the series that make their lines. @param {Row} overview */
function chartsOf({ seats, lines }) {
  /** @param {object} parts @param {string} beginning */
  const each = (parts, beginning) => Object.keys(parts).map((name) => `${beginning}.${name}`);
  return [
    { title: "overview.sign_ins", series: ["sign_ins.succeeded", "sign_ins.failed", "sign_ins.refused"] },
    { title: "overview.sessions_and_seats", series: ["sessions", ...each(seats ?? {}, "seats")] },
    { title: "overview.lines", series: each(lines ?? {}, "lines") },
    { title: "overview.load", series: ["hash_queue", "hooks.failed"] },
  ].filter(({ series }) => series.length > 0);
}

/** The last 3 hours, or the day. @param {Context} context */
function spans({ query, setQuery, again }) {
  return h(
    "div",
    { class: "row", role: "group", "aria-label": t("overview.span") },
    ["180", "1440"].map((minutes) => {
      const choice = button(t(`overview.minutes.${minutes}`), () => {
        setQuery(minutes === "180" ? {} : { minutes });
        again();
      }, "toggle");
      choice.ariaPressed = String((query.minutes ?? "180") === minutes);
      return choice;
    }),
  );
}

/** @param {Context} context @param {HTMLElement} charts @param {{ title: string, series: readonly string[] }} chart */
async function draw({ api, query, signal }, charts, { title, series }) {
  const place = section(t(title));
  charts.append(place);
  const minutes = Number(query.minutes ?? 180);
  // Sessions are measured every minute: where they are, a count that is not there is none.
  const read = async () =>
    columnsOf(series, await Promise.all(["sessions", ...series].map((name) => api.get("/series", { name, minutes }))));
  try {
    const chart = createChart(t(title), series.map(seriesName), await read(), { minutes, signal });
    place.append(chart.element);
    every(SERIES_MS, signal, async () => chart.update(await read()));
  } catch (error) {
    if (!signal.aborted) place.append(failureNote(error));
  }
}

/** @param {string} name */
function seriesName(name) {
  const part = name.slice(name.indexOf(".") + 1);
  if (has(`series.${name}`)) return t(`series.${name}`);
  return partName(part);
}

/** @param {number} pauseMs @param {AbortSignal} signal @param {() => Promise<unknown>} act */
function every(pauseMs, signal, act) {
  const timer = setInterval(() => {
    if (document.visibilityState === "visible") void act().catch(() => {});
  }, pauseMs);
  signal.addEventListener("abort", () => clearInterval(timer));
}

/** What a person has to look at; nothing is good news. @param {Row} overview */
function needs(
  { serversOffline = [], mails = {}, stuckDeletions = 0, failedHooks = 0, backups = null, hearing = true },
) {
  const lines = [
    ...serversOffline.map((/** @type {Row} */ { name, lastHeartbeat }) =>
      link("#/servers", t("need.server", { name, ago: ago(new Date(lastHeartbeat)) }))
    ),
    ...(mails.givenUp > 0 ? [link("#/system?state=given_up", count("need.mails", mails.givenUp))] : []),
    ...(stuckDeletions > 0 ? [link("#/accounts?has=deleting", count("need.deletions", stuckDeletions))] : []),
    ...(failedHooks > 0 ? [link("#/games", count("need.hooks", failedHooks))] : []),
    ...(isOverdue(backups) ? [link("#/system", needOfBackup(backups))] : []),
    ...(hearing ? [] : [link("#/system", t("need.hearing"))]),
  ];
  if (lines.length === 0) return [h("p", { class: "all-well" }, t("overview.all_well"))];
  return [
    h(
      "section",
      { class: "card needs", "aria-label": t("overview.needs") },
      h("h2", {}, t("overview.needs")),
      h("ul", {}, lines.map((line) => h("li", {}, line))),
    ),
  ];
}

/** A job makes them, and none came for two of its rounds. @param {Row | null} backups */
function isOverdue(backups) {
  if (backups === null || backups.everyHours === 0) return false;
  return backups.latest === null || Date.now() - Date.parse(backups.latest) > 2 * backups.everyHours * 3_600_000;
}

/** @param {Row | null} backups */
function needOfBackup(backups) {
  const latest = backups?.latest ?? null;
  return latest === null ? t("need.no_backup") : t("need.backup", { ago: ago(new Date(latest)) });
}

/** Each number leads to its rows. @param {Row} overview */
function tiles(overview) {
  const { signIns, sessions, seats, lines, hashQueue, failedHooks, mails, bansInForce, serversOffline = [], backups } =
    overview;
  return [
    parts("signIns", signIns, (result) => `#/trail?result=${result}`, ["succeeded", "failed", "refused"]),
    number("sessions", sessions, "#/accounts"),
    parts("seats", seats, () => "#/accounts"),
    parts("lines", lines, (door) => `#/trail?door=${door}`),
    number("bansInForce", bansInForce, "#/bans"),
    number("serversOffline", serversOffline.length, "#/servers"),
    parts("mails", mails, (state) => `#/system?state=${state === "givenUp" ? "given_up" : state}`),
    number("failedHooks", failedHooks, "#/games"),
    number("hashQueue", hashQueue, "#/system"),
    backups
      ? tile(
        "backups",
        "#/system",
        h("p", {}, link("#/system", backups.latest ? ago(new Date(backups.latest)) : t("overview.no_backup"))),
      )
      : null,
  ].filter((tile) => tile !== null);
}

/** @param {string} name @param {number | null | undefined} value @param {string} href */
function number(name, value, href) {
  return tile(name, href, h("p", { class: "big" }, link(href, shown(value))));
}

/** @param {string} name @param {Row | undefined} values @param {(part: string) => string} href @param {readonly string[]} [always] */
function parts(name, values = {}, href, always = []) {
  const all = [...new Set([...always, ...Object.keys(values)])];
  const rows = all.map((part) =>
    h("div", {}, h("dt", {}, partName(part)), h("dd", {}, link(href(part), shown(values[part] ?? 0))))
  );
  return tile(name, href(""), rows.length === 0 ? h("p", { class: "hint" }, t("none")) : h("dl", {}, rows));
}

/** @param {string} name @param {string} href @param {Node} content */
function tile(name, href, content) {
  return h("div", { class: "tile" }, h("h2", {}, link(href, t(`overview.${name}`))), content);
}

/** A result, a state, a game or a door. @param {string} part */
function partName(part) {
  for (const kind of ["result", "overview.part"]) if (has(`${kind}.${part}`)) return t(`${kind}.${part}`);
  return doorName(part);
}

/** @param {number | null | undefined} value */
function shown(value) {
  return typeof value === "number" ? value.toLocaleString(locale) : "–";
}

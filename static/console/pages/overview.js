/** @import { Context } from "../context.js" */
/** @import { Row } from "../api.js" */
import { createChart } from "../chart.js";
import { explain, failureNote } from "../failures.js";
import { button, h, link, section } from "../h.js";
import { doorName } from "../names.js";
import { has, t } from "../texts.js";
import { ago } from "../times.js";

const LIVE_MS = 5_000;
const SERIES_MS = 60_000;
/** What is drawn: the titles, and the series that make their lines. */
const CHARTS = [
  { title: "overview.sign_ins", series: ["logins.succeeded", "logins.failed", "logins.refused"] },
  { title: "overview.sessions", series: ["sessions", "seats"] },
  { title: "overview.lines", series: ["lines"] },
  { title: "overview.hash_queue", series: ["hash_queue"] },
];

/** How the place fares, and what needs a hand. @param {Context} context @param {HTMLElement} place */
export async function showOverview(context, place) {
  const numbers = h("div", { class: "tiles" });
  const hand = h("div", { class: "hand" });
  const charts = h("div", { class: "columns charts" });
  const said = h("p", { class: "hint", role: "status" });
  place.append(
    h("div", { class: "title" }, h("h1", {}, t("room.overview")), spans(context)),
    hand,
    numbers,
    charts,
    said,
  );

  const look = async () => {
    try {
      const overview = await context.api.get("/overview");
      if (context.signal.aborted) return;
      hand.replaceChildren(...needs(overview));
      numbers.replaceChildren(...tiles(overview));
      said.textContent = "";
    } catch (error) {
      if (context.signal.aborted) return;
      if (numbers.childElementCount === 0) numbers.replaceChildren(failureNote(error, () => void look()));
      else said.textContent = explain(error);
    }
  };
  await look();
  every(LIVE_MS, context.signal, look);
  for (const chart of CHARTS) void draw(context, charts, chart);
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
  const read = async () => columnsOf(await Promise.all(series.map((name) => api.get("/series", { name, minutes }))));
  try {
    const columns = await read();
    const chart = createChart(t(title), series.map((name) => t(`series.${name}`)), columns, signal);
    place.append(chart.element);
    every(SERIES_MS, signal, async () => chart.update(await read()));
  } catch (error) {
    place.append(failureNote(error));
  }
}

/** Several series on one line of time; where one has no point there is none. @param {readonly Row[]} answers */
export function columnsOf(answers) {
  const series = answers.map((answer) => new Map((answer.points ?? answer.items ?? []).map(pointOf)));
  const times = [...new Set(series.flatMap((points) => [...points.keys()]))].sort((one, other) => one - other);
  return [times, ...series.map((points) => times.map((at) => points.get(at) ?? null))];
}

/** @param {Row | readonly [string | number, number | null]} point @returns {[number, number | null]} seconds and value */
function pointOf(point) {
  const [at, value] = Array.isArray(point) ? point : [/** @type {Row} */ (point).at, /** @type {Row} */ (point).value];
  return [Math.round(new Date(at).getTime() / 1_000), value];
}

/** @param {number} pauseMs @param {AbortSignal} signal @param {() => Promise<void>} act */
function every(pauseMs, signal, act) {
  const timer = setInterval(() => {
    if (document.visibilityState === "visible") void act().catch(() => {});
  }, pauseMs);
  signal.addEventListener("abort", () => clearInterval(timer));
}

/** What a person has to look at; nothing is good news. @param {Row} overview */
function needs(overview) {
  const list = /** @type {Row[]} */ (overview.attention ?? overview.needsHand ?? overview.needs ?? []);
  const lines = list.map((need) =>
    typeof need === "string" ? need : need.text ?? need.message ??
      `${has(`need.${need.kind}`) ? t(`need.${need.kind}`) : need.kind}${
        typeof need.count === "number" ? `: ${need.count}` : ""
      }`
  );
  if (lines.length === 0) return [h("p", { class: "all-well" }, t("overview.all_well"))];
  return [
    h(
      "section",
      { class: "card needs", "aria-label": t("overview.needs") },
      h("h2", {}, t("overview.needs")),
      h("ul", {}, lines.map((text, at) => h("li", {}, link(needHref(list[at] ?? {}), text)))),
    ),
  ];
}

/** @param {Row} need */
function needHref({ kind = "" }) {
  if (kind.includes("deletion")) return "#/accounts?has=deleting";
  if (kind.includes("server")) return "#/servers";
  if (kind.includes("hook")) return "#/games";
  return "#/system";
}

/** Each number leads to its rows. @param {Row} overview */
function tiles(overview) {
  return Object.entries(overview).filter(([name]) =>
    !["attention", "needsHand", "needs", "instances", "at"].includes(name)
  ).map(([name, value]) => tile(name, value));
}

/** @type {Readonly<Record<string, string>>} */
const ROWS = {
  logins: "#/trail",
  signIns: "#/trail",
  sessions: "#/accounts",
  seats: "#/accounts",
  lines: "#/trail",
  bans: "#/bans",
  serversOffline: "#/servers",
  servers: "#/servers",
  hooksFailed: "#/games",
  hooks: "#/games",
  mails: "#/system",
  mailsFailed: "#/system",
  backups: "#/system",
  backup: "#/system",
  hashQueue: "#/system",
};

/** @param {string} name @param {unknown} value */
function tile(name, value) {
  const title = has(`overview.${name}`) ? t(`overview.${name}`) : name;
  const href = ROWS[name] ?? "#/system";
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const parts = Object.entries(value);
    return h(
      "section",
      { class: "tile", "aria-label": title },
      h("h2", {}, link(href, title)),
      parts.length === 0 ? h("p", { class: "hint" }, t("none")) : h(
        "dl",
        {},
        parts.map(([part, of]) =>
          h("div", {}, h("dt", {}, partName(part)), h("dd", {}, link(partHref(name, part, href), shown(of))))
        ),
      ),
    );
  }
  return h(
    "section",
    { class: "tile", "aria-label": title },
    h("h2", {}, link(href, title)),
    h("p", { class: "big" }, link(href, Array.isArray(value) ? String(value.length) : shown(value))),
  );
}

/** @param {string} part */
function partName(part) {
  if (has(`result.${part}`)) return t(`result.${part}`);
  return has(`overview.part.${part}`) ? t(`overview.part.${part}`) : doorName(part);
}

/** @param {string} name @param {string} part @param {string} href */
function partHref(name, part, href) {
  if (name === "logins" || name === "signIns") return `#/trail?result=${part}`;
  return name === "lines" ? `#/trail?door=${part}` : href;
}

/** @param {unknown} value */
function shown(value) {
  if (typeof value === "number") return value.toLocaleString();
  if (typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value)) {
    return h("span", { title: value }, ago(new Date(value)));
  }
  if (value === null || value === undefined) return "–";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

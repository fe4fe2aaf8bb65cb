/** @import { Context, Page } from "../context.js" */
/** @import { Row } from "../api.js" */
import { askAct } from "../act.js";
import { showSecret } from "../dialog.js";
import { badge, button, h } from "../h.js";
import { createList } from "../list.js";
import { code } from "../names.js";
import { gameName, games } from "../place_names.js";
import { locale, t } from "../texts.js";
import { time } from "../times.js";

/** A server that has sent a heartbeat and is silent for longer is offline. */
const SILENCE_MS = 90_000;
/** @type {Readonly<Record<string, string>>} */
const TYPES = { pve: "PvE", pvp: "PvP" };

/** Game servers, which WildStar calls realms. @type {Page} */
export function showServers(context, place) {
  const writes = context.may("servers.write");
  const list = createList(context, {
    label: t("room.servers"),
    path: "/servers",
    empty: t("servers.empty"),
    columns: [
      {
        label: t("accounts.name"),
        kind: "main",
        cell: (row) => [row.name, h("span", { class: "hint" }, ` ${row.id}`)],
      },
      {
        label: t("state"),
        cell: (row) => isOnline(row) ? badge(t("servers.online"), "good") : badge(t("servers.offline"), "bad"),
      },
      { label: t("game"), cell: (row) => row.game_id ? gameName(row.game_id) : t("servers.every_game") },
      { label: t("address"), kind: "wide", cell: (row) => code(`${row.address}:${row.port}`) },
      { label: t("servers.type"), cell: (row) => TYPES[String(row.type)] ?? row.type },
      { label: t("servers.players"), kind: "number", cell: (row) => (row.players ?? 0).toLocaleString(locale) },
      { label: t("servers.heartbeat"), cell: (row) => time(row.last_heartbeat, t("never")) },
      {
        label: t("acts"),
        cell: (row) => writes || context.may("keys.write") ? h("div", { class: "row" }, actsOf(context, row)) : "",
      },
    ],
  });
  place.append(
    h(
      "div",
      { class: "title" },
      h("h1", {}, t("room.servers")),
      writes ? button(t("servers.add"), () => addServer(context), "primary") : null,
    ),
    list.element,
  );
}

/** @param {Row} row */
export function isOnline(row) {
  return row.online &&
    (row.last_heartbeat === null || Date.now() - new Date(row.last_heartbeat).getTime() < SILENCE_MS);
}

/** @param {Context} context @param {Row} row */
function actsOf(context, row) {
  const { api, may, again } = context;
  const path = `/servers/${encodeURIComponent(row.id)}`;
  const subject = `${row.name} (${row.id})`;
  return [
    ...(may("servers.write")
      ? [
        button(t(row.online ? "servers.close" : "servers.open"), () =>
          askAct(context, {
            title: t(row.online ? "servers.close" : "servers.open"),
            subject,
            ends: [t(row.online ? "servers.close_ends" : "servers.open_ends")],
            reason: "none",
            done: again,
            does: () => api.send("PATCH", path, { online: !row.online }),
          }), "small"),
        button(t("edit"), () =>
          askAct(context, {
            title: t("servers.edit"),
            subject,
            fields: serverFields(row).filter(({ name }) => name !== "id"),
            reason: "none",
            done: again,
            does: (values) => api.send("PATCH", path, changed(row, bodyOf(values))),
          }), "small"),
      ]
      : []),
    ...(may("keys.write")
      ? [button(t("servers.key"), () =>
        askAct(context, {
          title: t("servers.key"),
          subject,
          ends: [t("servers.key_ends")],
          reason: "none",
          does: async () =>
            await showSecret(
              t("servers.key"),
              t("servers.key_shown", { name: row.name }),
              (await api.send("POST", `${path}/key`)).key,
            ),
        }), "small")]
      : []),
    ...(may("servers.write")
      ? [
        button(t("delete"), () =>
          askAct(context, {
            title: t("servers.delete"),
            subject,
            ends: [t("servers.delete_ends")],
            reason: "none",
            danger: true,
            done: again,
            does: () => api.send("DELETE", path),
          }), "small danger"),
      ]
      : []),
  ];
}

/** @param {Context} context */
function addServer(context) {
  askAct(context, {
    title: t("servers.add"),
    fields: serverFields({}),
    reason: "none",
    done: context.again,
    does: async (values) => {
      const { id, key, name } = await context.api.send("POST", "/servers", bodyOf(values));
      await showSecret(t("servers.key"), t("servers.key_shown", { name }), key);
      return { id };
    },
  });
}

/** Every game that is here, and the one that it served before. @param {string | null | undefined} before @returns {[string, string][]} */
function gameChoices(before) {
  const known = games().map(({ id, name }) => /** @type {[string, string]} */ ([id, name]));
  return [
    ["", t("servers.every_game")],
    ...known,
    ...(before && known.every(([id]) => id !== before) ? [/** @type {[string, string]} */ ([before, before])] : []),
  ];
}

/** @param {Row} row @returns {import("../form.js").Field[]} */
function serverFields(row) {
  return [
    { name: "id", label: t("servers.id"), required: true, hint: t("servers.id_hint"), maxlength: 64 },
    { name: "name", label: t("accounts.name"), required: true, value: row.name ?? "" },
    { name: "game_id", label: t("game"), options: gameChoices(row.game_id), value: row.game_id ?? "" },
    { name: "address", label: t("address"), required: true, value: row.address ?? "" },
    {
      name: "port",
      label: t("servers.port"),
      type: "number",
      required: true,
      min: 1,
      value: row.port === undefined ? "" : String(row.port),
    },
    { name: "type", label: t("servers.type"), options: Object.entries(TYPES), value: row.type ?? "pve" },
  ];
}

/** @param {Record<string, string>} values @returns {Row} */
function bodyOf({ id, name, game_id, address, port, type }) {
  return { ...(id === undefined ? {} : { id }), name, game_id: game_id || null, address, port: Number(port), type };
}

/** Only what is other than before. @param {Row} row @param {Row} body */
function changed(row, body) {
  return Object.fromEntries(Object.entries(body).filter(([name, value]) => row[name] !== value));
}

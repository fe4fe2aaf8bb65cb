/** Names of doors, roles and accounts, and what the server says of them, as operators read it. */
import { nameAccount } from "./account_names.js";
import { badge, h, link } from "./h.js";
import { moduleDoorName, moduleDoors } from "./place_names.js";
import { has, t } from "./texts.js";
import { time } from "./times.js";

/** Doors that every place has. */
const DOORS = ["http", "websocket", "game_auth", "admin", "slime", "wildstar_sts", "wildstar_auth"];
export const ROLES = ["player", "viewer", "support", "moderator", "admin"];

/** Every door of this place. */
export function doors() {
  return [...DOORS, ...moduleDoors()];
}

/** @param {string | null | undefined} door */
export function doorName(door) {
  if (!door) return "–";
  return has(`door.${door}`) ? t(`door.${door}`) : moduleDoorName(door) ?? door;
}

/** Twelve digits of a MAC as devices show them; anything else as it is. @param {string} value */
export function macText(value) {
  return /^[0-9a-f]{12}$/i.test(value) ? (value.toUpperCase().match(/../g) ?? []).join("-") : value;
}

/** The server's own words, with the accounts in them by name and the times in the operator's zone. @param {string} text */
export function saidOf(text) {
  return text.split(/(\baccount_\d+\b|\b\d{4}-\d\d-\d\dT[\d:.]+Z)/).map((part, at) =>
    at % 2 === 0 ? part : part.startsWith("account_") ? actorName(part) : time(part)
  );
}

/** As the overview counts them: a job has had its rounds. */
const OVERDUE_MS = 10 * 60_000;

/** @param {string | null | undefined} deletesAt */
export function isOverdue(deletesAt) {
  return Boolean(deletesAt) && Date.now() - Date.parse(deletesAt ?? "") > OVERDUE_MS;
}

/** @param {string | null} status @param {string | null} [deletesAt] */
export function statusBadge(status, deletesAt = null) {
  if (isOverdue(deletesAt)) return badge(t("status.overdue"), "bad");
  if (deletesAt) return badge(t("status.deleting"), "wait");
  return badge(t(`status.${status ?? "active"}`), status === "active" ? "good" : "bad");
}

/** @param {string} result */
export function resultBadge(result) {
  return badge(
    wordFor("result", result),
    result === "succeeded" ? "good" : result === "failed" ? "wait" : "bad",
  );
}

/** @param {string} role */
export function roleBadge(role) {
  return role === "player" ? t("role.player") : badge(t(`role.${role}`), "good");
}

/** An actor of the audit log: an account is a link to it. @param {string} actor */
export function actorName(actor) {
  const [, id] = /^account_(\d+)$/.exec(actor) ?? [];
  if (id !== undefined) return nameAccount(link(`#/accounts/${id}`, actor), Number(id));
  return wordFor("actor", actor);
}

/** What the server names by a word of its own; a word that nobody here knows stands as it came. @param {string} kind @param {string} word */
export function wordFor(kind, word) {
  return has(`${kind}.${word}`) ? t(`${kind}.${word}`) : word;
}

/** @param {number | null | undefined} id @param {string | null} [name] */
export function accountLink(id, name = null) {
  if (id === null || id === undefined) return "–";
  return name === null ? nameAccount(link(`#/accounts/${id}`, `#${id}`), id) : link(`#/accounts/${id}`, name);
}

/** A shortened address leads nowhere. @param {string | null | undefined} address */
export function addressLink(address) {
  if (!address) return "–";
  if (/x|…/.test(address)) return address;
  return h("a", { href: `#/trail?address=${encodeURIComponent(address)}`, class: "code" }, breakable(address));
}

/** @param {string | null | undefined} code */
export function code(code) {
  return code ? h("span", { class: "code" }, breakable(code)) : "–";
}

/** A long word may go on in the next line behind its colons and underscores; copied, it is whole. @param {string} text */
function breakable(text) {
  return text.split(/(?<=[:_/])/).flatMap((part, at) => at === 0 ? [part] : [h("wbr"), part]);
}

// @ts-check

/** More would bury the reader; the log below shows all of it. */
const FACTS_MAX = 40;
const DEPTH_MAX = 4;
const TEXT_LENGTH_MAX = 300;
const EMPTY = "none";
/** What every character has: its card in the hall says it, or a player need not know. */
const OF_EVERY_CHARACTER = new Set(
  ["name", "level", "class", "position", "createdAt", "lastPlayed", "portrait", "lines", "badge"],
);

/**
 * A game's message as lines to read. What a game sends is its own affair, so this knows no field by name, but for the
 * envelope: `type` and the `id` of a request.
 *
 * @param {Record<string, unknown>} message
 * @param {{ withIds?: boolean }} [options] numbers of things and what is empty are for who writes a game
 * @returns {{ label: string, value: string }[]}
 */
export function readableFacts(message, { withIds = true } = {}) {
  const { type: _type, id: _id, ...content } = message;
  const [only, ...more] = Object.values(content);
  /** @type {{ label: string, value: string }[]} */
  const facts = [];
  // A single wrapper, as in `{type, character: {…}}`, would only repeat itself on every line.
  collect(more.length === 0 && isRecord(only) ? only : content, [], facts);
  return withIds ? facts : facts.filter(({ label, value }) => value !== EMPTY && !/(^| )id$/i.test(label));
}

/**
 * An answer that brings a character, for its player: whose it is, and the rest of it.
 *
 * @param {Record<string, unknown> & { type: string }} message
 * @returns {{ name: string | null, rest: Record<string, unknown> }}
 */
export function splitCharacter(message) {
  const { character, ...others } = message;
  if (!isRecord(character) || typeof character.name !== "string") return { name: null, rest: message };
  const own = Object.entries(character).filter(([field]) => !OF_EVERY_CHARACTER.has(field));
  const rest = own.length === 0 ? others : { ...others, character: Object.fromEntries(own) };
  return { name: character.name, rest };
}

/** @param {object} record @param {string[]} path @param {{ label: string, value: string }[]} facts */
function collect(record, path, facts) {
  for (const [key, value] of Object.entries(record)) {
    if (facts.length >= FACTS_MAX) return;
    const here = [...path, key];
    if (isRecord(value) && !isPoint(value) && here.length < DEPTH_MAX) collect(value, here, facts);
    else facts.push({ label: here.map(readableName).join(" · "), value: cut(readableValue(value)) });
  }
}

/** "lastPlayed", "map_id" and "my_game.greeting" as words. @param {string} name */
export function readableName(name) {
  const words = name.replace(/([a-z\d])([A-Z])/g, "$1 $2").replace(/[_.:-]+/g, " ").trim().toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** @param {unknown} value @returns {string} */
function readableValue(value) {
  if (value === null || value === undefined || value === "") return EMPTY;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)) {
    return new Date(value).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  }
  if (isRecord(value) && isPoint(value)) return Object.entries(value).map(([axis, at]) => `${axis} ${at}`).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
}

/** `{x, y, z}` and the like belong on one line. @param {Record<string, unknown>} record */
function isPoint(record) {
  return Object.entries(record).every(([axis, at]) => axis.length === 1 && typeof at === "number");
}

/** @param {string} text */
function cut(text) {
  return text.length > TEXT_LENGTH_MAX ? text.slice(0, TEXT_LENGTH_MAX) + "…" : text;
}

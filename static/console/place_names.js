/** @import { Row } from "./api.js" */

/** @type {readonly Row[]} */
let modules = [];

/** What the place calls its games, asked for once. @param {import("./api.js").AdminApi} api */
export async function useGames(api) {
  modules = await api.get("/modules").then(({ items }) => items, () => []);
}

export function games() {
  return modules;
}

/** @param {string | null | undefined} id */
export function gameName(id) {
  if (!id) return "–";
  return modules.find((module) => module.id === id)?.name ?? id;
}

/** A door that a game's module brought: a game of several doors names them apart. @param {string} door */
export function moduleDoorName(door) {
  const module = modules.find(({ ports = [] }) => ports.some((/** @type {Row} */ { name }) => name === door));
  if (module === undefined) return null;
  return module.ports.length === 1 ? String(module.name) : `${module.name} (${door})`;
}

/** The doors of modules that are no part of Gatehouse. @returns {string[]} */
export function moduleDoors() {
  return modules.filter(({ source }) => source !== "built in").flatMap(({ ports = [] }) =>
    ports.map((/** @type {Row} */ { name }) => name)
  );
}

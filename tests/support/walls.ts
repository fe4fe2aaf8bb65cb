/** The walls between the rooms: the list of `docs/architecture.md` against what the files import. */
import { dirname, join, normalize } from "node:path";

export interface SourceFile {
  /** From the top of the repository. */
  readonly path: string;
  /** Without its comments. */
  readonly code: string;
  /** Paths of our own files. */
  readonly imports: readonly string[];
}

/** By folder: the folders that its files may import from, itself aside; `lib/domain/*` is each folder of a floor. */
export type Rooms = ReadonlyMap<string, readonly string[]>;

const LIST = "the list of docs/architecture.md";
const IMPORT = /(?:\bfrom|\bimport|\bimport\(|\bnew URL\(|\bimport\.meta\.resolve\()\s*(["'`])(\.{1,2}\/[^"'`]+)\1/g;
/** A text, or a comment: whichever begins first has the other inside. */
const TEXT_OR_COMMENT = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[^])*`|\/\*[^]*?\*\/|(?<=^|\s)\/\/.*$/gm;

/**
 * Reads lines such as `lib/domain/bans → audit, platform, database`. On the right, the end of a path names it, and
 * `domain/*` every room of a floor.
 * @throws {Error} naming the line that names no room, or two
 */
export function parseRooms(markdown: string): Rooms {
  const [, block = ""] = /```text\n# room → may import\n([\s\S]*?)```/.exec(markdown) ?? [];
  const lines = block.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const read = lines.map((line) => line.split("→").map((part) => part.trim()));
  const folders = read.map(([room = ""]) => room);
  const resolve = (room: string, name: string): string => {
    if (name.endsWith("/*")) return `lib/${name}`;
    const found = folders.filter((folder) => folder === name || folder.endsWith(`/${name}`));
    if (found.length === 1 && found[0] !== undefined) return found[0];
    throw new Error(`The line of ${room} in ${LIST} names "${name}", which is ${found.join(" or ") || "no room"}`);
  };
  const split = (list = "") => list.split(",").map((name) => name.trim()).filter((name) => name !== "");
  return new Map(read.map(([room = "", list]) => [room, split(list).map((name) => resolve(room, name))]));
}

/** The room of a file. One that has rooms below it is its own files alone; null for a file without a room. */
function roomOf(path: string, rooms: Rooms): string | null {
  if (rooms.has(path)) return path;
  const folder = dirname(path);
  const isHall = (room: string) => [...rooms.keys()].some((other) => other.startsWith(`${room}/`));
  return [...rooms.keys()].find((room) => room === folder || (folder.startsWith(`${room}/`) && !isHall(room))) ?? null;
}

/** One sentence for each import that the list does not have, and for each folder without a line. */
export function findBreaches(files: readonly Pick<SourceFile, "path" | "imports">[], rooms: Rooms): string[] {
  const breaches = files.flatMap(({ path, imports }) => {
    const room = roomOf(path, rooms);
    if (room === null) return [noLine(path)];
    return imports.flatMap((target) => {
      const other = roomOf(target, rooms);
      if (other === null) return [noLine(target)];
      if (other === room || rooms.get(room)?.some((entry) => names(entry, other))) return [];
      return [
        `${path} imports ${target}, and ${room} may not import ${other}. Let the caller hand it in (an interface here, ` +
        `the value from lib/app), or move what both need below them; only where the arrow belongs to the design, add ` +
        `it to the line of ${room} in ${LIST}.`,
      ];
    });
  });
  return [...new Set(breaches)];
}

/** Arrows of the list that no file needs. */
export function findIdleArrows(files: readonly Pick<SourceFile, "path" | "imports">[], rooms: Rooms): string[] {
  const used = new Set(
    files.flatMap(({ path, imports }) => imports.map((target) => `${roomOf(path, rooms)} → ${roomOf(target, rooms)}`)),
  );
  const isUsed = (room: string, entry: string) =>
    [...rooms.keys()].some((other) => names(entry, other) && used.has(`${room} → ${other}`));
  return [...rooms].flatMap(([room, entries]) =>
    entries.filter((entry) => !isUsed(room, entry)).map((entry) =>
      `No file of ${room} imports ${entry} any more: take it out of its line in ${LIST}.`
    )
  );
}

/** Each circle once, from its first room on. */
export function findCircles(rooms: Rooms): string[] {
  const circles = new Map<string, string>();
  const done = new Set<string>();
  const visit = (room: string, way: readonly string[]): void => {
    const start = way.indexOf(room);
    if (start !== -1) {
      const circle = way.slice(start);
      circles.set(
        circle.toSorted().join(" "),
        `${[...circle, room].join(" → ")} is a circle. Move what they share below them all.`,
      );
      return;
    }
    if (done.has(room)) return;
    const others = rooms.get(room) ?? [];
    for (const other of rooms.keys()) {
      if (others.some((entry) => names(entry, other))) visit(other, [...way, room]);
    }
    done.add(room);
  };
  for (const room of rooms.keys()) visit(room, []);
  return [...circles.values()];
}

/** A file as the walls see it. Types count as values do, and so do those that a script names in a comment. */
export function readSource(path: string, text: string): SourceFile {
  const code = text.replaceAll(TEXT_OR_COMMENT, (found) => found.startsWith("/") ? "" : found);
  const specifiers = [...(/\.m?js$/.test(path) ? text : code).matchAll(IMPORT)].map(([, , target = ""]) => target);
  const files = specifiers.filter((target) => /\.(ts|m?js)$/.test(target));
  return { path, code, imports: files.map((target) => normalize(join(dirname(path), target))) };
}

/** Whether an entry of a line means the room. */
function names(entry: string, room: string): boolean {
  return entry === room || (entry.endsWith("/*") && room.startsWith(entry.slice(0, -1)));
}

function noLine(path: string): string {
  return `${dirname(path)} has no line in ${LIST}. Give it one, "${dirname(path)} → ", with the rooms that it imports.`;
}

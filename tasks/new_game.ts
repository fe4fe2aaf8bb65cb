/**
 * `deno task new-game my_game [folder] [--standalone]`: writes a game module to begin with: the module, a migration and a
 * test that passes, in `games/my_game` unless told otherwise. With `--standalone` the folder is a repository of its own,
 * `../my_game` unless told otherwise.
 */
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gameFiles } from "./new_game_files.ts";
import { copyServer, standaloneFiles } from "./standalone_files.ts";
import { endWith } from "./support/end.ts";

const LIB = fileURLToPath(new URL("../lib", import.meta.url));
const ID = /^[a-z][a-z0-9_]{1,31}$/;
/** Games that come with the server, and names that tables of others begin with. */
const TAKEN = ["slime", "wildstar", "core", "pg", "sqlite"];

/** @throws {Error} for an id that cannot be one, or is another game's */
function checkId(id: string): void {
  if (!ID.test(id)) {
    throw new Error(
      `Could not make the game "${id}": its id must be 2 to 32 characters of a-z, 0-9 and _, and begin with a letter`,
    );
  }
  if (TAKEN.includes(id)) throw new Error(`Could not make the game "${id}": this id is taken`);
}

/** @throws {Error} when the folder is there already */
async function makeFolder(id: string, folder: string): Promise<void> {
  await Deno.mkdir(dirname(folder), { recursive: true });
  await Deno.mkdir(folder).catch((cause) => {
    throw new Error(`Could not make the game "${id}": ${folder} is there already`, { cause });
  });
}

/** @returns the paths that were written */
async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<string[]> {
  const paths: string[] = [];
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, text);
    paths.push(relative(Deno.cwd(), path));
  }
  return paths;
}

/** In this checkout, beside the other games. */
async function makeGame(id: string, folder: string): Promise<string> {
  checkId(id);
  await makeFolder(id, folder);
  const lib = relative(folder, LIB).replaceAll("\\", "/");
  const at = relative(Deno.cwd(), folder);
  const next = [`deno test --no-check -A ${at}`, `deno check ${at}`, `GAME_MODULES=./${at} deno task dev`];
  return report(await writeFiles(folder, gameFiles(id, lib)), next);
}

/** In a repository of its own, with a copy of the server beside it. */
async function makeRepository(id: string, folder: string): Promise<string> {
  checkId(id);
  await makeFolder(id, folder);
  await copyServer(join(folder, "gatehouse"));
  const game = await writeFiles(join(folder, "game"), gameFiles(id, "../gatehouse/lib"));
  const rest = await writeFiles(folder, await standaloneFiles(id));
  const next = [`cd ${relative(Deno.cwd(), folder)}`, "deno task test", "deno task check", "deno task dev"];
  return report([...game, ...rest, `${relative(Deno.cwd(), folder)}/gatehouse`], next);
}

function report(paths: readonly string[], next: readonly string[]): string {
  return [
    ...paths.map((path) => `wrote ${path}`),
    "",
    "Next (without Deno: npx -y deno in its place):",
    ...next.map((line) => `  ${line}`),
  ].join("\n");
}

const isStandalone = Deno.args.includes("--standalone");
const [id, where] = Deno.args.filter((argument) => argument !== "--standalone");
await endWith(async () => {
  if (id === undefined) throw new Error("Could not make a game: say its id, as in: deno task new-game my_game");
  const make = isStandalone ? makeRepository : makeGame;
  return await make(id, resolve(where ?? join(isStandalone ? ".." : "games", id)));
});

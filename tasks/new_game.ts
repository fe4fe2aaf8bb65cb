/**
 * `deno task new-game my_game [folder]`: writes a game module to begin with: the module, a migration and a test that
 * passes, in `games/my_game` unless told otherwise.
 */
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gameFiles } from "./new_game_files.ts";

const LIB = fileURLToPath(new URL("../lib", import.meta.url));
const ID = /^[a-z][a-z0-9_]{1,31}$/;
/** Games that come with the server, and names that tables of others begin with. */
const TAKEN = ["slime", "wildstar", "core", "pg", "sqlite"];

/** @returns the paths that were written */
async function writeGame(id: string, folder: string): Promise<string[]> {
  if (!ID.test(id)) {
    throw new Error(
      `Could not make the game "${id}": its id must be 2 to 32 characters of a-z, 0-9 and _, and begin with a letter`,
    );
  }
  if (TAKEN.includes(id)) throw new Error(`Could not make the game "${id}": this id is taken`);
  const lib = relative(folder, LIB).replaceAll("\\", "/");
  const paths: string[] = [];
  await Deno.mkdir(dirname(folder), { recursive: true });
  await Deno.mkdir(folder).catch((cause) => {
    throw new Error(`Could not make the game "${id}": ${folder} is there already`, { cause });
  });
  for (const [name, text] of Object.entries(gameFiles(id, lib))) {
    const path = join(folder, name);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, text);
    paths.push(relative(Deno.cwd(), path));
  }
  return paths;
}

function end(code: 0 | 1, text: string): never {
  const stream = code === 0 ? Deno.stdout : Deno.stderr;
  stream.writeSync(new TextEncoder().encode(`${text}\n`));
  Deno.exit(code);
}

const [id, where] = Deno.args;
if (id === undefined) end(1, "Could not make a game: say its id, as in: deno task new-game my_game");
const folder = resolve(where ?? join("games", id));
try {
  const paths = await writeGame(id, folder);
  const at = relative(Deno.cwd(), folder);
  const next = [`deno test -A ${at}`, `GAME_MODULES=./${at} deno task dev`];
  end(0, [...paths.map((path) => `wrote ${path}`), "", "Next:", ...next.map((line) => `  ${line}`)].join("\n"));
} catch (error) {
  end(1, error instanceof Error ? error.message : String(error));
}

/** The program as one bundle, with nothing else of it there: started, played through a game module, and copied. */
import { expect } from "expect";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import denoJson from "../../deno.json" with { type: "json" };
import { run } from "./program.ts";
import { call, register, startProcess, withFolder } from "./server.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** As its author writes it: with the server's own classes, and packages that the bundle has in it. */
const GAME = `
import { z } from "zod";
import { AppError, defineGame } from "gatehouse/lib/modules/mod.ts";

export default defineGame({
  id: "bundled",
  name: "Bundled",
  character: z.object({ gold: z.int().default(3) }),
  initialize(context) {
    context.registerCharacterCreateHook("bundled", ({ name }) => {
      if (name === "Nobody") throw new AppError("forbidden", "Nobody may not enter");
    });
    context.routes.get("/hello", (c) => c.text("hello"));
  },
});
`;

/** With a package of its own, so it is bundled. */
const WITH_PACKAGE = `
import { LRUCache } from "npm:${denoJson.imports["lru-cache"].slice("npm:".length)}";
import { z } from "zod";
import { defineGame } from "gatehouse/lib/modules/mod.ts";

export default defineGame({
  id: "packed",
  name: "Packed",
  character: z.object({ bag: z.int().default(new LRUCache({ max: 8 }).max) }),
  initialize() {},
});
`;

/** `deno bundle` fetches its bundler once: by whatever proxy and certificates this machine needs. */
function forDownloads(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(Deno.env.toObject()).filter(([name]) => /cert|proxy|tls_ca_store/i.test(name)),
  );
}

/** The files that `new Worker` is called with, anywhere in the program. */
async function startedThreads(): Promise<string[]> {
  const { stdout } = await new Deno.Command("grep", {
    args: ["-rhoE", 'new Worker\\(new URL\\("\\./[a-z_]+\\.ts"', "lib"],
    cwd: ROOT,
  }).output();
  return [...new TextDecoder().decode(stdout).matchAll(/\.\/([a-z_]+\.ts)/g)].map(([, name = ""]) => name).toSorted();
}

async function bundleGame(folder: string, code: string): Promise<string> {
  const [source, made] = [join(folder, "packed.ts"), join(folder, "packed.js")];
  await Deno.writeTextFile(source, code);
  const args = [...denoJson.tasks["bundle-game"].split(" ").slice(1), "-o", made, source];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return made;
}

Deno.test("a bundle needs no package: every door opens, a game in TypeScript plays, and it is copied", () =>
  withFolder(async (folder) => {
    const bundle = join(folder, "gatehouse");
    const made = await run("tasks/bundle.ts", folder, forDownloads(), [bundle]).ended;
    expect(made).toMatchObject({ code: 0, stdout: `The program lies in ${bundle}: deno task start, there\n` });
    const threads = [...Deno.readDirSync(join(bundle, "lib/app"))].map(({ name }) => name).filter((name) =>
      name.endsWith("_worker.ts")
    );
    expect(threads.toSorted()).toEqual(await startedThreads());
    const program = (path: string) => pathToFileURL(join(bundle, path)).href;
    const game = join(folder, "game.ts");
    await Deno.writeTextFile(game, GAME);
    const variables = {
      DENO_DIR: join(folder, "deno"),
      DATA_DIR: join(folder, "data"),
      GAME_MODULES: `${game},${await bundleGame(folder, WITH_PACKAGE)}`,
      ACCOUNTS_PASSWORDS: "strict",
      PUBLIC_URL: "https://play.example.org",
      MAIL_HOST: "127.0.0.1",
      MAIL_TLS: "off",
    };
    await using server = await startProcess(folder, variables, program("main.ts"));
    expect(Object.keys(server.ports)).toEqual(["http", "slime", "auth", "realm"]);

    // A thread hashes, and a list that lies beside the code is read.
    const common = await call(server, "POST", "/api/auth/register", {
      body: { username: "eve", password: "iloveyou" },
    });
    expect([common.status, common.json.code]).toEqual([422, "invalid_input"]);
    const bearer = await register(server, "ada");
    const create = (name: string, gameId = "bundled") =>
      call(server, "POST", "/api/characters", { bearer, body: { gameId, name } });
    expect((await create("Nobody")).json).toMatchObject({ code: "hook_failed", detail: "Nobody may not enter" });
    expect((await create("Aria")).json).toMatchObject({ character: { name: "Aria", data: { gold: 3 } } });
    expect((await create("Aria", "packed")).json).toMatchObject({ character: { data: { bag: 8 } } });
    expect(await (await fetch(`${server.url}/games/bundled/hello`)).text()).toBe("hello");
    const page = await (await fetch(server.url)).text();
    expect(page).toContain("<title>");
    expect(page).toContain("static/page/shared."); // put together: static/built/ came along
    expect((await fetch(`${server.url}/openapi.json`)).status).toBe(200);

    const copied = await run(program("tasks/backup.ts"), folder, variables, [join(folder, "backups")]).ended;
    expect(copied).toMatchObject({ code: 0, stdout: expect.stringContaining("gatehouse-") });
    expect([...Deno.readDirSync(join(variables.DENO_DIR, "npm"))]).toEqual([]);
  }));

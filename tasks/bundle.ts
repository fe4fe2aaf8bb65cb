/** `deno task bundle [folder]`: the program as a few files of JavaScript, with all that it imports, for a container. */
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import denoJson from "../deno.json" with { type: "json" };
import { copy } from "./support/copy.ts";
import { endWith } from "./support/end.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** As deep as `lib/platform/program_root.ts`, from which the program finds the files that it reads. */
const CODE = "lib/app";
/** What is started, by its path in a checkout and in the bundle alike. */
const PROGRAMS = ["backup", "import", "move_to_postgres", "operator", "restore"].map((task) => `tasks/${task}.ts`);
/** What game modules import: from these files they get the server's own classes. */
const MODULE_API = "lib/modules/mod.ts";
const PACKAGES = ["zod", "hono"];
/** What the program reads while it runs. */
const FILES = ["static", "lib/domain/mail/templates", "lib/domain/accounts/common_passwords.txt", "LICENSE"];
const TASKS = ["start", "backup", "import", "move-to-postgres", "operator", "restore"] as const;

const compiled = (path: string) => path.replace(/\.ts$/, ".js");
const packageFile = (name: string) => `tasks/support/packages/${name}.ts`;

async function bundle(folder: string): Promise<void> {
  await Deno.mkdir(dirname(folder), { recursive: true });
  await Deno.mkdir(folder).catch((cause) => {
    throw new Error(`Could not make the bundle: ${folder} is there already, or cannot be made`, { cause });
  });
  const workers = await listWorkers("lib");
  const entries = ["main.ts", MODULE_API, ...PROGRAMS, ...workers, ...PACKAGES.map(packageFile)];
  const options = ["--quiet", "--platform", "deno", "--code-splitting", "--outdir", join(folder, CODE)];
  const command = new Deno.Command(Deno.execPath(), { args: ["bundle", ...options, ...entries], cwd: ROOT });
  const { success, stderr } = await command.output();
  if (!success) throw new Error(`Could not make the bundle: ${new TextDecoder().decode(stderr).trim()}`);

  await write(folder, "main.ts", `import "./${CODE}/main.js";\n`);
  for (const path of PROGRAMS) await write(folder, path, `import "../${CODE}/${compiled(path)}";\n`);
  for (const path of workers) await write(folder, `${CODE}/${basename(path)}`, `import "./${compiled(path)}";\n`);
  await write(folder, MODULE_API, `export * from "../app/${compiled(MODULE_API)}";\n`);
  await write(folder, "deno.json", `${JSON.stringify(configOf(), null, 2)}\n`);
  for (const path of FILES) await copy(join(ROOT, path), join(folder, path));
}

/** Threads, which the whole program names alike: whoever starts one looks for its file beside the own. */
async function listWorkers(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(ROOT, folder))) {
    if (isDirectory) found.push(...await listWorkers(`${folder}/${name}`));
    else if (name.endsWith("_worker.ts")) found.push(`${folder}/${name}`);
  }
  return found.toSorted();
}

/** For whoever runs it, and for the game modules that it loads. */
function configOf(): object {
  const packages = PACKAGES.map((name) => [name, `./${CODE}/${compiled(packageFile(name))}`]);
  return {
    nodeModulesDir: denoJson.nodeModulesDir,
    unstable: denoJson.unstable,
    imports: { ...Object.fromEntries(packages), "gatehouse/": "./" },
    tasks: Object.fromEntries(TASKS.map((name) => [name, denoJson.tasks[name]])),
  };
}

async function write(folder: string, path: string, text: string): Promise<void> {
  const file = join(folder, path);
  await Deno.mkdir(dirname(file), { recursive: true });
  await Deno.writeTextFile(file, text);
}

const folder = resolve(Deno.args[0] ?? "dist");
await endWith(async () => {
  await bundle(folder);
  return `The program lies in ${folder}: deno task start, there`;
});

/** `deno doc` is the reference of the public API: everything in it is documented, and every example in it runs (their types are `check`'s). */
import { expect } from "expect";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Other libraries' types, and those of our own that another public file exports. */
const DOCUMENTED_ELSEWHERE = ["ZodType", "output", "Hono", "Kysely", "Transaction"];

async function deno(...args: string[]) {
  const command = new Deno.Command(Deno.execPath(), { args, cwd: ROOT, env: { NO_COLOR: "1" } });
  const { code, stdout, stderr } = await command.output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

async function lintDocs(path: string) {
  const { stderr } = await deno("doc", "--lint", path);
  return {
    undocumented: [...stderr.matchAll(/missing-jsdoc.*\n\s*-->\s*(\S+)/g)].map(([, place]) => place),
    unexported: [...stderr.matchAll(/private-type-ref.*references private type '(\w+)'/g)].map(([, name = ""]) => name),
  };
}

Deno.test("everything in the public API is documented, and every type in it is exported", async () => {
  const { undocumented, unexported } = await lintDocs("lib/modules/mod.ts");
  expect(undocumented).toEqual([]);
  expect(unexported.filter((name) => !DOCUMENTED_ELSEWHERE.includes(name))).toEqual([]);
  expect((await lintDocs("lib/testing/mod.ts")).undocumented).toEqual([]);
});

Deno.test("every example in the reference runs", async () => {
  const files = ["modules/mod.ts", "modules/api/game_module.ts", "testing/mod.ts"];
  const paths = [...files, "testing/test_server.ts"].map((file) => `lib/${file}`);
  const { code, stdout, stderr } = await deno("test", "--doc", "--no-check", "--no-prompt", "-A", ...paths);
  expect({ code, stderr: stderr.replaceAll(/^Check .*\n/gm, "") }).toEqual({ code: 0, stderr: "" });
  const examples = await Promise.all(paths.map(async (path) => {
    return (await Deno.readTextFile(`${ROOT}/${path}`)).match(/^ \* ```ts/gm)?.length ?? 0;
  }));
  // Each is a test of its own; some register more.
  const passed = Number(/ok \| (\d+) passed/.exec(stdout)?.[1]);
  expect(passed).toBeGreaterThanOrEqual(examples.reduce((sum, count) => sum + count, 0));
});

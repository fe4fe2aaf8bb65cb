/** The pages of the examples are plain JavaScript; their types are checked here, with a browser's, against the server's. */
import { expect } from "expect";
import { fileURLToPath } from "node:url";
import config from "../../deno.json" with { type: "json" };

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

Deno.test("the page of four in a row knows the game's messages and its character's data by their types", async () => {
  const file = await Deno.makeTempFile({ suffix: ".json" });
  try {
    const forPages = {
      nodeModulesDir: config.nodeModulesDir,
      imports: config.imports,
      compilerOptions: {
        ...config.compilerOptions,
        checkJs: true,
        lib: ["dom", "dom.iterable", "esnext", "deno.ns", "deno.unstable"],
      },
    };
    await Deno.writeTextFile(file, JSON.stringify(forPages));
    const check = (page: string) =>
      new Deno.Command(Deno.execPath(), {
        args: ["check", "--quiet", "--no-lock", "--config", file, page],
        cwd: ROOT,
        env: { NO_COLOR: "1" },
      }).output();
    const { code, stderr } = await check("examples/four_in_a_row/page/main.js");
    expect({ code, stderr: new TextDecoder().decode(stderr) }).toEqual({ code: 0, stderr: "" });
  } finally {
    await Deno.remove(file);
  }
});

import { expect } from "expect";
import { join } from "node:path";
import { putIntoPlace } from "../../../lib/platform/backups/files.ts";

async function withFolder(run: (folder: string) => void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name);

Deno.test("a finished file gets its name, and nothing that has it already is written over", () =>
  withFolder((folder) => {
    const [aside, path] = [join(folder, "a.part"), join(folder, "a")];
    Deno.writeTextFileSync(aside, "new");
    putIntoPlace(aside, path);
    expect([namesIn(folder), Deno.readTextFileSync(path)]).toEqual([["a"], "new"]);
    Deno.writeTextFileSync(aside, "newer");
    expect(() => putIntoPlace(aside, path)).toThrow("there is such a file already");
    expect(Deno.readTextFileSync(path)).toBe("new");
  }));

Deno.test({
  name: "what the disk does not take gets no name",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder((folder) => {
      // Takes every write, and refuses to be flushed.
      Deno.symlinkSync("/dev/null", join(folder, "a.part"));
      expect(() => putIntoPlace(join(folder, "a.part"), join(folder, "a"))).toThrow();
      expect(namesIn(folder)).toEqual(["a.part"]);
    }),
});

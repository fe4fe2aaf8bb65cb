import { expect } from "expect";
import { join } from "node:path";
import { DEV_OK, watchFiles } from "../../tasks/support/dev_watch.ts";

const CHECK = `
const say = (line) => Deno.stdout.writeSync(new TextEncoder().encode(line + "\\n"));
say("begun");
const game = await Deno.readTextFile(new URL("game.txt", import.meta.url));
while (game === "endless");
say("ok");
`;

Deno.test("a start without an end is said once, and the save that ends it is seen", async () => {
  const folder = await Deno.makeTempDir({ prefix: "gatehouse_watch_" });
  const game = join(folder, "game.txt");
  const check = join(folder, "check.js");
  await Deno.writeTextFile(check, CHECK);
  await Deno.writeTextFile(game, "endless");
  const watch = watchFiles({ check, sources: [game], say: () => {}, checkMsMax: 500 });
  try {
    const verdicts = watch.verdicts[Symbol.asyncIterator]();
    expect((await verdicts.next()).value).toMatch(/^The games do not come to the end of their start/);
    await Deno.writeTextFile(game, "mended");
    expect((await verdicts.next()).value).toBe(DEV_OK);
    watch.stop();
    expect((await verdicts.next()).done).toBe(true);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

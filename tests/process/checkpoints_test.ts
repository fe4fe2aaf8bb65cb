import { expect } from "expect";
import { DatabaseSync } from "node:sqlite";
import { run } from "./program.ts";

Deno.test("what was answered outlives a kill at any time, while the log is taken over and begins anew", async (t) => {
  for (const last of [30, 77, 150]) {
    await t.step(`after ${last} commits`, async () => {
      const folder = await Deno.makeTempDir();
      try {
        const program = run("tests/support/committing_program.ts", folder, {}, ["kept.db"]);
        await program.logLine(new RegExp(`^${last}$`));
        program.kill("SIGKILL");
        const { stderr } = await program.ended;
        const answered = Math.max(...stderr.trim().split("\n").map(Number));
        const taken = (await Deno.stat(`${folder}/kept.db`)).size;
        // Some of it was taken over before the kill, or the test would say nothing of that.
        expect(taken).toBeGreaterThan(last * 25 * 3_000 / 4);

        const database = new DatabaseSync(`${folder}/kept.db`);
        expect(database.prepare("pragma integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
        const whole = database.prepare("select number from kept group by number having count(*) = 25 order by number")
          .all().map(({ number }) => number);
        const begun = database.prepare("select count(distinct number) as n from kept").get();
        expect(whole.slice(0, answered + 1)).toEqual(Array.from({ length: answered + 1 }, (_, number) => number));
        expect(begun).toEqual({ n: whole.length });
        database.close();
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    });
  }
});

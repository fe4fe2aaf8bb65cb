/** A module that blocks the one thread is named by another one, while it blocks it. */
import { expect } from "expect";
import { until } from "../support/until.ts";
import { call, register, startProcess, withFolder } from "./server.ts";

/**
 * What blocks until it was said, leaving the machine to others, and a query that counts for more than a second, however
 * busy the machine was when that was reckoned.
 */
const SLOTH = `import { existsSync } from "node:fs";
const SAID = new URL("./said", import.meta.url);
export default {
  id: "sloth",
  name: "Sloth",
  initialize(context) {
    context.registerCharacterCreateHook("sloth", async (data, db) => {
      await db.query("select 1");
      const end = performance.now() + 20000;
      while (!existsSync(SAID) && performance.now() < end) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    });
    context.registerCharacterDeleteHook("sloth", async (data, db) => {
      const count = "with recursive n (i) as (select 1 union all select i + 1 from n where i < ?) select count(*) from n";
      for (let n = 200000, ms = 0; ms < 1500; n = Math.round(n * 2500 / ms)) {
        const start = performance.now();
        await db.query(count, [n]);
        ms = performance.now() - start;
      }
    });
  },
};`;

Deno.test("a blocked thread is said at once, with the module, the handler and the character", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/sloth.js`, SLOTH);
    await using server = await startProcess(folder, { DATA_DIR: "memory", GAME_MODULES: "sloth.js" });
    const bearer = await register(server, "ada");

    const creation = call(server, "POST", "/api/characters", { bearer, body: { gameId: "sloth", name: "Aria" } });
    const said = server.logLine(/"work":"create".*/);
    // It is said while it still blocks, so before the answer.
    const line = await Promise.race([said, creation.then(() => "too late")]);
    expect(JSON.parse(line)).toMatchObject({
      level: "ERROR",
      message: "The thread is blocked by the game module sloth, in create",
      data: { module: "sloth", work: "create", account: 1, character: 1, blockedMs: expect.any(Number) },
    });
    await Deno.writeTextFile(`${folder}/said`, "");
    await creation;

    const deletion = call(server, "DELETE", "/api/characters/1", { bearer });
    const named = server.logLine(/blocked by the game module sloth, in delete/);
    expect(await Promise.race([named, deletion.then(() => "too late")])).toContain('"work":"delete"');
    await deletion;

    await server.logLine(/goes on after a block.*"work":"delete"/);
    // The watching thread speaks by itself; the metrics hear of it once this one runs again.
    let metrics = "";
    await until(async () => {
      metrics = await (await fetch(`${server.url}/metrics`)).text();
      return metrics.includes('gatehouse_thread_blocks_total{module="sloth",work="delete"}');
    });
    expect(metrics).toMatch(/^gatehouse_thread_blocks_total\{module="sloth",work="create"\} 1$/m);
    expect(metrics).toMatch(/^gatehouse_thread_blocked_seconds_total\{module="sloth",work="delete"\} \d/m);
  }));

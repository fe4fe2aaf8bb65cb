import { expect } from "expect";
import { logIn, register, runToEnd, startProcess, verify, withFolder } from "./server.ts";

Deno.test("one server at a time has the data, and what it acknowledged outlives its being killed", (t) =>
  withFolder(async (folder) => {
    const variables = { DATA_DIR: "data" };
    let token = "";
    {
      await using first = await startProcess(folder, variables);
      token = await register(first, "ada");

      await t.step("a second server is refused, and told who has it", async () => {
        const { code, stdout, stderr } = await runToEnd(folder, variables);
        expect([code, stdout]).toEqual([1, ""]);
        expect(stderr).toMatch(new RegExp(`^Could not use the data directory .*/data: .* pid ${first.pid} .*\n$`));
        expect(await verify(first, token)).toBe(null);
      });
      first.kill("SIGKILL");
      await first.ended;
    }

    await t.step("the lock of a killed server does not hold", async () => {
      await using second = await startProcess(folder, variables);
      expect(await verify(second, token)).toBe(null);
      expect((await logIn(second, "ada")).status).toBe(200);
    });

    await t.step("the data belong to their owner alone", async () => {
      for (const [name, mode] of [["data", 0o700], ["data/master.key", 0o600]] as const) {
        expect([name, (await Deno.stat(`${folder}/${name}`)).mode! & 0o777]).toEqual([name, mode]);
      }
    });
  }));

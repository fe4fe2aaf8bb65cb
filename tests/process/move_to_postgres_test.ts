/** `deno task move-to-postgres`, from a database that was played on to a PostgreSQL that is logged in to. */
import { expect } from "expect";
import { testEngines, withPostgresSchema } from "../support/test_database.ts";
import { run } from "./program.ts";
import { logIn, register, startProcess, verify, withFolder } from "./server.ts";

const move = (folder: string, env: Record<string, string>) =>
  run("tasks/move_to_postgres.ts", folder, { DATA_DIR: `${folder}/data`, ...env }).ended;

const options = { ignore: !testEngines().includes("postgres") };

Deno.test(
  "everything moves: ids, sessions, sequences; and is played on",
  options,
  () =>
    withFolder((folder) =>
      withPostgresSchema(async (url) => {
        const data = { DATA_DIR: `${folder}/data` };
        let token = "";
        {
          await using server = await startProcess(folder, data);
          token = await register(server, "ada");
          await register(server, "bob");
          const refused = await move(folder, { DATABASE_URL: url, MASTER_KEY: new Uint8Array(32).toBase64() });
          expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("is running on it")]);
        }
        const MASTER_KEY = (await Deno.readTextFile(`${folder}/data/master.key`)).trim();
        const wrong = await move(folder, { DATABASE_URL: url, MASTER_KEY: new Uint8Array(32).fill(3).toBase64() });
        expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining("sealed under another")]);

        const env = { DATABASE_URL: url, MASTER_KEY };
        const moved = await move(folder, env);
        expect([moved.code, moved.stderr]).toEqual([0, ""]);
        expect(moved.stdout).toMatch(/^2 {2}accounts$/m);
        expect(moved.stdout).toMatch(/compared every one/);
        {
          await using server = await startProcess(folder, { ...data, ...env });
          expect((await logIn(server, "ada")).json.id).toBe(1);
          expect(await verify(server, token)).toBe(null);
          await register(server, "eve");
          expect((await logIn(server, "eve")).json.id).toBe(3);
        }
        const again = await move(folder, env);
        expect([again.code, again.stderr]).toEqual([1, "Could not move: the PostgreSQL has accounts already\n"]);
      })
    ),
);

import { expect } from "expect";
import { TEST_MASTER_KEY } from "../support/test_server.ts";
import { testEngines, withEmptySchema } from "../support/test_database.ts";
import { run } from "./program.ts";
import { call, logIn, register, verify, withFolder } from "./server.ts";

Deno.test({
  name: "the HTTP half is served by the platform's own listener, on a PostgreSQL",
  ignore: !testEngines().includes("postgres"),
  fn: () =>
    withFolder((folder) =>
      withEmptySchema("built_in_games", async ({ url: databaseUrl }) => {
        const edge = run("examples/edge/main.ts", folder, {
          HOST: "127.0.0.1",
          PORT: "0",
          DATABASE_URL: databaseUrl,
          MASTER_KEY: TEST_MASTER_KEY,
          AUTH_BCRYPT_COST: "10",
        });
        try {
          const [url = ""] = /http:\/\/[0-9.]+:[0-9]+/.exec(await edge.firstLine("stderr")) ?? [];
          const token = await register({ url }, "ada");
          expect(await verify({ url }, token)).toBe(null);
          expect((await logIn({ url }, "Ada")).status).toBe(200);
          expect((await call({ url }, "POST", "/api/auth/logout", { bearer: token })).status).toBe(204);
          expect(await verify({ url }, token)).toBe("invalid_token");
          const body = "x".repeat(17 * 1_024);
          expect((await call({ url }, "POST", "/api/auth/login", { body })).status).toBe(413);
          const page = await fetch(url);
          expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("<!doctype html>")]);
        } finally {
          edge.kill("SIGKILL");
          await edge.ended;
        }
      })
    ),
});

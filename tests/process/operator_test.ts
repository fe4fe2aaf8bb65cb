import { expect } from "expect";
import type { Engine } from "../../lib/platform/database/database.ts";
import { testEngines, withEmptySchema } from "../support/test_database.ts";
import { TEST_MASTER_KEY } from "../support/test_server.ts";
import { run } from "./program.ts";
import { call, register, startProcess, withFolder } from "./server.ts";

const tokenOf = (link: string) => link.trim().split("#invite=")[1]!;

type Variables = Readonly<Record<string, string>>;

async function operator(folder: string, variables: Variables, ...args: string[]) {
  return await run("tasks/operator.ts", folder, variables, args).ended;
}

/** What both the server and its commands are told of the database. */
async function onEngine(engine: Engine, act: (variables: Variables) => Promise<void>): Promise<void> {
  if (engine === "sqlite") return await act({});
  await withEmptySchema(
    "built_in_games",
    ({ url: DATABASE_URL }) => act({ DATABASE_URL, MASTER_KEY: TEST_MASTER_KEY }),
  );
}

/** Not asked often: what is refused counts as a try at an operator's token. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 40; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error("It never came to hold");
}

/** docs/contract-console.md, "The first operator". */
async function felt(holds: () => Promise<boolean>): Promise<void> {
  const startedAt = performance.now();
  await until(holds);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
}

const exists = (path: string) => Deno.stat(path).then(() => true, () => false);

Deno.test("the first start leaves one link that only its owner reads, and takes it away once it was used", async () => {
  await withFolder(async (folder) => {
    await using server = await startProcess(folder);
    const path = `${folder}/data/first-operator`;
    await until(() => exists(path));
    expect((await Deno.stat(path)).mode! & 0o777).toBe(0o600);
    const token = tokenOf(await Deno.readTextFile(path));
    expect(server.readyLine).not.toContain(token);
    const bearer = await register(server, "ada");
    const redeemed = await call(server, "POST", "/admin/api/invites/redeem", { bearer, body: { token } });
    expect([redeemed.status, redeemed.json]).toEqual([200, { role: "admin" }]);
    await until(async () => !await exists(path));
    server.kill("SIGTERM");
    const { stdout, stderr } = await server.ended;
    expect(stdout.trim().split("\n")).toHaveLength(1);
    expect(stderr).not.toContain(token);
  });
});

Deno.test("where a static token is configured no link is left", async () => {
  await withFolder(async (folder) => {
    await using server = await startProcess(folder, { ADMIN_TOKEN: "a-static-token-for-operators" });
    const me = await call(server, "GET", "/admin/api/me", { bearer: "a-static-token-for-operators" });
    expect(me.status).toBe(200);
    expect(await exists(`${folder}/data/first-operator`)).toBe(false);
  });
});

for (const engine of testEngines()) {
  Deno.test(`commands work beside a running server, which feels them within two seconds (${engine})`, () =>
    withFolder((folder) =>
      onEngine(engine, async (variables) => {
        await using server = await startProcess(folder, variables);
        const command = (...args: string[]) => operator(folder, variables, ...args);
        const ada = await register(server, "ada");
        const bob = await register(server, "bob");
        const invited = await command("invite", "--role", "admin");
        expect(invited.stdout).toMatch(/^http:\/\/localhost:8080\/console\/#invite=[A-Za-z0-9_-]{43}\n$/);
        const body = { token: tokenOf(invited.stdout) };
        expect((await call(server, "POST", "/admin/api/invites/redeem", { bearer: ada, body })).json.role).toBe(
          "admin",
        );

        const statusOf = async (bearer: string) => (await call(server, "GET", "/admin/api/me", { bearer })).status;
        expect(await statusOf(bob)).toBe(401);
        expect((await command("role", "Bob", "moderator")).stdout).toBe("Bob is moderator\n");
        await felt(async () => await statusOf(bob) === 200);
        await command("role", "bob", "player");
        await felt(async () => await statusOf(bob) === 401);
        expect((await command("list")).stdout).toMatch(/^\d+\tada\tadmin\t-\t\S+\n$/);
        const { items } = (await call(server, "GET", "/admin/api/audit?action=account.role", { bearer: ada })).json;
        expect(items[0]).toMatchObject({ actor: "command", reason: "player: by command" });

        const last = await command("role", "ada", "player");
        expect([last.code, last.stderr]).toEqual([1, "This is the last admin: make another one first\n"]);
        for (
          const wrong of [
            ["role", "nobody", "admin"],
            ["second-factor", "ada", "off"],
            ["invite", "--role", "king"],
            [],
          ]
        ) {
          expect((await command(...wrong)).code).toBe(1);
        }
      })
    ));
}

Deno.test("a command where no server ever ran says so", async () => {
  await withFolder(async (folder) => {
    const { code, stderr } = await operator(folder, {}, "list");
    expect([code, stderr]).toEqual([1, `There is no database in ${folder}/data yet: start the server once\n`]);
  });
});

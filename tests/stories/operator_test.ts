/** Ten minutes of an operator: from an empty folder to a server that was moved to another one. */
import { expect } from "expect";
import { run } from "../process/program.ts";
import { call, logIn, register, startProcess, withFolder } from "../process/server.ts";
import { until } from "../support/until.ts";

Deno.test("ten minutes of an operator", () =>
  withFolder(async (folder) => {
    const dataDir = `${folder}/data`;
    {
      await using server = await startProcess(folder, { DATA_DIR: dataDir });

      // The first start has left a link: whoever reads the file is the first admin.
      const link = async () => await Deno.readTextFile(`${dataDir}/first-operator`).catch(() => "");
      await until(async () => await link() !== "");
      const token = (await link()).trim().split("#invite=")[1];
      const bearer = await register(server, "ada");
      expect((await call(server, "POST", "/admin/api/invites/redeem", { bearer, body: { token } })).json)
        .toEqual({ role: "admin" });

      // A player is suspended, feels it at once, and asks why; the answer names the act that helps.
      const player = await register(server, "bob");
      const { items: [bob] } = (await call(server, "GET", "/admin/api/accounts?search=bob", { bearer })).json;
      const suspension = await call(server, "POST", `/admin/api/accounts/${bob.id}/suspensions`, {
        bearer,
        body: { reason: "Told to rest" },
      });
      expect(suspension.status).toBe(201);
      expect((await call(server, "GET", "/api/auth/verify", { bearer: player })).status).toBe(403);
      expect(await logIn(server, "bob")).toMatchObject({ status: 403, json: { reason: "Told to rest" } });
      const { doors } = (await call(server, "GET", "/admin/api/diagnosis?name=bob", { bearer })).json;
      const http = doors.find(({ door }: { door: string }) => door === "http");
      expect(http).toMatchObject({ verdict: "refuse" });
      const lifted = `/admin/api/accounts/${bob.id}/suspensions/${suspension.json.id}`;
      expect((await call(server, "DELETE", lifted, { bearer })).status).toBe(204);
      expect((await logIn(server, "bob")).status).toBe(200);

      // It is watched, copied while it runs, and stopped in order.
      const metrics = await (await fetch(`${server.url}/metrics`)).text();
      expect(metrics).toMatch(/^gatehouse_logins_total\{door="http",result="succeeded"\} \d/m);
      const copy = await run("tasks/backup.ts", folder, { DATA_DIR: dataDir }, ["copies", "--with-key"]).ended;
      expect(copy).toMatchObject({ code: 0, stderr: "" });
      server.kill("SIGTERM");
      expect((await server.ended).code).toBe(0);
    }

    // On another machine the copy is the server again.
    const [file = ""] = [...Deno.readDirSync(`${folder}/copies`)].map(({ name }) => name).filter((name) =>
      name.endsWith(".db")
    );
    const moved = `${folder}/moved`;
    const restored = await run("tasks/restore.ts", folder, { DATA_DIR: moved }, [`copies/${file}`]).ended;
    expect(restored).toMatchObject({ code: 0, stderr: "" });
    await using server = await startProcess(folder, { DATA_DIR: moved });
    const { status, json } = await logIn(server, "ada");
    expect(status).toBe(200);
    expect((await call(server, "GET", "/admin/api/me", { bearer: json.token })).json).toMatchObject({ role: "admin" });
  }));

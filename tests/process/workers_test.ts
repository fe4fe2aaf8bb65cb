/** `WORKERS=n`: several processes on the same ports, as one server to whoever looks at it. */
import { expect } from "expect";
import { TEST_ADMIN_TOKEN, TEST_MASTER_KEY } from "../support/test_server.ts";
import { testEngines, withEmptySchema } from "../support/test_database.ts";
import { until } from "../support/until.ts";
import { call, register, type ServerProcess, startProcess, verify, withFolder } from "./server.ts";

/** The value of a metric; the sum over its labels. Each time on a connection of its own, so that either worker answers. */
async function metric(server: ServerProcess, name: string): Promise<number> {
  using line = await Deno.connect({ hostname: "127.0.0.1", port: server.ports["http"]! });
  await line.write(new TextEncoder().encode("GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
  const lines = (await new Response(line.readable).text()).split("\n").filter((text) => text.startsWith(name));
  return lines.reduce((sum, text) => sum + Number(text.slice(text.lastIndexOf(" "))), 0);
}

const SOCKETS_MAX = 4;

/** None where it is refused. */
function openSocket(server: ServerProcess): Promise<WebSocket[]> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.ports["http"]}/ws`);
  return new Promise((resolve) => {
    socket.onopen = () => resolve([socket]);
    socket.onerror = () => resolve([]);
  });
}

const pidsOf = (line: string): number[] => JSON.parse(line).data.pids;

Deno.test({
  name: "two workers on one PostgreSQL",
  ignore: !testEngines().includes("postgres"),
  fn: (t) =>
    withFolder((folder) =>
      withEmptySchema("built_in_games", async ({ url: DATABASE_URL }) => {
        const variables = {
          MASTER_KEY: TEST_MASTER_KEY,
          ADMIN_TOKEN: TEST_ADMIN_TOKEN,
          HTTP_CONNECTIONS_MAX: "12",
          LINES_CONNECTIONS_MAX: "7",
          LIMITS_WEB_SOCKETS_PER_ADDRESS: String(SOCKETS_MAX),
          LIMITS_EXEMPT: "",
          LIMITS_REQUESTS_PER_MINUTE: "1000000",
          DATABASE_POOL_MAX: "", // as many as fit
        };
        await using server = await startProcess(folder, { ...variables, DATABASE_URL, WORKERS: "2" });
        const serving = await server.logLine(/Workers serve/);
        const [first, second] = pidsOf(serving);

        await t.step("share out what a door takes in all, and say so", () => {
          // Ten connections are the least that a server takes.
          expect(JSON.parse(serving).data.each).toMatchObject({ HTTP_CONNECTIONS_MAX: 10, LINES_CONNECTIONS_MAX: 4 });
        });

        await t.step("give an address its sockets once, whichever of them accepts", async () => {
          const open: WebSocket[] = [];
          while (open.length < SOCKETS_MAX) open.push(...await openSocket(server));
          // Both are asked: of eight connections the kernel gives each some.
          await until(async () => {
            const more = (await Promise.all(Array.from({ length: 8 }, () => openSocket(server)))).flat();
            more.forEach((socket) => socket.close());
            return more.length === 0;
          });
          open.forEach((socket) => socket.close());
          await until(async () => {
            const [socket] = await openSocket(server);
            socket?.close();
            return socket !== undefined;
          });
        });

        await t.step("share the connections that PostgreSQL allows, and say so once", async () => {
          const { data } = JSON.parse(await server.logLine(/Connections to PostgreSQL|PostgreSQL takes/));
          expect(data).toMatchObject({ processes: 2, allowed: expect.any(Number), taken: expect.any(Number) });
          expect(data.connections).toBe(2 * (data.pool + 2));
        });

        await t.step("are one server: what one opened the other knows, and /metrics is of both", async () => {
          const token = await register(server, "ada");
          for (let time = 0; time < 8; time++) expect(await verify(server, token)).toBe(null);
          expect(await metric(server, "gatehouse_processes")).toBe(2);
          expect(await metric(server, 'gatehouse_logins_total{door="http",result="succeeded"}')).toBe(0);
          const { status } = await call(server, "POST", "/api/auth/login", {
            body: { username: "ada", password: "correct horse" },
          });
          expect(status).toBe(200);
          // Whoever answers, it is the sum.
          for (let time = 0; time < 6; time++) {
            expect(await metric(server, 'gatehouse_logins_total{door="http",result="succeeded"}')).toBe(1);
          }
        });

        await t.step("one that dies is started again on the same ports, and the log says so", async () => {
          Deno.kill(second!, "SIGKILL");
          const said = JSON.parse(await server.logLine(/A worker has ended/));
          expect(said).toMatchObject({ level: "ERROR", data: { worker: 2, pid: second, signal: "SIGKILL" } });
          await server.logLine(/A worker has taken the place/);
          await until(async () => await metric(server, "gatehouse_processes") === 2);
          expect((await call(server, "GET", "/readyz")).status).toBe(200);
        });

        await t.step("one signal ends all of them in order", async () => {
          server.kill("SIGTERM");
          const { code, stdout } = await server.ended;
          expect({ code, lines: stdout.trim().split("\n").length }).toEqual({ code: 0, lines: 1 });
          expect(() => Deno.kill(first!, "SIGCONT")).toThrow();
        });
      })
    ),
});

Deno.test("with the embedded database WORKERS is one, and the log says why", () =>
  withFolder(async (folder) => {
    await using server = await startProcess(folder, { WORKERS: "2" });
    expect(JSON.parse(await server.logLine(/WORKERS/)).message).toBe(
      "WORKERS is 2, and one process serves: the embedded database belongs to one. With DATABASE_URL there would be 2",
    );
    expect((await call(server, "GET", "/healthz")).status).toBe(200);
  }));

/** The configurations of `deploy/`, in the programs they are for. */
import { expect } from "expect";
import { startTestServer } from "../support/test_server.ts";
import { findProxy, openProxy, type ProxyKind } from "../support/proxies.ts";
import { SlimeClient } from "../doors/slime/client.ts";
import { frame, PING } from "../doors/slime/wire.ts";

const BODY = JSON.stringify({ username: "Mara", password: "Quiet-lantern-42" });

/** From another address of this machine than the proxy's, so that it is nobody who is trusted. */
async function curl(
  ...args: string[]
): Promise<{ status: number; body: string }> {
  const options = ["-s", "--interface", "127.0.0.2", "-w", "\n%{http_code}"];
  const { stdout } = await new Deno.Command("curl", {
    args: [...options, ...args],
  }).output();
  const lines = new TextDecoder().decode(stdout).split("\n");
  return { status: Number(lines.pop()), body: lines.join("\n") };
}

/** What the first two messages of a socket are answered, or how the handshake was refused. */
async function signInBySocket(url: string, token: string): Promise<string> {
  const socket = new WebSocket(url);
  const answer = await new Promise<string>((resolve) => {
    socket.onopen = () => socket.send(JSON.stringify({ type: "auth", token }));
    socket.onmessage = ({ data }) => resolve(JSON.parse(data).type);
    socket.onerror = () => resolve("refused");
  });
  const closed = new Promise((resolve) => socket.onclose = resolve);
  socket.close();
  await closed;
  return answer;
}

const SETUPS: readonly {
  kind: ProxyKind;
  file: string;
  path: string;
  hides: boolean;
}[] = [
  { kind: "nginx", file: "nginx/gatehouse.conf", path: "", hides: true },
  { kind: "nginx", file: "nginx/sub-path.conf", path: "/game", hides: false },
  { kind: "caddy", file: "caddy/Caddyfile", path: "", hides: true },
  { kind: "haproxy", file: "haproxy/haproxy.cfg", path: "", hides: true },
];

for (const { kind, file, path, hides } of SETUPS) {
  const program = await findProxy(kind);
  Deno.test({
    name: `deploy/${file} hands on address, origin and WebSocket`,
    ignore: program === null,
    async fn() {
      await using server = await startTestServer({
        env: { TRUSTED_PROXIES: "127.0.0.1" },
      });
      const native = {
        15555: server.ports["slime"]!,
        16600: server.ports["auth"]!,
        33115: server.ports["realm"]!,
      };
      const listens = kind === "haproxy" ? [80, 5555, 6600, 23115] : [80];
      const upstreams = { 8080: server.port, ...native };
      await using proxy = await openProxy(
        kind,
        program!,
        file,
        listens,
        upstreams,
      );
      const host = `127.0.0.1:${proxy.ports.get(80)}`;
      const base = `http://${host}${path}`;

      const page = await curl(`${base}/`);
      expect([page.status, page.body.startsWith("<!doctype html>")]).toEqual([
        200,
        true,
      ]);
      const register = (origin: string) =>
        curl(
          "-H",
          `Origin: ${origin}`,
          "-H",
          "X-Forwarded-For: 203.0.113.9",
          "-d",
          BODY,
          `${base}/api/auth/register`,
        );
      expect((await register("http://elsewhere.example")).status).toBe(403);
      const made = await register(`http://${host}`);
      expect(made.status).toBe(201);
      const written = await server.database.read.selectFrom("audit_log").select(
        "address",
      )
        .where("action", "=", "account.register").execute();
      expect(new Set(written.map(({ address }) => address))).toEqual(
        new Set(["127.0.0.2"]),
      );
      const { token } = JSON.parse(made.body);
      expect(await signInBySocket(`ws://${host}${path}/ws`, token)).toBe(
        "auth_success",
      );
      if (hides) {
        expect((await curl(`${base}/metrics`)).status).toBeGreaterThanOrEqual(
          403,
        );
      }
      if (kind !== "haproxy") return;
      using line = await SlimeClient.connect(
        proxy.ports.get(5555)!,
        frame(PING),
      );
      expect(await line.next()).toMatchObject({ id: PING });
    },
  });
}

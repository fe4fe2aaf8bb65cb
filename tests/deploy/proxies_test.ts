/** The configurations of `deploy/`, in the programs they are for. */
import { expect } from "expect";
import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { WebSocket as WebSocketClient } from "ws";
import { registerFrame, SlimeClient } from "../doors/slime/client.ts";
import { frame, openFrame, PING, REGISTER } from "../doors/slime/wire.ts";
import { startTestServer, type TestServer } from "../support/test_server.ts";
import { hasOpenssl, makeCertificate } from "../support/own_ca.ts";
import { findProxy, hasNginxStream, openProxy, type ProxyKind } from "../support/proxies.ts";

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
      await using proxy = await openProxy({ kind, program: program!, file, listens, upstreams });
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

const NAME = "game.example";
const PEM = `/etc/ssl/${NAME}.pem`;
const KEY = `/etc/ssl/${NAME}.key`;
/** As HAProxy takes them, one behind the other. */
const BOTH = `/etc/ssl/${NAME}.both.pem`;

/** From where a player comes who is no proxy. */
const PLAYER = "127.0.0.3";
const NATIVE = [5555, 6600, 23115];

function nativeUpstreams({ ports }: TestServer): Record<number, number> {
  return { 15555: ports["slime"]!, 16600: ports["auth"]!, 33115: ports["realm"]! };
}

async function addressesOf(server: TestServer, username: string): Promise<(string | null)[]> {
  const rows = await server.database.read.selectFrom("audit_log")
    .innerJoin("accounts", "accounts.id", "audit_log.account_id").select("audit_log.address")
    .where("action", "=", "account.register").where("username", "=", username).execute();
  return rows.map(({ address }) => address);
}

/** Registers at the Slime door over a socket that is open, or about to be. @returns REGISTER's case */
async function registerOn(socket: Socket, username: string): Promise<number | undefined> {
  socket.write(registerFrame({ username, password: "Quiet-lantern-42" }));
  const [bytes] = await once(socket, "data", { signal: AbortSignal.timeout(10_000) });
  socket.destroy();
  const message = openFrame(bytes)?.message;
  return message?.id === REGISTER ? message.body[0] : undefined;
}

const TLS_SETUPS: readonly { kind: ProxyKind; file: string; paths: readonly string[]; listens: readonly number[] }[] = [
  { kind: "nginx", file: "nginx/tls.conf", paths: [PEM, KEY], listens: [80, 443] },
  { kind: "caddy", file: "caddy/tls.Caddyfile", paths: [PEM, KEY], listens: [80, 443] },
  { kind: "haproxy", file: "haproxy/tls.cfg", paths: [BOTH], listens: [80, 443, 5556, ...NATIVE] },
];

for (const { kind, file, paths, listens } of TLS_SETUPS) {
  const program = await findProxy(kind);
  Deno.test({
    name: `deploy/${file} serves a page by TLS, which may act as its own`,
    ignore: program === null || !await hasOpenssl(),
    async fn() {
      const folder = await Deno.makeTempDir({ prefix: "gatehouse_ca_" });
      try {
        const own = await makeCertificate(folder, NAME);
        const both = `${folder}/both.pem`;
        await Deno.writeTextFile(both, await Deno.readTextFile(own.certificate) + await Deno.readTextFile(own.key));
        const places: Record<string, string> = { [PEM]: own.certificate, [KEY]: own.key, [BOTH]: both };
        await using server = await startTestServer({ env: { TRUSTED_PROXIES: "127.0.0.1", HTTP_HSTS: "true" } });
        await using proxy = await openProxy({
          kind,
          program: program!,
          file,
          listens,
          upstreams: { 8080: server.port, ...(kind === "haproxy" ? nativeUpstreams(server) : {}) },
          paths: Object.fromEntries(paths.map((path) => [path, places[path]!])),
        });
        const [plain, secure] = [proxy.ports.get(80)!, proxy.ports.get(443)!];
        const trusting = ["--cacert", own.authority, "--connect-to", `::127.0.0.1:`];
        const origin = `https://${NAME}:${secure}`;

        const led = await curl("-D", "-", "-o", "/dev/null", ...trusting, `http://${NAME}:${plain}/`);
        expect(led.status).toBe(308);
        expect(led.body.toLowerCase()).toContain(`location: https://${NAME}`);
        const page = await curl("-D", "-", ...trusting, `${origin}/`);
        expect(page.status).toBe(200);
        expect(page.body).toContain("<!doctype html>");
        expect(page.body.toLowerCase()).toContain("strict-transport-security: max-age=31536000");
        const register = (from: string) =>
          curl(...trusting, "-H", `Origin: ${from}`, "-d", BODY, `${origin}/api/auth/register`);
        expect((await register(`http://${NAME}:${plain}`)).status).toBe(403);
        const made = await register(origin);
        expect(made.status).toBe(201);
        expect(await addressesOf(server, "Mara")).toEqual(["127.0.0.2"]);
        expect((await curl(...trusting, `${origin}/metrics`)).status).toBeGreaterThanOrEqual(403);

        const ca = await Deno.readTextFile(own.authority);
        const options = { ca, servername: NAME, headers: { host: `${NAME}:${secure}` }, origin };
        const socket = new WebSocketClient(`wss://127.0.0.1:${secure}/ws`, options);
        socket.on("open", () => socket.send(JSON.stringify({ type: "auth", token: JSON.parse(made.body).token })));
        const [answer] = await once(socket, "message", { signal: AbortSignal.timeout(10_000) });
        expect(JSON.parse(String(answer)).type).toBe("auth_success");
        socket.close();
        await once(socket, "close");

        if (kind !== "haproxy") return;
        const tunnelled = connectTls({ host: "127.0.0.1", port: proxy.ports.get(5556)!, ca, servername: NAME });
        expect(await registerOn(tunnelled, "tunnelled")).toBe(1);
        const straight = connectTcp({ host: "127.0.0.1", port: proxy.ports.get(5555)!, localAddress: PLAYER });
        expect(await registerOn(straight, "straight")).toBe(1);
        expect(await addressesOf(server, "straight")).toEqual([PLAYER]);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

Deno.test({
  name: "deploy/nginx/native.conf hands the players' addresses to the native doors",
  ignore: !await hasNginxStream(),
  async fn() {
    await using server = await startTestServer({ env: { TRUSTED_PROXIES: "127.0.0.1" } });
    await using proxy = await openProxy({
      kind: "nginx",
      program: (await findProxy("nginx"))!,
      file: "nginx/native.conf",
      listens: NATIVE,
      upstreams: nativeUpstreams(server),
    });
    const player = connectTcp({ host: "127.0.0.1", port: proxy.ports.get(5555)!, localAddress: PLAYER });
    expect(await registerOn(player, "streamed")).toBe(1);
    expect(await addressesOf(server, "streamed")).toEqual([PLAYER]);
  },
});

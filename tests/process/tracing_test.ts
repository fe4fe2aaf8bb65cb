/** `OTEL_DENO=true` with a real program: what a receiver of OTLP gets, under the caller's trace, and what never. */
import { expect } from "expect";
import { WebSocket } from "ws";
import { createServer } from "node:http";
import { SlimeClient } from "../doors/slime/client.ts";
import { until } from "../support/until.ts";
import { call, PASSWORD, register, startProcess, withFolder } from "./server.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER = "00f067aa0ba902b7";
const SECRETS = ["canary_name", "canary-password", PASSWORD, "127.0.0.1", "whsec_", "canary-hook", "canary-bearer"];

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly parentSpanId: string;
  readonly spanId: string;
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}

/** Takes what is sent by OTLP over HTTP as JSON: https://opentelemetry.io/docs/specs/otlp/#otlphttp */
async function receiveSpans() {
  const bodies: string[] = [];
  const paths = new Set<string>();
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (part) => text += part);
    request.on("end", () => {
      if (request.url === "/v1/traces") bodies.push(text);
      paths.add(request.url ?? "");
      response.setHeader("content-type", "application/json");
      response.end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    bodies,
    paths,
    spans: () => bodies.flatMap(spansOf),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function spansOf(body: string): Span[] {
  const { resourceSpans } = JSON.parse(body) as {
    resourceSpans: { scopeSpans: { scope: { name: string }; spans: Span[] }[] }[];
  };
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}

const notesOf = ({ attributes }: Span) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key.replace("gatehouse.", ""), Object.values(value)[0]]));

Deno.test("HTTP calls, messages, native logins and hooks are spans with door, rule and code, and nobody's name", () =>
  withFolder(async (folder) => {
    const receiver = await receiveSpans();
    try {
      await using server = await startProcess(folder, {
        OTEL_DENO: "true",
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        ADMIN_TOKEN: "canary-bearer-of-operators",
      });
      const token = await register(server, "canary_name");
      const headers = { traceparent: `00-${TRACE}-${CALLER}-01` };
      const login = { username: "canary_name", password: "canary-password" };
      await (await fetch(`${server.url}/api/auth/login`, { method: "POST", headers, body: JSON.stringify(login) }))
        .text();
      const target = { url: `${receiver.url}/canary-hook`, events: ["account.revoke"] };
      const bearer = "canary-bearer-of-operators";
      expect((await call(server, "POST", "/admin/api/webhooks", { bearer, body: target })).status).toBe(201);
      await socketTalk(`${server.url.replace("http", "ws")}/ws`, token, headers);
      using slime = await SlimeClient.connect(server.ports["slime"]!);
      expect(await slime.login(login)).toBe(3);
      using again = await SlimeClient.connect(server.ports["slime"]!);
      await again.enter({ username: "canary_name", password: PASSWORD });
      expect((await call(server, "POST", "/admin/api/accounts/1/revoke", { bearer, body: { reason: "x" } })).status)
        .toBe(204);
      await until(() => receiver.paths.has("/canary-hook"));
      server.kill("SIGTERM");
      expect((await server.ended).code).toBe(0);

      const spans = receiver.spans();
      const named = (name: string) => spans.filter((span) => span.name === name);
      const [failed] = named("POST /api/auth/login");
      expect(failed).toMatchObject({ traceId: TRACE, parentSpanId: CALLER });
      expect(notesOf(failed!)).toMatchObject({
        door: "http",
        code: "invalid_credentials",
        rule: "password",
        "http.response.status_code": expect.anything(),
      });
      expect(notesOf(named("POST /admin/api/accounts/:id/revoke")[0]!)).toMatchObject({ door: "admin" });
      expect(named("websocket auth")[0]).toMatchObject({ traceId: TRACE, parentSpanId: CALLER });
      expect(notesOf(named("websocket listCharacters")[0]!)).toMatchObject({ code: "unknown_game" });
      expect(notesOf(named("websocket game")[0]!)).toMatchObject({ door: "websocket", "message.type": "game" });
      const logins = named("login slime").map(notesOf);
      expect(logins).toContainEqual({
        door: "slime",
        game: "slime",
        result: "failed",
        rule: "password",
        code: "invalid_credentials",
      });
      expect(logins).toContainEqual({ door: "slime", game: "slime", result: "succeeded" });
      const made = spans.filter(({ name }) => name.startsWith("hook slime "));
      expect(made.length).toBeGreaterThan(0);
      const parents = new Set(spans.map(({ spanId }) => spanId));
      for (const hook of made) expect(parents.has(hook.parentSpanId)).toBe(true);
      expect(named("POST").length).toBeGreaterThan(0);
      // What is sent to is the runtime's to say, and is not said: the call of the webhook is a span of its own.
      const exported = receiver.bodies.join("\n");
      for (const secret of SECRETS) expect([secret, exported.includes(secret)]).toEqual([secret, false]);
      expect(exported).not.toContain(token);
    } finally {
      receiver.close();
    }
  }));

/** Signs in, asks for a game that is not there, and for something no game has. */
async function socketTalk(url: string, token: string, headers: Record<string, string>): Promise<void> {
  const socket = new WebSocket(url, { headers });
  const answers: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.on("open", () => {
    for (
      const message of [{ type: "auth", token }, { type: "listCharacters", gameId: "nothing" }, { type: "canary_name" }]
    ) {
      socket.send(JSON.stringify(message));
    }
  });
  socket.on("message", (data) => {
    answers.push(String(data));
    if (answers.length === 3) resolve();
  });
  socket.on("error", reject);
  await promise;
  socket.close();
}

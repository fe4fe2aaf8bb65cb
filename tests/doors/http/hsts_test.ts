/** Where every player comes by TLS, whoever answers says so: RFC 6797. */
import { expect } from "expect";
import { startTestServer } from "../../support/test_server.ts";
import { exchange, head, statusOf } from "./raw.ts";

const HANDSHAKE = { connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13" };

Deno.test("every answer tells to come by TLS, those of the listener and of a refused handshake included", async () => {
  await using server = await startTestServer({ env: { HTTP_HSTS: "true" } });
  const answers = await Promise.all([
    head("GET /healthz"),
    "rubbish\r\n\r\n",
    head("POST /api/auth/login", { "content-length": "99999999" }),
    head("GET /", { "x-long": "x".repeat(17 * 1_024) }),
    head("GET /nowhere", { ...HANDSHAKE, "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==" }),
    head("GET /ws", HANDSHAKE),
  ].map((request) => exchange(server.port, request)));
  expect(answers.map(statusOf)).toEqual([200, 400, 413, 431, 404, 400]);
  for (const answer of answers) expect(answer).toContain("strict-transport-security: max-age=31536000");
});

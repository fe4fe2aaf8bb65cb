import { expect } from "expect";
import { createSmtpTransport, describeFailure } from "../../../lib/domain/mail/transport.ts";
import { makeCertificate, startMailServer } from "../../support/smtp.ts";

const certificate = await makeCertificate();
const LETTER = {
  to: "ada@example.org",
  subject: "Grüße",
  text: "Hello\n\nhttps://x.example/#a=b\n",
  html: "<p>Hello</p>",
};
const FROM = { name: "Gatehouse", address: "no-reply@example.org" };

async function send(
  port: number,
  tls: "required" | "implicit" | "off",
  more: { login?: { user: string; password: string }; ca?: string } = {},
): Promise<string> {
  const { login = null, ...rest } = more;
  const transport = createSmtpTransport({ host: "localhost", port, tls, login, from: FROM, ...rest });
  try {
    return await transport.send({ key: "key-1", letter: LETTER }).then(() => "sent", describeFailure);
  } finally {
    transport.close();
  }
}

Deno.test("STARTTLS, then the login, then one mail with text, HTML and the headers of a machine's", async () => {
  const login = { user: "gatehouse", password: "secret of the mail server" };
  await using server = await startMailServer({ ...certificate, startTls: true, login });
  expect(await send(server.port, "required", { login, ca: certificate.cert })).toBe("sent");
  const [mail] = server.received;
  expect(mail).toMatchObject({
    from: "no-reply@example.org",
    to: ["ada@example.org"],
    isEncrypted: true,
    user: "gatehouse",
    text: LETTER.text.trim(),
    html: LETTER.html,
  });
  const headers = Object.fromEntries(mail?.headers ?? []);
  expect(headers).toMatchObject({
    "from": "Gatehouse <no-reply@example.org>",
    "to": "ada@example.org",
    "auto-submitted": "auto-generated",
    "message-id": "<key-1@example.org>",
  });
});

Deno.test("TLS from the first byte", async () => {
  await using server = await startMailServer({ ...certificate, secure: true });
  expect(await send(server.port, "implicit", { ca: certificate.cert })).toBe("sent");
  expect(server.received).toMatchObject([{ isEncrypted: true }]);
});

Deno.test("a server on this machine without TLS", async () => {
  await using server = await startMailServer();
  expect(await send(server.port, "off")).toBe("sent");
  expect(server.received).toMatchObject([{ isEncrypted: false }]);
});

Deno.test("where TLS is required nothing is said without it: no mail, no password", async () => {
  const login = { user: "gatehouse", password: "secret of the mail server" };
  await using server = await startMailServer({ login: { ...login } });
  expect(await send(server.port, "required", { login })).toMatch(/STARTTLS|TLS/i);
  expect(server.received).toEqual([]);
});

for (const tls of ["required", "implicit"] as const) {
  Deno.test(`a certificate of an unknown authority is not believed (${tls})`, async () => {
    await using server = await startMailServer({ ...certificate, startTls: true, secure: tls === "implicit" });
    expect(await send(server.port, tls)).not.toBe("sent");
    expect(server.received).toEqual([]);
  });
}

Deno.test("a server that is not there", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  expect(await send(port, "off")).toMatch(/ECONNREFUSED|ESOCKET|refused/);
});

Deno.test("a failure is told on one line and without anybody's address", () => {
  const error = new Error("Can't send mail:\r\n550 <ada@example.org> unknown");
  expect(describeFailure(error)).toBe("Can't send mail: 550 <(address)> unknown");
});

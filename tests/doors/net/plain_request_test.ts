import { expect } from "expect";
import { Buffer } from "node:buffer";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readPlainRequest } from "../../../lib/doors/net/plain_request.ts";
import { withPatience } from "../../../lib/testing/patience.ts";

const read = (text: string) => readPlainRequest(Buffer.from(text, "latin1"));
const GET = "GET /api/auth/verify HTTP/1.1\r\n";
const POST = "POST /auth/revalidate HTTP/1.1\r\n";

Deno.test("a plain GET is known, with its headers as they came and by name", () => {
  expect(read(`${GET}Host: localhost:8080\r\nX-A: b  c\r\nConnection: Keep-Alive\r\n\r\n`)).toEqual({
    method: "GET",
    url: "/api/auth/verify",
    headers: { host: "localhost:8080", "x-a": "b  c", connection: "Keep-Alive" },
    rawHeaders: ["Host", "localhost:8080", "X-A", "b  c", "Connection", "Keep-Alive"],
    body: null,
  });
});

Deno.test("a plain POST is known with its body, whose bytes may be any", () => {
  const known = read(`${POST}host: a\r\ncontent-length: 6\r\n\r\n\xff\r\n\r\n\0`);
  expect([known?.method, known?.url]).toEqual(["POST", "/auth/revalidate"]);
  expect([...known?.body ?? []]).toEqual([0xff, 13, 10, 13, 10, 0]);
});

const H = "host: a\r\n";
const UNKNOWN: Readonly<Record<string, string>> = {
  "nothing": "",
  "a request that is not whole": `${GET}${H}`,
  "a head without its last line": `${GET}${H}\r`,
  "more behind it": `${GET}${H}\r\nG`,
  "another request behind it": `${GET}${H}\r\n${GET}${H}\r\n`,
  "a line before it": `\r\n${GET}${H}\r\n`,
  "no host": `${GET}a: b\r\n\r\n`,
  "no header": `${GET}\r\n`,
  "no header, and one in the body": `${POST}\r\n${H}content-length: 1\r\n\r\nx`,
  "two hosts": `${GET}${H}HOST: b\r\n\r\n`,
  "a header twice": `${GET}${H}a: b\r\nA: c\r\n\r\n`,
  "HTTP/1.0": `GET / HTTP/1.0\r\n${H}\r\n`,
  "another method": `HEAD / HTTP/1.1\r\n${H}\r\n`,
  "a method in small letters": `get / HTTP/1.1\r\n${H}\r\n`,
  "a query": `GET /?a HTTP/1.1\r\n${H}\r\n`,
  "a coded path": `GET /%61 HTTP/1.1\r\n${H}\r\n`,
  "a whole URL": `GET http://a/ HTTP/1.1\r\n${H}\r\n`,
  "two spaces": `GET  / HTTP/1.1\r\n${H}\r\n`,
  "lines that end in LF": `GET / HTTP/1.1\n${H}\n\r\n\r\n`,
  "a header that ends in LF": `${GET}${H}a: b\nc: d\r\n\r\n`,
  "a header that ends in CR": `${GET}${H}a: b\rc: d\r\n\r\n`,
  "a folded header": `${GET}${H}a: b\r\n c\r\n\r\n`,
  "a space before the colon": `${GET}${H}a : b\r\n\r\n`,
  "no space behind the colon": `${GET}${H}a:b\r\n\r\n`,
  "spaces behind a value": `${GET}${H}a: b \r\n\r\n`,
  "a tab in a value": `${GET}${H}a: b\tc\r\n\r\n`,
  "an empty value": `${GET}${H}a: \r\n\r\n`,
  "a NUL": `${GET}${H}a: \0\r\n\r\n`,
  "no ASCII": `${GET}${H}a: \xe4\r\n\r\n`,
  "a name with an underscore": `${GET}${H}__proto__: b\r\n\r\n`,
  "a connection that closes": `${GET}${H}connection: close\r\n\r\n`,
  "a connection that may close": `${GET}${H}connection: keep-alive, close\r\n\r\n`,
  "an upgrade": `${GET}${H}upgrade: websocket\r\n\r\n`,
  "an expectation": `${GET}${H}expect: 100-continue\r\n\r\n`,
  "trailers": `${GET}${H}te: trailers\r\n\r\n`,
  "a GET with a length": `${GET}${H}content-length: 0\r\n\r\n`,
  "a GET with a body": `${GET}${H}content-length: 1\r\n\r\nx`,
  "a POST without a length": `${POST}${H}\r\n`,
  "a POST with a body and no length": `${POST}${H}\r\nx`,
  "a body that is not whole": `${POST}${H}content-length: 2\r\n\r\nx`,
  "a body with more behind it": `${POST}${H}content-length: 1\r\n\r\nxy`,
  "a length of none": `${POST}${H}content-length: 0\r\n\r\n`,
  "a length with a sign": `${POST}${H}content-length: +1\r\n\r\nx`,
  "a length with a zero before it": `${POST}${H}content-length: 01\r\n\r\nx`,
  "a length in hexadecimal": `${POST}${H}content-length: 0x1\r\n\r\nx`,
  "two lengths": `${POST}${H}content-length: 1\r\ncontent-length: 1\r\n\r\nx`,
  "a list of lengths": `${POST}${H}content-length: 1, 1\r\n\r\nx`,
  "a length and chunks": `${POST}${H}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  "chunks": `${POST}${H}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
};
for (const [name, text] of Object.entries(UNKNOWN)) {
  Deno.test(`left to node:http: ${name}`, () => expect(read(text)).toBeNull());
}

/** What each part of a request may be; the first of each list is the plain one. */
const PARTS = [
  ["GET ", "POST ", "HEAD ", "get ", "\r\nGET "],
  ["/", "/a-b/c.d_e", "/%20", "*", "/?q"],
  [" HTTP/1.1\r\n", " HTTP/1.0\r\n", " HTTP/1.1\n"],
  ["Host: a\r\n", "host: a:1\r\n", "", "host: a\r\nHost: b\r\n"],
  ["", "X-Y: a b\r\n", "x: \x80\r\n", "x:y\r\n", "x: y \r\n", "x : y\r\n", "x: y\r\n z\r\n", "x_y: z\r\n"],
  ["", "connection: keep-alive\r\n", "connection: close\r\n", "keep-alive: 1\r\n", "upgrade: x\r\n"],
  ["", "content-length: 3\r\n", "Content-Length: 3\r\ncontent-length: 3\r\n", "transfer-encoding: chunked\r\n"],
  ["\r\n", "\n", ""],
  ["", "abc", "\r\nb", "a\0b", "ab", "abcd", "0\r\n\r\n"],
] as const;

/** All requests that differ from the plain one in four parts at most. */
function* mixed(at = 0, left = 4): Generator<string> {
  const [plain, ...others] = PARTS[at] ?? [];
  if (plain === undefined) return yield "";
  for (const rest of mixed(at + 1, left)) yield plain + rest;
  if (left === 0) return;
  for (const rest of mixed(at + 1, left - 1)) for (const other of others) yield other + rest;
}

Deno.test("what is known is read by node:http the same, to its last byte", async () => {
  const known = [...mixed()].filter((text) => read(text) !== null);
  expect(known.length).toBeGreaterThan(20);
  const heard: unknown[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const body = Buffer.concat(await Array.fromAsync(incoming));
    const { method, url, headers, rawHeaders } = incoming;
    heard.push({ method, url, headers: { ...headers }, rawHeaders, body: body.toString("latin1") });
    outgoing.end("x");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  using line = await Deno.connect({ hostname: "127.0.0.1", port });
  const buffer = new Uint8Array(1_024);
  // One behind the other on one connection: a byte too many or too few of one would be in the next.
  for (const text of known) {
    await line.write(Buffer.from(text, "latin1"));
    const count = await withPatience(line.read(buffer), `No answer to ${JSON.stringify(text)}`);
    expect(new TextDecoder().decode(buffer.subarray(0, count ?? 0))).toMatch(/^HTTP\/1\.1 200 /);
  }
  server.close();
  expect(heard).toEqual(known.map((text) => {
    const { headers, body, ...head } = read(text)!;
    return { ...head, headers: { ...headers }, body: Buffer.from(body ?? []).toString("latin1") };
  }));
});

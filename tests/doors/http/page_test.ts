import { expect } from "expect";
import { exchange, head, statusOf } from "./raw.ts";
import { expectProblem, oneDoor } from "./setup.ts";

const LOOK = { name: "Castle <1>", accent: "#aa0033", welcome: "Come in" };

oneDoor("the players' page", { config: { page: LOOK } }, async (door, t) => {
  const page = await door.call("GET", "/");

  await t.step("is served with a policy that allows nothing but its own files", () => {
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:|script-src[^;]*data:/);
    expect(page.headers.get("x-frame-options")).toBe("DENY");
    expect(page.headers.get("referrer-policy")).toBe("no-referrer");
    expect(page.headers.has("strict-transport-security")).toBe(false);
  });

  await t.step("leads on from the operators' pages without their slash, under a proxy's path as well", async () => {
    for (const [path, location] of [["/console", "console/"], ["/console/api", "api/"]] as const) {
      const answer = await fetch(`${door.server.url}${path}`, { redirect: "manual" });
      await answer.body?.cancel();
      expect([answer.status, answer.headers.get("location")]).toEqual([308, location]);
    }
  });

  await t.step("has no script or style of its own, nor handlers in its elements", () => {
    for (const [tag = "", body = ""] of page.text.matchAll(/<script[^>]*>(.*?)<\/script>/gs)) {
      expect(tag).toContain("src=");
      expect(body).toBe("");
    }
    expect(page.text).not.toMatch(/<style|\sstyle=|\son[a-z]+\s*=|javascript:/i);
  });

  await t.step("brings every file that it names", async () => {
    const paths = [...page.text.matchAll(/(?:src|href)="([^"#:]+)"/g)]
      .map(([, path = ""]) => new URL(path, "http://page/").pathname);
    expect(paths.length).toBeGreaterThan(2);
    for (const path of paths.filter((path) => path !== "/")) {
      const { status, headers } = await door.call("GET", path);
      expect([path, status]).toEqual([path, 200]);
      expect(headers.get("content-type")).toMatch(/^(text\/(css|javascript)|image\/)/);
    }
  });

  await t.step(
    "names every script and style so that it is never asked for again, down to the last import",
    async () => {
      for (const start of ["/", "/console/"]) {
        const known = new Set<string>();
        const waiting = [start];
        for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
          if (known.has(path)) continue;
          known.add(path);
          const { status, text, headers } = await door.call("GET", path);
          const cache = path === start ? "no-cache" : "public, max-age=31536000, immutable";
          expect([path, status, headers.get("cache-control")]).toEqual([path, 200, cache]);
          if (path !== start) expect(path).toMatch(/\.[0-9a-f]{12}\.(js|css)$/);
          const names = path === start
            ? /(?:src|href)="(static\/[^"]+\.(?:js|css))"/g
            : /(?:from ?|import ?)"(\.[^"]+)"|import\("(\.[^"]+)"\)/g;
          const code = text.replaceAll(/\/\*[^]*?\*\//g, "");
          for (const [, first, second] of code.matchAll(names)) {
            waiting.push(new URL(first ?? second ?? "", `http://page${path}`).pathname);
          }
        }
        expect(known.size).toBeGreaterThan(9);
      }
    },
  );

  await t.step("comes compressed to whom takes that, each coding with a tag of its own", async () => {
    const { port } = door.server;
    const ask = async (path: string, headers: Record<string, string> = {}) => {
      const answer = await exchange(port, head(`GET ${path}`, headers));
      const field = (name: string) => new RegExp(`^${name}: (.*)\r$`, "mi").exec(answer)?.[1] ?? null;
      return { status: statusOf(answer), coding: field("content-encoding"), etag: field("etag"), vary: field("vary") };
    };
    for (const path of ["/", "/static/page/main.js", "/static/texts/en.json", "/openapi.json"]) {
      const plain = await ask(path);
      const br = await ask(path, { "accept-encoding": "gzip, br" });
      const gzip = await ask(path, { "accept-encoding": "gzip" });
      expect([path, plain.coding, br.coding, gzip.coding]).toEqual([path, null, "br", "gzip"]);
      expect(new Set([plain.etag, br.etag, gzip.etag]).size).toBe(3);
      for (const { vary } of [plain, br, gzip]) expect(vary).toMatch(/accept-encoding/i);
      const again = await ask(path, { "accept-encoding": "gzip", "if-none-match": `"x", W/${gzip.etag}` });
      expect([path, again.status, again.coding]).toEqual([path, 304, null]);
      expect((await ask(path, { "accept-encoding": "br", "if-none-match": `${gzip.etag}` })).status).toBe(200);
    }
    // What is small, what is a picture already, and what a player is told of an account are left as they are.
    const { token } = (await door.call("POST", "/api/auth/register", {
      body: { username: "mara", password: "quiet-lantern" },
    })).json;
    const headers = { "accept-encoding": "gzip, br", authorization: `Bearer ${token}` };
    for (const path of ["/static/page/kept.js", "/api/page", "/api/account", "/api/account/sessions"]) {
      expect([path, (await ask(path, headers)).coding]).toEqual([path, null]);
    }
  });

  await t.step("is one whole: HEAD tells its length, and a Range is not heard", async () => {
    for (const path of ["/", "/static/page/main.js"]) {
      const whole = await exchange(door.server.port, head(`GET ${path}`));
      const length = /content-length: (\d+)/i.exec(whole)?.[1];
      const asked = await exchange(door.server.port, head(`HEAD ${path}`));
      expect([path, /content-length: (\d+)/i.exec(asked)?.[1]]).toEqual([path, length]);
      const part = await exchange(door.server.port, head(`GET ${path}`, { range: "bytes=0-3" }));
      expect([path, statusOf(part), /content-length: (\d+)/i.exec(part)?.[1]]).toEqual([path, 200, length]);
    }
  });

  await t.step("is asked about by its ETag, and sent again only when it changed", async () => {
    for (const path of ["/", "/static/client.js"]) {
      const etag = (await door.call("GET", path)).headers.get("etag") ?? "";
      expect(etag).toMatch(/^"[^"]+"$/);
      const again = await door.call("GET", path, { headers: { "if-none-match": etag } });
      expect([again.status, again.text, again.headers.get("etag")]).toEqual([304, "", etag]);
      expect((await door.call("GET", path, { headers: { "if-none-match": '"other"' } })).status).toBe(200);
      expect(again.headers.get("cache-control")).toBe("no-cache");
    }
  });

  await t.step("has its bytes for GET, and its headers alone for HEAD", async () => {
    const answer = await exchange(door.server.port, head("HEAD /"));
    expect(statusOf(answer)).toBe(200);
    expect(answer.endsWith("\r\n\r\n")).toBe(true);
  });

  await t.step("leads to no file but those of its folder", async () => {
    const paths = [
      "/static/../main.ts",
      "/static/../../etc/passwd",
      "/static/..%2fmain.ts",
      "/static/%2e%2e/main.ts",
      "/static/%2e%2e%2fdeno.json",
      "/static/..%5cmain.ts",
      "/static/....//main.ts",
      "/static//etc/passwd",
      "/static/%2fetc/passwd",
      "/static/page/../../deno.json",
      "/static/%00",
      "/static/index.html%00.js",
      "/static/%",
      "/static/.hidden.js",
      "/static/page",
    ];
    for (const path of paths) {
      expect([path, statusOf(await exchange(door.server.port, head(`GET ${path}`)))]).toEqual([path, 404]);
    }
    expectProblem(await door.call("GET", "/static/..%2fmain.ts"), 404, "not_found");
  });

  await t.step("is told how the operator wants it to look", async () => {
    const { json } = await door.call("GET", "/api/page");
    expect(json).toMatchObject({ ...LOOK, logo: null });
    expect(page.text).toContain("<title>Castle &lt;1&gt;</title>");
    expect(page.text).toMatch(/<h1[^>]*>Castle &lt;1&gt;<\/h1>/);
    expect(page.text).not.toContain(">Gatehouse<");
    expect(page.text).toContain(">Come in<");
  });
});

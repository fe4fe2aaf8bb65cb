/** What comments cite of the contract and the protocols is there, and every call that the contract names is answered. */
import { expect } from "expect";
import { fileURLToPath } from "node:url";
import { eachServer } from "../support/test_server.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** `docs/contract.md, "WebSocket" and "Game servers"`, also over the end of a comment's line. */
const CITATION = /(docs\/(?:contract|protocols)[a-z0-9/-]*\.md)((?:,?(?: and)?\s(?:\*\s)?"[^"]+")*)/g;

async function* sourcesIn(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* sourcesIn(`${folder}/${name}`);
    else if (name.endsWith(".ts")) yield `${folder}/${name}`;
  }
}

Deno.test("every section that a comment cites is in its document", async () => {
  const missing: string[] = [];
  let cited = 0;
  for (const folder of ["lib", "routes", "migrations", "tests"]) {
    for await (const path of sourcesIn(`${ROOT}${folder}`)) {
      if (path.endsWith("citations_test.ts")) continue;
      for (const [, file, quoted] of (await Deno.readTextFile(path)).matchAll(CITATION)) {
        cited++;
        const text = await Deno.readTextFile(`${ROOT}${file}`).catch(() => null);
        const headings = [...text?.matchAll(/(?:^#+ |\*\*)([^*\n]+)/gm) ?? []].map(([, heading]) => heading!);
        if (text === null) missing.push(`${path}: ${file}`);
        for (const [, section] of quoted!.matchAll(/"([^"]+)"/g)) {
          if (!headings.some((heading) => heading.startsWith(section!))) missing.push(`${path}: ${file}, "${section}"`);
        }
      }
    }
  }
  expect(missing).toEqual([]);
  expect(cited).toBeGreaterThan(30);
});

const CALL = /`(GET|POST|PATCH|DELETE) (\/[^\s`?]*)/g;

/** Passkeys and mail are there; nothing listens on that port. */
const MAIL = { publicUrl: "https://play.example.org", mail: { host: "127.0.0.1", port: 1, tls: "off" } };

eachServer(
  "every call that the contract names has its route",
  { config: { accounts: { guests: true }, ...MAIL } },
  async (server) => {
    const unanswered: string[] = [];
    for (const file of ["contract.md", "contract-accounts.md"]) {
      const text = await Deno.readTextFile(`${ROOT}docs/${file}`);
      for (const [, method, path] of text.matchAll(CALL)) {
        const answer = await fetch(`${server.url}${path!.replaceAll(/:[a-z]+/g, "1")}`, { method: method! });
        const body = await answer.text();
        // A path without this method is 405, one of no route has this message.
        if (answer.status === 405 || body.includes("There is nothing")) unanswered.push(`${method} ${path}`);
      }
    }
    expect(unanswered).toEqual([]);
  },
);

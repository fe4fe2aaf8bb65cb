import { expect } from "expect";
import { join } from "node:path";
import { openDataDirectory } from "../../../lib/platform/database/data_directory.ts";

async function inFolder(run: (path: string) => Promise<void> | void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(join(folder, "data"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the folder is made, for its owner alone", () =>
  inFolder((path) => {
    const directory = openDataDirectory(path);
    expect(Deno.statSync(path).mode! & 0o777).toBe(0o700);
    directory.release();
  }));

Deno.test("a second server is refused, with the first one's pid", () =>
  inFolder((path) => {
    const first = openDataDirectory(path);
    expect(() => openDataDirectory(path)).toThrow(`a server with pid ${Deno.pid} is running on it`);
    first.release();
    openDataDirectory(path).release();
  }));

Deno.test("a lock that a killed server left does not hold", () =>
  inFolder((path) => {
    Deno.mkdirSync(path);
    Deno.writeTextFileSync(join(path, "server.lock"), "4242\n");
    const directory = openDataDirectory(path);
    expect(Deno.readTextFileSync(join(path, "server.lock"))).toBe(`${Deno.pid}\n`);
    directory.release();
  }));

Deno.test("a folder that cannot be had is named, with the reason", () =>
  inFolder((path) => {
    Deno.writeTextFileSync(path, "");
    expect(() => openDataDirectory(path)).toThrow(`Could not use the data directory ${path}: `);
  }));

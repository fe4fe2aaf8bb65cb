import { join } from "node:path";
import { expect } from "expect";
import { type CheckStore, obtainMasterKey, verifyMasterKey } from "../../../lib/platform/crypto/master_key.ts";
import { type Random, systemRandom } from "../../../lib/platform/random.ts";

const random: Random = { bytes: (count) => new Uint8Array(count).fill(7), uuid: () => "aside" };
const KEY_OF_SEVENS = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

async function inFolder(run: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    await run(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function memoryStore(): CheckStore {
  const values = new Map<string, Uint8Array>();
  return {
    find: (name) => Promise.resolve(values.get(name) ?? null),
    insert(name, value) {
      const isNew = !values.has(name);
      if (isNew) values.set(name, value);
      return Promise.resolve(isNew);
    },
  };
}

Deno.test("the configured key is used, and nothing is written", () =>
  inFolder((folder) => {
    const configured = new Uint8Array(32).fill(1);
    expect(obtainMasterKey({ configured, folder, random })).toEqual(configured);
    expect([...Deno.readDirSync(folder)]).toEqual([]);
  }));

Deno.test("a key is made once, in a file that only its owner reads, and found again", () =>
  inFolder((folder) => {
    const made = obtainMasterKey({ configured: null, folder, random });
    expect(made).toEqual(new Uint8Array(32).fill(7));
    expect([...Deno.readDirSync(folder)].map(({ name }) => name)).toEqual(["master.key"]);
    const path = join(folder, "master.key");
    expect(Deno.readTextFileSync(path)).toBe(`${KEY_OF_SEVENS}\n`);
    expect(Deno.statSync(path).mode! & 0o777).toBe(0o600);
    expect(obtainMasterKey({ configured: null, folder, random: systemRandom })).toEqual(made);
  }));

Deno.test("a file made meanwhile by another is not replaced, but used", () =>
  inFolder((folder) => {
    const path = join(folder, "master.key");
    const slow: Random = {
      bytes(count) {
        Deno.writeTextFileSync(path, KEY_OF_SEVENS);
        return new Uint8Array(count).fill(9);
      },
      uuid: () => "aside",
    };
    expect(obtainMasterKey({ configured: null, folder, random: slow })).toEqual(new Uint8Array(32).fill(7));
    expect(Deno.readTextFileSync(path)).toBe(KEY_OF_SEVENS);
    expect([...Deno.readDirSync(folder)].map(({ name }) => name)).toEqual(["master.key"]);
  }));

Deno.test("a file that holds something else is left as it is and stops the start, without its text in the error", () =>
  inFolder((folder) => {
    const path = join(folder, "master.key");
    for (const text of ["", "hunter2", KEY_OF_SEVENS.slice(1), `${KEY_OF_SEVENS}${KEY_OF_SEVENS}`]) {
      Deno.writeTextFileSync(path, text);
      expect(() => obtainMasterKey({ configured: null, folder, random })).toThrow(
        new Error(`Could not use the master key ${path}: it does not hold 32 bytes in Base64`),
      );
      expect(Deno.readTextFileSync(path)).toBe(text);
    }
  }));

Deno.test("a folder in the file's place is named in the error", () =>
  inFolder((folder) => {
    Deno.mkdirSync(join(folder, "master.key"));
    expect(() => obtainMasterKey({ configured: null, folder, random })).toThrow("Could not read the master key");
  }));

Deno.test("without a folder every start has a key of its own", () => {
  const keys = [1, 2].map(() => obtainMasterKey({ configured: null, folder: null, random: systemRandom }));
  expect(keys[0]).toHaveLength(32);
  expect(keys[0]).not.toEqual(keys[1]);
});

Deno.test("a database keeps to the first key it was used with", async () => {
  const store = memoryStore();
  const key = systemRandom.bytes(32);
  await verifyMasterKey(key, store);
  await verifyMasterKey(key, store);
  await expect(verifyMasterKey(systemRandom.bytes(32), store)).rejects.toThrow("sealed under another");
  await verifyMasterKey(key, store);
});

Deno.test("the check value in the database is not the key", async () => {
  const store = memoryStore();
  const key = systemRandom.bytes(32);
  await verifyMasterKey(key, store);
  expect(await store.find("master_key_check")).not.toEqual(key);
});

Deno.test("a key that others can read is used, and warned of", () =>
  inFolder((folder) => {
    const warnings: string[] = [];
    const obtain = () => obtainMasterKey({ configured: null, folder, random, warn: (text) => warnings.push(text) });
    const made = obtain();
    expect(warnings).toEqual([]);
    const path = join(folder, "master.key");
    Deno.chmodSync(path, 0o640);
    expect(obtain()).toEqual(made);
    expect(warnings).toEqual([`Others on this machine can read the master key: chmod 600 ${path}`]);
  }));

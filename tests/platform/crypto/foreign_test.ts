import { compareSync } from "bcryptjs";
import { parse } from "csv-parse/sync";
import { expect } from "expect";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { type HashContext, readPasswordHash } from "../../../lib/platform/crypto/foreign/password_hash.ts";
import { verifyForeign } from "../../../lib/platform/crypto/foreign/verify.ts";

const SAMPLES = new URL("../../vectors/imports/", import.meta.url);
const PLAIN: HashContext = { kind: null, fallbackKind: null, pepper: null, firebase: null, salt: null };

interface Login {
  readonly foreign_id: number;
  readonly password: string;
}

function loginsOf(system: string): readonly Login[] {
  return JSON.parse(Deno.readTextFileSync(new URL(`${system}/expected.json`, SAMPLES))).login;
}

async function proves(text: string, password: string, context: Partial<HashContext>): Promise<boolean> {
  const read = readPasswordHash(text, { ...PLAIN, ...context });
  if ("unusable" in read) throw new Error(read.unusable);
  return "bcrypt" in read ? compareSync(password, read.bcrypt) : await verifyForeign(read.foreign, password);
}

Deno.test("hashes of PHP, Django, WordPress, Devise and phpass are proven by their passwords and no others", async () => {
  const rows: Record<string, string>[] = parse(Deno.readTextFileSync(new URL("web/users.csv", SAMPLES)), {
    columns: true,
  });
  for (const { foreign_id, password } of loginsOf("web")) {
    const row = rows.find(({ id }) => id === String(foreign_id))!;
    const context = row["username"] === "devise" ? { kind: "bcrypt-pepper", pepper: "PEPPER" } : {};
    expect([row["username"], await proves(row["password_hash"]!, password, context)]).toEqual([row["username"], true]);
    expect([row["username"], await proves(row["password_hash"]!, `${password}x`, context)]).toEqual([
      row["username"],
      false,
    ]);
  }
});

Deno.test("AuthMe's eight kinds are proven by their passwords and no others", async () => {
  const database = new DatabaseSync(fileURLToPath(new URL("authme/authme.db", SAMPLES)), { readOnly: true });
  for (const { foreign_id, password } of loginsOf("authme")) {
    const row = database.prepare("select password from authme where id = ?").get(foreign_id)!;
    const text = String(row["password"]);
    expect(await proves(text, password, { fallbackKind: "md5-md5" })).toBe(true);
    expect(await proves(text, `${password}x`, { fallbackKind: "md5-md5" })).toBe(false);
  }
  database.close();
});

Deno.test("SHA-1 in Base64, MD5 and plain text are known by what an operator says", async () => {
  expect(await proves("W6ph5Mm5Pz8GgiULbPgzG37mj9g=", "password", { fallbackKind: "sha1-base64" })).toBe(true);
  expect(await proves("5F4DCC3B5AA765D61D8327DEB882CF99", "password", { fallbackKind: "md5" })).toBe(true);
  expect(await proves("password", "password", { fallbackKind: "plain" })).toBe(true);
  expect(await proves("password", "Password", { fallbackKind: "plain" })).toBe(false);
});

Deno.test("Firebase's own example is proven", async () => {
  // https://github.com/firebase/scrypt, "Finding the password hash parameters"
  const firebase = {
    signerKey: "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==",
    saltSeparator: "Bw==",
    rounds: 8,
    memCost: 14,
  };
  const hash = "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==";
  const context = { kind: "fbscrypt", firebase, salt: "42xEC+ixf3L2lw==" };
  expect(await proves(hash, "user1password", context)).toBe(true);
  expect(await proves(hash, "user1Password", context)).toBe(false);
  const text = `$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=${firebase.signerKey}$42xEC+ixf3L2lw==$${hash}`;
  expect(await proves(text, "user1password", {})).toBe(true);
});

for (
  const [text, context, why] of [
    ["$2b$31$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy", {}, "cost 31"],
    ["$2x$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy", { fallbackKind: "bcrypt" }, "no hash of bcrypt"],
    ["$2b$10$YourHashHere", {}, "no hash of bcrypt"],
    ["!15IJBAMNcgyU3FVlKuOujT2RgmVWHf6YTsIcISOP", {}, "kind is not known"],
    ["pbkdf2_sha256$2000001$salt$Onxoq/bnujNAVw6gngf8WI1T7Rc4SRXk1m2RGbnc/YQ=", {}, "rounds are not"],
    [
      "$argon2id$v=19$m=1048576,t=2,p=1$Zzc5Y2I2Y3dSc2FXcXhqTA$qLBjIPThXpUmXUABpMAoz9UWjILFHao+Bu9zOg6n1+k",
      {},
      "too dear",
    ],
    [
      "$argon2id$v=19$m=262144,t=900,p=1$Zzc5Y2I2Y3dSc2FXcXhqTA$qLBjIPThXpUmXUABpMAoz9UWjILFHao+Bu9zOg6n1+k",
      {},
      "too dear",
    ],
    ["$fbscrypt$v=1,n=24,r=8,p=1,ss=Bw==,sk=AAAA$AAAA$AAAA", {}, "too dear"],
    ["$H$TIQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0", {}, "2^20"],
    ["lSrfV15cpx95", { kind: "fbscrypt" }, "needs --hash-config"],
    ["hash", { kind: "rot13" }, "no kind of password"],
    ["", {}, "empty"],
  ] as const
) {
  Deno.test(`a stored text that cannot or must not be computed says why: ${why}`, () => {
    const read = readPasswordHash(text, { ...PLAIN, ...context });
    expect(read).toEqual({ unusable: expect.stringContaining(why) });
  });
}

Deno.test("a hash that is dearer than ours, or verified too fast, is known as such", () => {
  const salt = "N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy";
  expect(readPasswordHash(`$2b$13$${salt}`, PLAIN)).toMatchObject({ isDear: true });
  expect(readPasswordHash(`$2b$12$${salt}`, PLAIN)).toMatchObject({ isDear: false });
  expect(readPasswordHash("plain", { ...PLAIN, fallbackKind: "plain" })).toMatchObject({ isFast: true, isDear: false });
});

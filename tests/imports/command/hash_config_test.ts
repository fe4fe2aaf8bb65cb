import { expect } from "expect";
import { parseHashConfig } from "../../../lib/imports/command/hash_config.ts";
import { describeCommand, parseImportCommand, UsageError } from "../../../lib/imports/command/arguments.ts";

const PARSED = { signerKey: "jxsp+8Ki/A==", saltSeparator: "Bw==", rounds: 8, memCost: 14 };

for (
  const [name, text] of [
    [
      "copied from the console",
      "hash_config {\n  algorithm: SCRYPT,\n  base64_signer_key: jxsp+8Ki/A==,\n  base64_salt_separator: Bw==,\n  rounds: 8,\n  mem_cost: 14,\n}\n",
    ],
    [
      "in one line",
      "hash_config { algorithm: SCRYPT, base64_signer_key: jxsp+8Ki/A==, base64_salt_separator: Bw==, rounds: 8, mem_cost: 14, }",
    ],
    [
      "without its outer braces",
      "algorithm: SCRYPT,\r\nbase64_signer_key: jxsp-8Ki_A==,\r\nbase64_salt_separator: Bw==,\r\nrounds: 8,\r\nmem_cost: 14",
    ],
    [
      "as JSON",
      '{"algorithm":"SCRYPT","base64_signer_key":"jxsp+8Ki/A==","base64_salt_separator":"Bw==","rounds":8,"mem_cost":14}',
    ],
    [
      "as JSON with the outer name",
      '{"hash_config": {"algorithm":"SCRYPT","base64_signer_key":"jxsp+8Ki/A==","base64_salt_separator":"Bw==","rounds":8,"mem_cost":14}}',
    ],
  ] as const
) {
  Deno.test(`Firebase's parameters ${name}`, () => expect(parseHashConfig(text)).toEqual(PARSED));
}

Deno.test("what is wrong with Firebase's parameters is said without the key", () => {
  for (
    const [text, message] of [
      ["{}", "--hash-config lacks algorithm"],
      ["algorithm: PBKDF2, base64_signer_key: SECRET", "--hash-config's algorithm is not SCRYPT"],
      ["algorithm: SCRYPT, base64_signer_key: SECRET, rounds: 99, mem_cost: 14", "rounds is not from 1 to 64"],
    ] as const
  ) {
    expect(() => parseHashConfig(text)).toThrow(message);
    expect(() => parseHashConfig(text)).not.toThrow("SECRET");
  }
});

Deno.test("a pepper is asked for before anything is read", () => {
  expect(() => parseImportCommand(["csv", "a.csv", "--passwords", "bcrypt-pepper"])).toThrow(UsageError);
});

Deno.test("the command that goes on can be copied, and shows no password", () => {
  expect(describeCommand(["wyrt", "mysql://reader:top%40secret@db:3306/wyrt", "--label", "old realm", "--apply"])).toBe(
    "deno task import wyrt mysql://reader:***@db:3306/wyrt --label 'old realm' --apply",
  );
});

import { expect } from "expect";
import { newServerSchema, serverChangeSchema } from "../../../lib/domain/servers/server_input.ts";

const PLAIN = { name: "Alpha", address: "192.0.2.1", port: 24_000 };
const isValid = (some: object) => newServerSchema.safeParse({ ...PLAIN, ...some }).success;

Deno.test("a new server needs a name, an address and a port", () => {
  expect(newServerSchema.parse(PLAIN)).toEqual({
    ...PLAIN,
    game_id: null,
    type: "pve",
    flags: 0,
    online: false,
    note_text_id: 0,
  });
  for (const field of Object.keys(PLAIN)) expect(isValid({ [field]: undefined })).toBe(false);
});

Deno.test("the address is IPv4, IPv6 or the name of a host", () => {
  const good = [
    "255.255.255.255",
    "::1",
    "2001:db8::5",
    "example.org",
    "world-1",
    "localhost",
    "a".repeat(63),
    "1a.de",
  ];
  for (const address of good) expect(newServerSchema.parse({ ...PLAIN, address }).address).toBe(address);
  expect(newServerSchema.parse({ ...PLAIN, address: "2001:DB8:0::5" }).address).toBe("2001:db8::5");
  const numbers = ["192.0.2", "192.0.2.256", "010.0.0.1", "1", "example.0x7f"];
  const names = [
    "",
    "a..b",
    ".a",
    "a.",
    "-a",
    "a-",
    "a b",
    "a_b",
    "a".repeat(64),
    "fe80::1%eth0",
    "[::1]",
    "a:80",
    "ä.de",
  ];
  for (const address of [...numbers, ...names, "a.".repeat(126) + "aa"]) expect(isValid({ address })).toBe(false);
});

Deno.test("numbers stay in their ranges", () => {
  const ranges = { port: [1, 65_535], flags: [0, 0xffff_ffff], note_text_id: [0, 0x1f_ffff] };
  for (const [field, [low, high]] of Object.entries(ranges)) {
    expect(isValid({ [field]: low })).toBe(true);
    expect(isValid({ [field]: high })).toBe(true);
    expect(isValid({ [field]: low! - 1 })).toBe(false);
    expect(isValid({ [field]: high! + 1 })).toBe(false);
    expect(isValid({ [field]: low! + 0.5 })).toBe(false);
    expect(isValid({ [field]: String(high) })).toBe(false);
  }
});

Deno.test("names have 1 to 64 characters, none of them at the ends a space, none a control character", () => {
  for (const name of ["A", "Ångström II", "x".repeat(64)]) expect(isValid({ name })).toBe(true);
  for (const name of ["", " A", "A ", "A\u0007B", "A\nB", "A\0B", "x".repeat(65)]) {
    expect(isValid({ name })).toBe(false);
  }
});

Deno.test("the type is pve or pvp, the game an id or null", () => {
  expect(isValid({ type: "pvp" })).toBe(true);
  expect(isValid({ type: "rp" })).toBe(false);
  expect(isValid({ game_id: null })).toBe(true);
  expect(isValid({ game_id: "wildstar" })).toBe(true);
  expect(isValid({ game_id: "Wild Star" })).toBe(false);
});

Deno.test("a change may name any field but the id, and keeps to the same rules", () => {
  expect(serverChangeSchema.parse({})).toEqual({});
  expect(serverChangeSchema.parse({ online: false, id: "server_002" })).toEqual({ online: false });
  expect(serverChangeSchema.safeParse({ port: 0 }).success).toBe(false);
});

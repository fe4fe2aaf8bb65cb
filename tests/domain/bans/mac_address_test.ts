import { expect } from "expect";
import { checkMac, macKey, macText } from "../../../lib/domain/bans/mac_address.ts";

Deno.test("MACs are compared without regard to case and separators", () => {
  for (
    const mac of [
      "00:1A:2b:3c:4D:5e",
      "00-1a-2b-3c-4d-5e",
      "001a.2b3c.4d5e",
      "001A2B3C4D5E",
      " 00 1a 2b 3c 4d 5e ",
      "0:1a:2b:3c:4d:5e",
    ]
  ) {
    expect(macKey(mac)).toBe("001a2b3c4d5e");
  }
});

Deno.test("what is not shaped like a MAC is compared as it is written", () => {
  for (const text of ["My-PC", "00:1A:2B:3C:4D", "00:1A:2B:3C:4D:5G"]) expect(macKey(text)).toBe(text);
});

Deno.test("a NUL, which PostgreSQL cannot store, is replaced", () => {
  expect(macKey("a\0b")).toBe("a\ufffdb");
  expect(macText("00:1A:2B\0")).toBe("00:1A:2B\ufffd");
});

Deno.test("a MAC has 1 to 64 letters", () => {
  expect(checkMac("é".repeat(64))).toBe("é".repeat(64));
  for (const wrong of ["", "x".repeat(65)]) expect(() => checkMac(wrong)).toThrow("must have 1 to 64 letters");
});

Deno.test("a ban of what looks like a MAC has six octets", () => {
  for (const wrong of ["00:1a:2b:3c:4d", "00-1a-2b-3c-4d-5e-6f", "001a2b3c4d", "001a.2b3c", "0:1:2:3:4"]) {
    expect(() => checkMac(wrong)).toThrow("must have six octets");
  }
  for (const right of ["0:1a:2b:3c:4d:5e", "001a2b3c4d5e", "My-PC", "ab"]) expect(checkMac(right)).toBe(right);
});

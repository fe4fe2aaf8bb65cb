import { expect } from "expect";
import fc from "fast-check";
import { ProtocolError } from "../../../../../lib/platform/errors.ts";
import { escapeText, readElement, readElements } from "../../../../../lib/games/wildstar/sts/protocol/xml.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const loginName = (body: string) => readElement(utf8(body), "Request", "LoginName");

Deno.test("the text of an element below the root is read, in UTF-8", () => {
  expect(loginName("<Request>\n<LoginName>zoë@example.com</LoginName>\n<Other>1</Other>\n</Request>\n"))
    .toBe("zoë@example.com");
});

Deno.test("a text stays a text: no numbers, no attributes", () => {
  expect(loginName('<?xml version="1.0"?><Request a="1"><LoginName b="2">0012</LoginName></Request>')).toBe("0012");
});

Deno.test("the five predefined references become their characters, once", () => {
  expect(loginName("<Request><LoginName>a&amp;lt;b&apos;c&quot;&lt;&gt;</LoginName></Request>")).toBe("a&lt;b'c\"<>");
});

Deno.test("other references stay as they are: nothing is expanded", () => {
  expect(loginName("<Request><LoginName>&x;&#65;</LoginName></Request>")).toBe("&x;&#65;");
});

const REFUSED: Record<string, string> = {
  "no XML": "hello",
  "nothing": "",
  "an unclosed element": "<Request><LoginName>a",
  "a wrong end": "<Request><LoginName>a</Request></LoginName>",
  "another root": "<Reply><LoginName>a</LoginName></Reply>",
  "two roots": "<Request><LoginName>a</LoginName></Request><Request/>",
  "two roots of different names": "<Request><LoginName>a</LoginName></Request><Other/>",
  "no such element": "<Request><Name>a</Name></Request>",
  "an empty element": "<Request><LoginName></LoginName></Request>",
  "the element twice": "<Request><LoginName>a</LoginName><LoginName>b</LoginName></Request>",
  "elements inside the element": "<Request><LoginName>a<b>c</b></LoginName></Request>",
  "a DTD": "<!DOCTYPE Request><Request><LoginName>a</LoginName></Request>",
  "a DTD with entities": '<!DOCTYPE r [<!ENTITY x "xx">]><Request><LoginName>&x;</LoginName></Request>',
  "a DTD in lower case": "<!doctype Request><Request><LoginName>a</LoginName></Request>",
  "CDATA": "<Request><LoginName><![CDATA[a]]></LoginName></Request>",
  "a reserved name": "<Request><__proto__>a</__proto__><LoginName>a</LoginName></Request>",
  "very deep nesting": `<Request><LoginName>a</LoginName>${"<a>".repeat(1000)}${"</a>".repeat(1000)}</Request>`,
};

for (const [what, body] of Object.entries(REFUSED)) {
  Deno.test(`refused: ${what}`, () => {
    expect(() => loginName(body)).toThrow(ProtocolError);
  });
}

Deno.test("refused: bytes that are no UTF-8", () => {
  const body = utf8("<Request><LoginName>a?</LoginName></Request>");
  body[body.indexOf(0x3f)] = 0xff;
  expect(() => readElement(body, "Request", "LoginName")).toThrow(ProtocolError);
});

Deno.test("whatever is escaped is read back", () => {
  // Without controls, which XML does not allow, and without spaces at the ends, which the parser takes away.
  const name = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => text.trim() === text && text !== "");
  fc.assert(fc.property(name, (text) => {
    expect(loginName(`<Request><LoginName>${escapeText(text)}</LoginName></Request>`)).toBe(text);
  }));
});

Deno.test("any bytes are read or refused, never anything else", () => {
  const markup = fc.array(fc.constantFrom("<Request>", "</Request>", "<a>", "</a>", "<", ">", "&", "!", "x", "'", "/"))
    .map((parts) => utf8(parts.join("")));
  fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), markup), (body) => {
    try {
      for (const text of readElements(body, "Request").values()) expect(typeof text).toBe("string");
    } catch (error) {
      expect(error).toBeInstanceOf(ProtocolError);
    }
  }));
});

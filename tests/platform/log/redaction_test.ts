import { expect } from "expect";
import { REDACTED, SECRET_PATTERNS } from "../../../lib/platform/log/redaction.ts";

function redact(text: string): string {
  return SECRET_PATTERNS.reduce(
    (left, { pattern, replacement }) => left.replace(pattern, replacement as (match: string) => string),
    text,
  );
}

/** The best of some runs, so that another process's turn does not count. */
function timeOf(text: string): number {
  return Math.min(...Array.from({ length: 5 }, () => {
    const startedMs = performance.now();
    redact(text);
    return performance.now() - startedMs;
  }));
}

Deno.test("a JWT goes, whole, cut off behind its payload, and behind a word", () => {
  for (const jwt of ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2ln", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9"]) {
    expect(redact(`said "${jwt}" and`)).toBe(`said "${REDACTED}" and`);
    expect(redact(`token_${jwt} x`)).toBe(`token_${REDACTED} x`);
  }
  expect(redact("lib/platform/log.ts 127.0.0.1 eyJ")).toBe("lib/platform/log.ts 127.0.0.1 eyJ");
});

// Sixteen times the text takes sixteen times as long where the work is linear, and 256 times where it is quadratic.
const LINEAR_MAX = 100;
const HOSTILE: Readonly<Record<string, (length: number) => string>> = {
  "headers of JWTs without an end": (length) => "eyJ".repeat(length / 3),
  "headers with dots": (length) => "eyJ.".repeat(length / 4),
  "letters": (length) => "a".repeat(length),
  "letters with dots": (length) => "a.".repeat(length / 2),
  "hexadecimal digits": (length) => "0".repeat(length) + "g",
  "URLs without a password": (length) => "://a:".repeat(length / 5),
  "a long user": (length) => "://" + "a".repeat(length),
  "queries": (length) => "?token".repeat(length / 6),
  "a long name of a token": (length) => "?" + "token".repeat(length / 5),
  "bearers": (length) => "Bearer ".repeat(length / 7),
  "a bearer and spaces": (length) => "Bearer" + " ".repeat(length),
  "beginnings of hashes": (length) => "$2b$12$".repeat(length / 7),
};

for (const [name, textOf] of Object.entries(HOSTILE)) {
  Deno.test(`redaction is linear: ${name}`, () => {
    redact(textOf(20_000)); // compiled once
    // A busy machine may take its time from one of the two: of some comparisons the best counts.
    let times = Infinity;
    for (let round = 0; round < 10 && times >= LINEAR_MAX; round++) {
      times = Math.min(times, timeOf(textOf(320_000)) / Math.max(timeOf(textOf(20_000)), 0.02));
    }
    expect(times).toBeLessThan(LINEAR_MAX);
  });
}

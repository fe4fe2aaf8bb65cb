/** Every query that the program makes of SQLite while a suite runs is explained at its end, whichever test led to it. */
import { expect } from "expect";
import { DatabaseSync } from "node:sqlite";
import { wholeReadsOf } from "../support/query_plans.ts";
import { startTestServer } from "../support/test_server.ts";
import { unexplained } from "../support/whole_reads.ts";

/** Whose query it is says the nearest of these frames. */
const FRAMES = /\/(lib|routes|migrations|tests)\/.*/;
/** What hands queries on, and what tests, games and other programs' databases bring. */
const ON_THE_WAY = /\/lib\/platform\/database\/|\/tests\/(support|suites)\//;
const OTHERS = /\/tests\/|\/lib\/(testing|modules\/sql|imports\/source)\//;

/** By text, with the stack of its first use. */
const found = new Map<string, string>();

/** From now on. */
export function recordSuite(): void {
  const { prepare } = DatabaseSync.prototype;
  DatabaseSync.prototype.prepare = function (text, ...rest) {
    if (!found.has(text) && /^\s*(select|insert|update|delete|with)\b/i.test(text)) found.set(text, stack());
    return prepare.call(this, text, ...rest);
  };
}

/** Registers the test; to be called behind all others. */
export function explainSuite(): void {
  Deno.test("no query that the program made in these tests reads a large table whole (sqlite)", async () => {
    const queries = [...found].filter(([text, stack]) => isPrograms(stack) && !/_migrations|sqlite_/.test(text));
    await using server = await startTestServer({});
    expect(queries.length).toBeGreaterThan(100);
    const whole: string[] = [];
    for (const [text] of queries) {
      try {
        whole.push(...await wholeReadsOf(server.database, [{ text, values: [] }]));
      } catch {
        // of a table that only its test has
      }
    }
    expect(unexplained(whole)).toEqual([]);
  });
}

function isPrograms(stack: string): boolean {
  const frame = stack.split("\n").find((line) => FRAMES.test(line) && !ON_THE_WAY.test(line));
  // Without any it waited for the connection: that is not told of whom, and tests hardly ever do.
  return frame === undefined || !OTHERS.test(frame);
}

function stack(): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 60;
  const { stack = "" } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return stack;
}

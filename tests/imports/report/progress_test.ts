import { expect } from "expect";
import { createProgress } from "../../../lib/imports/report/progress.ts";

function createScreen(isTerminal: boolean) {
  const written: string[] = [];
  let nowMs = 0;
  const progress = createProgress({
    clock: { monotonicMs: () => nowMs },
    isTerminal,
    write: (text) => void written.push(text.replaceAll("\u001b", "ESC")),
  });
  return { written, progress, at: (ms: number) => nowMs = ms };
}

Deno.test("a terminal sees a bar, rows a second and the time left, and is clean at the end", () => {
  const { written, progress, at } = createScreen(true);
  progress.report("accounts", 0, 40_000);
  at(100);
  progress.report("accounts", 1_000, 40_000); // too soon for another
  at(2_000);
  progress.report("accounts", 10_000, 40_000);
  progress.end();
  expect(written).toEqual([
    "\rESC[2K[------------------------] accounts 0 of 40000, 0 rows/s",
    "\rESC[2K[######------------------] accounts 10000 of 40000, 5000 rows/s, 6 s left",
    "\rESC[2K",
  ]);
});

Deno.test("a file gets a line every ten seconds, and none of what is quick", () => {
  const { written, progress, at } = createScreen(false);
  for (let second = 0; second <= 25; second++) {
    at(second * 1_000);
    progress.report("accounts", second * 1_000, 1_000_000);
  }
  at(25_500);
  progress.report("bans", 3, 3);
  progress.end();
  expect(written).toEqual([
    "accounts 10000 of 1000000, 1000 rows/s, 17 min left\n",
    "accounts 20000 of 1000000, 1000 rows/s, 17 min left\n",
  ]);
});

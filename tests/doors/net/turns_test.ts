import { expect } from "expect";
import { setImmediate } from "node:timers";
import { createTestClock } from "../../support/test_clock.ts";
import { createTurns } from "../../../lib/doors/net/turns.ts";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

Deno.test("one of those who wait goes on at each turn of the loop, in the order in which they came", async () => {
  const turns = createTurns(createTestClock());
  const gone: string[] = [];
  for (const name of ["a", "b", "c"]) void turns.next().then(() => gone.push(name));
  expect(gone).toEqual([]);
  const seen: string[] = [];
  while (gone.length < 3) {
    await turn();
    seen.push(gone.join(""));
  }
  expect(seen.filter((text, index) => text !== seen[index - 1] && text !== "")).toEqual(["a", "ab", "abc"]);
});

Deno.test("whoever waits again at once comes after all others", async () => {
  const turns = createTurns(createTestClock());
  const gone: string[] = [];
  const share = async (name: string) => {
    for (let round = 0; round < 2; round += 1) {
      await turns.next();
      gone.push(name);
    }
  };
  await Promise.all([share("a"), share("b"), share("c")]);
  expect(gone.join("")).toBe("abcabc");
});

Deno.test("after a turn that took long, those who wait rest three times as long", async () => {
  const clock = createTestClock();
  const turns = createTurns(clock);
  const gone: string[] = [];
  for (const name of ["a", "b"]) {
    void turns.next().then(() => {
      gone.push(name);
      if (name === "a") clock.advance(20);
    });
  }
  for (let passed = 0; passed < 20; passed += 1) await turn();
  clock.advance(59);
  await turn();
  expect(gone).toEqual(["a"]);
  clock.advance(1);
  await turn();
  expect(gone).toEqual(["a", "b"]);
});

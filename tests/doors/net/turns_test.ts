import { expect } from "expect";
import { setImmediate } from "node:timers";
import { withPatience } from "../../../lib/testing/patience.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { createTurns } from "../../../lib/doors/net/turns.ts";

/** More than any of these takes: it fails in place of going round for ever. */
const TURNS_MAX = 1_000;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

Deno.test("one of those who wait goes on at each turn of the loop, in the order in which they came", async () => {
  const turns = createTurns(createTestClock());
  const gone: string[] = [];
  for (const name of ["a", "b", "c"]) void turns.next().then(() => gone.push(name));
  expect(gone).toEqual([]);
  const seen: string[] = [];
  for (let passed = 0; gone.length < 3 && passed < TURNS_MAX; passed += 1) {
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
  await withPatience(Promise.all([share("a"), share("b"), share("c")]), "Not everybody had two turns");
  expect(gone.join("")).toBe("abcabc");
});

Deno.test("after half a millisecond of turns those who wait rest as long as they took", async () => {
  const clock = createTestClock();
  const turns = createTurns(clock);
  const gone: string[] = [];
  for (const name of ["a", "b", "c"]) {
    void turns.next().then(() => {
      gone.push(name);
      clock.advance(name === "a" ? 0.4 : 20);
    });
  }
  for (let passed = 0; passed < 20; passed += 1) await turn();
  expect(gone).toEqual(["a", "b"]);
  clock.advance(20.3);
  await turn();
  expect(gone).toEqual(["a", "b"]);
  clock.advance(0.2);
  await turn();
  expect(gone).toEqual(["a", "b", "c"]);
});

Deno.test("whoever waits again and again lets the sockets be looked at in between", async () => {
  const turns = createTurns();
  let isOver = false;
  const busy = async () => {
    while (!isOver && given < TURNS_MAX) {
      await turns.next();
      for (const untilMs = performance.now() + 1; performance.now() < untilMs;);
      given += 1;
    }
  };
  let given = 0;
  const flood = busy();
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const before = given;
  for (let visit = 0; visit < 5; visit += 1) {
    const accepted = listener.accept();
    using _client = await Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port });
    (await accepted).close();
  }
  // By immediates alone each takes some tens of turns.
  expect(given - before).toBeLessThan(50);
  isOver = true;
  await withPatience(flood, "Whoever waited had no turn any more");
});

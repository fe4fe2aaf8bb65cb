import { expect } from "expect";
import { createPlayerIds } from "../../../lib/games/slime/player_ids.ts";

Deno.test("numbers begin at 1 and nobody's is given twice", () => {
  const ids = createPlayerIds();
  expect([ids.take(), ids.take(), ids.take()]).toEqual([1, 2, 3]);
});

Deno.test("a number given back is not the next one's", () => {
  const ids = createPlayerIds();
  ids.giveBack(ids.take());
  expect(ids.take()).toBe(2);
});

Deno.test("after 65,535 they go around, past 0 and past those still online", () => {
  const ids = createPlayerIds();
  for (let count = 1; count <= 0xffff; count++) expect(ids.take()).toBe(count);
  expect(() => ids.take()).toThrow("Could not number the player: all are taken");
  ids.giveBack(3);
  expect(ids.take()).toBe(3);
  expect(() => ids.take()).toThrow("all are taken");
});

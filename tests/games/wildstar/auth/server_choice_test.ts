import { expect } from "expect";
import { chooseServer } from "../../../../lib/games/wildstar/auth/server_choice.ts";
import { createServer } from "../fake_core.ts";

const [a, b, c] = [
  createServer({ id: "a", players: 7 }),
  createServer({ id: "b", players: 3 }),
  createServer({ id: "c", players: 3 }),
];

Deno.test("without an online server there is none to choose", () => {
  expect(chooseServer([], "a")).toBe(null);
});

Deno.test("the server that the account was on last, however full", () => {
  expect(chooseServer([a, b, c], "a")).toBe(a);
  expect(chooseServer([a, b, c], "c")).toBe(c);
});

Deno.test("else the least loaded, else the first", () => {
  expect(chooseServer([a, b, c], null)).toBe(b);
  expect(chooseServer([a, b, c], "gone")).toBe(b);
  expect(chooseServer([c, b], null)).toBe(c);
  expect(chooseServer([a], null)).toBe(a);
});

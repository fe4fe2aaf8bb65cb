/** The names by which the core knows the built-in games are the games' own. */
import { expect } from "expect";
import { WILDSTAR_SCHEME } from "../../../lib/domain/accounts/foreign_secrets.ts";
import { knowsByEmail, rulesOf, secretOf } from "../../../lib/domain/diagnosis/door_rules.ts";
import { builtInGames } from "../../../lib/games/mod.ts";
import { SRP6_SCHEME_NAME } from "../../../lib/games/wildstar/srp6_scheme.ts";
import { STS_DOOR } from "../../../lib/games/wildstar/sts/login.ts";
import { doorNameOf } from "../../../lib/modules/loading/door_names.ts";

const doorsOf = (id: string) =>
  builtInGames.filter((game) => game.id === id)
    .flatMap((game) => Object.keys(game.ports ?? {}).map((port) => doorNameOf(game, port)));

Deno.test("an imported verifier of WildStar is kept under the name that WildStar's module looks for", () => {
  expect(WILDSTAR_SCHEME).toBe(SRP6_SCHEME_NAME);
});

Deno.test("the diagnosis asks WildStar's STS door for WildStar's secret, and both of its doors for an e-mail", () => {
  expect(secretOf(STS_DOOR)).toBe(SRP6_SCHEME_NAME);
  expect(doorsOf("wildstar").map(knowsByEmail)).toEqual([true, true]);
});

Deno.test("each door of a built-in game has rules of its own in the diagnosis", () => {
  const others = rulesOf("a_door_that_nobody_knows");
  const doors = builtInGames.flatMap(({ id }) => doorsOf(id));
  expect(doors).toHaveLength(3);
  expect(doors.filter((door) => rulesOf(door) === others)).toEqual([]);
});

import { expect } from "expect";
import { readableFacts, readableName, splitCharacter } from "../../static/page/readable.js";

Deno.test("a game's answer reads as lines, without its envelope", () => {
  const facts = readableFacts({
    type: "character_selected",
    id: 4,
    character: { name: "Aria", maxHealth: 100, position: { x: 1, y: -2.5, z: 0 }, alive: true, mapId: null },
  });
  expect(facts).toEqual([
    { label: "Name", value: "Aria" },
    { label: "Max health", value: "100" },
    { label: "Position", value: "x 1, y -2.5, z 0" },
    { label: "Alive", value: "yes" },
    { label: "Map id", value: "none" },
  ]);
});

Deno.test("the same word in two objects keeps the object's name", () => {
  expect(readableFacts({ type: "duel.start", you: { name: "Aria" }, other: { name: "Bram" } })).toEqual([
    { label: "You · Name", value: "Aria" },
    { label: "Other · Name", value: "Bram" },
  ]);
});

Deno.test("lists and what lies too deep are shown as they are", () => {
  expect(readableFacts({ type: "a", items: [1, "b"], a: { b: { c: { d: { e: "f" } } } } })).toEqual([
    { label: "Items", value: '[1,"b"]' },
    { label: "A · B · C · D", value: '{"e":"f"}' },
  ]);
});

Deno.test("a huge answer is cut", () => {
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`f${at}`, "x".repeat(10_000)]));
  const facts = readableFacts({ type: "a", ...many });
  expect(facts).toHaveLength(40);
  expect(facts[0]?.value).toHaveLength(301);
});

Deno.test("names of types and fields become words", () => {
  expect(["character_selected", "lastPlayed", "my_game.greeting"].map(readableName)).toEqual([
    "Character selected",
    "Last played",
    "My game greeting",
  ]);
});

Deno.test("a player is shown neither numbers of things nor what is empty", () => {
  const message = {
    type: "character_selected",
    id: 3,
    character: { name: "Aria", gameId: "g", account_id: 7, mapId: null },
  };
  const labels = (withIds: boolean) => readableFacts(message, { withIds }).map(({ label }) => label);
  expect(labels(false)).toEqual(["Name"]);
  expect(labels(true)).toEqual(["Name", "Game id", "Account id", "Map id"]);
});

Deno.test("of a character its player reads what the card beside it does not say", () => {
  const card = { name: "Aria", level: 3, class: "Mage", position: { x: 0, y: 0, z: 0 }, badge: "Lord" };
  const { name, rest } = splitCharacter({
    type: "character_selected",
    greeting: "Hi",
    character: { ...card, gold: 7 },
  });
  expect([name, rest]).toEqual(["Aria", { type: "character_selected", greeting: "Hi", character: { gold: 7 } }]);
  expect(splitCharacter({ type: "a", id: 1, character: card })).toEqual({ name: "Aria", rest: { type: "a", id: 1 } });
  const strange = [{ type: "b" }, { type: "b", character: 4 }, { type: "b", character: { name: 7 } }];
  for (const message of strange) expect(splitCharacter(message)).toEqual({ name: null, rest: message });
});

import { expect } from "expect";
import { createTestServer, runModuleContract, type TestPlayer, type TestServer } from "../../lib/testing/mod.ts";
import fourInARow, { type FourInARow } from "./mod.ts";
import type { MatchMessage } from "./messages.ts";

const ID = "four_in_a_row";
type Player = TestPlayer<FourInARow>;

runModuleContract(fourInARow);

async function enter(server: TestServer, username: string) {
  const player = await server.player<FourInARow>(username);
  const { character } = await player.play(ID);
  return { player, id: character.id, choice: { gameId: ID, characterId: character.id } };
}

/** Two who play: Bert was challenged first, so Anna accepted his name on the list, and Bert begins. */
async function startMatch(server: TestServer) {
  const anna = await enter(server, "anna");
  const bert = await enter(server, "bert");
  await anna.player.connection.request({ type: "challenge", to: bert.id });
  await bert.player.connection.request({ type: "challenge", to: anna.id });
  await anna.player.next("match");
  return { anna, bert };
}

/** Drops stones, the beginner's first; gives what the last one saw. */
async function dropAll(first: Player, second: Player, columns: string): Promise<MatchMessage> {
  let seen: FourInARow["receives"] | undefined;
  for (const [turn, column] of [...columns].entries()) {
    const [own, other] = turn % 2 === 0 ? [first, second] : [second, first];
    seen = await own.connection.request({ type: "drop", column: Number(column) });
    expect(await other.next("match")).toMatchObject({ moves: columns.slice(0, turn + 1) });
  }
  return seen as MatchMessage;
}

Deno.test("whoever comes in sees who is here, and is seen", async () => {
  await using server = await createTestServer({ games: [fourInARow] });
  const anna = await enter(server, "anna");
  expect((await anna.player.next("lobby")).players).toEqual([]);
  const bert = await enter(server, "bert");
  const stranger = { isPlaying: false, challenge: null, wins: 0 };
  expect((await bert.player.next("lobby")).players).toEqual([{ ...stranger, id: anna.id, name: "anna" }]);
  expect((await anna.player.next("lobby")).players).toEqual([{ ...stranger, id: bert.id, name: "bert" }]);
  bert.player.leave();
  expect((await anna.player.next("lobby")).players).toEqual([]);
});

Deno.test("a challenge is seen by both, and its answer begins the match", async () => {
  await using server = await createTestServer({ games: [fourInARow] });
  const anna = await enter(server, "anna");
  const bert = await enter(server, "bert");
  await bert.player.next("lobby");
  await anna.player.connection.request({ type: "challenge", to: bert.id });
  expect((await bert.player.next("lobby")).players).toMatchObject([{ id: anna.id, challenge: "theirs" }]);
  const match = await bert.player.connection.request({ type: "challenge", to: anna.id });
  const here = [{ name: "bert", isHere: true }, { name: "anna", isHere: true }];
  expect(match).toMatchObject({ type: "match", moves: "", competitors: here, you: 0, turn: 0, outcome: null });
  expect(await anna.player.next("match")).toMatchObject({ you: 1, turn: 0 });
});

Deno.test("four in a row win, and both scores and the lobby know it", async () => {
  await using server = await createTestServer({ games: [fourInARow] });
  const { anna, bert } = await startMatch(server);
  const last = await dropAll(bert.player, anna.player, "0011223");
  expect(last.outcome).toEqual({ winner: 0, line: [0, 1, 2, 3], reason: "line" });
  const [score] = await bert.player.connection.listCharacters(ID);
  expect(score?.data).toEqual({ wins: 1, losses: 0, draws: 0 });
  const [other] = await anna.player.connection.listCharacters(ID);
  expect(other?.data).toEqual({ wins: 0, losses: 1, draws: 0 });
  expect((await anna.player.next("lobby")).players).toMatchObject([{ wins: 1, isPlaying: false }]);
});

Deno.test("out of turn, into a full column, or without a match nobody moves", async () => {
  await using server = await createTestServer({ games: [fourInARow] });
  const { anna, bert } = await startMatch(server);
  const drop = (player: Player, column: number) => player.connection.request({ type: "drop", column });
  await expect(drop(anna.player, 3)).rejects.toThrow("It is not your turn");
  await expect(drop(bert.player, 7)).rejects.toMatchObject({ code: "invalid_input" });
  await dropAll(bert.player, anna.player, "333333");
  await expect(drop(bert.player, 3)).rejects.toThrow("This column is full");
  const carl = await enter(server, "carl");
  await expect(drop(carl.player, 3)).rejects.toThrow("You are in no match");
  await expect(carl.player.connection.request({ type: "challenge", to: anna.id })).rejects.toThrow("plays already");
  await expect(carl.player.connection.request({ type: "challenge", to: carl.id })).rejects.toThrow("has gone");
});

Deno.test("of two stones dropped at once one falls", async () => {
  await using server = await createTestServer({ games: [fourInARow] });
  const { bert } = await startMatch(server);
  const both = [0, 1].map((column) => bert.player.connection.request({ type: "drop", column }));
  const results = (await Promise.allSettled(both)).map(({ status }) => status);
  expect(results.toSorted()).toEqual(["fulfilled", "rejected"]);
});

Deno.test("a player who comes back within a minute plays on", async () => {
  await using server = await createTestServer({ games: [fourInARow] });
  const { anna, bert } = await startMatch(server);
  await dropAll(bert.player, anna.player, "34");
  bert.player.leave();
  const away = await anna.player.next("match");
  expect(away.competitors[0]).toEqual({ name: "bert", isHere: false });

  server.clock.advance(59_000);
  const again = bert.player.client.connect<FourInARow>();
  const shown = new Promise((resolve) =>
    again.on("message", (message) => message.type === "match" && resolve(message))
  );
  await again.ready();
  await again.selectCharacter(bert.choice);
  expect(await shown).toMatchObject({ moves: "34", you: 0, turn: 0, outcome: null });
  expect((await anna.player.next("match")).competitors[0]).toEqual({ name: "bert", isHere: true });

  // The first absence is over: its minute counts no more.
  server.clock.advance(59_000);
  expect(await again.request({ type: "drop", column: 0 })).toMatchObject({ moves: "340", outcome: null });
  again.close();
});

Deno.test("whoever stays away for a minute loses, and whoever resigns at once", async () => {
  await using server = await createTestServer({ games: [fourInARow] });
  const { anna, bert } = await startMatch(server);
  bert.player.leave();
  await anna.player.next("match");
  server.clock.advance(60_000);
  expect((await anna.player.next("match")).outcome).toEqual({ winner: 1, line: [], reason: "away" });

  const carl = await enter(server, "carl");
  await anna.player.connection.request({ type: "challenge", to: carl.id });
  await carl.player.connection.request({ type: "challenge", to: anna.id });
  expect(await carl.player.connection.request({ type: "resign" }))
    .toMatchObject({ outcome: { winner: 1, reason: "resigned" } });
});

Deno.test("a deleted character takes its match along, and the other one hears of it", async () => {
  await using server = await createTestServer({ games: [fourInARow] });
  const { anna, bert } = await startMatch(server);
  await bert.player.connection.deleteCharacter(bert.choice);
  expect(await anna.player.next("cancelled")).toEqual({ type: "cancelled" });
  expect(await server.db.query("SELECT * FROM four_in_a_row_matches")).toEqual([[]]);
  await expect(anna.player.connection.request({ type: "drop", column: 0 })).rejects.toThrow("You are in no match");
});

Deno.test("the page is served with a policy that allows this server's files only", async () => {
  await using server = await createTestServer({ games: [fourInARow] });
  for (const path of [`/games/${ID}`, `/games/${ID}/`]) {
    const page = await server.call("GET", path);
    expect(page.text).toContain("<title>Four in a row</title>");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'; script-src 'self'");
  }
  for (const file of ["style.css", "main.js", "board.js", "lobby.js"]) {
    expect((await server.call("GET", `/games/${ID}/${file}`)).status).toBe(200);
  }
  expect((await server.call("GET", `/games/${ID}/mod.ts`)).status).toBe(404);
});

import assert from "node:assert/strict";
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
    assert.partialDeepStrictEqual(await other.next("match"), { moves: columns.slice(0, turn + 1) });
  }
  return seen as MatchMessage;
}

Deno.test("whoever comes in sees who is here, and is seen", async () => {
  await using server = await createTestServer({ games: [fourInARow] });
  const anna = await enter(server, "anna");
  assert.deepEqual((await anna.player.next("lobby")).players, []);
  const bert = await enter(server, "bert");
  const stranger = { isPlaying: false, challenge: null, wins: 0 };
  assert.deepEqual((await bert.player.next("lobby")).players, [{ ...stranger, id: anna.id, name: "anna" }]);
  assert.deepEqual((await anna.player.next("lobby")).players, [{ ...stranger, id: bert.id, name: "bert" }]);
  bert.player.leave();
  assert.deepEqual((await anna.player.next("lobby")).players, []);
});

Deno.test("a challenge is seen by both, and its answer begins the match", async () => {
  await using server = await createTestServer({ games: [fourInARow] });
  const anna = await enter(server, "anna");
  const bert = await enter(server, "bert");
  await bert.player.next("lobby");
  await anna.player.connection.request({ type: "challenge", to: bert.id });
  assert.partialDeepStrictEqual((await bert.player.next("lobby")).players, [{ id: anna.id, challenge: "theirs" }]);
  const match = await bert.player.connection.request({ type: "challenge", to: anna.id });
  const here = [{ name: "bert", isHere: true }, { name: "anna", isHere: true }];
  assert.partialDeepStrictEqual(match, { type: "match", moves: "", competitors: here, you: 0, turn: 0, outcome: null });
  assert.partialDeepStrictEqual(await anna.player.next("match"), { you: 1, turn: 0 });
});

Deno.test("four in a row win, and both scores and the lobby know it", async () => {
  await using server = await createTestServer({ games: [fourInARow] });
  const { anna, bert } = await startMatch(server);
  const last = await dropAll(bert.player, anna.player, "0011223");
  assert.deepEqual(last.outcome, { winner: 0, line: [0, 1, 2, 3], reason: "line" });
  const [score] = await bert.player.connection.listCharacters(ID);
  assert.deepEqual(score?.data, { wins: 1, losses: 0, draws: 0 });
  const [other] = await anna.player.connection.listCharacters(ID);
  assert.deepEqual(other?.data, { wins: 0, losses: 1, draws: 0 });
  assert.partialDeepStrictEqual((await anna.player.next("lobby")).players, [{ wins: 1, isPlaying: false }]);
});

Deno.test("out of turn, into a full column, or without a match nobody moves", async () => {
  await using server = await createTestServer({ games: [fourInARow] });
  const { anna, bert } = await startMatch(server);
  const drop = (player: Player, column: number) => player.connection.request({ type: "drop", column });
  await assert.rejects(drop(anna.player, 3), /It is not your turn/);
  await assert.rejects(drop(bert.player, 7), { code: "invalid_input" });
  await dropAll(bert.player, anna.player, "333333");
  await assert.rejects(drop(bert.player, 3), /This column is full/);
  const carl = await enter(server, "carl");
  await assert.rejects(drop(carl.player, 3), /You are in no match/);
  await assert.rejects(carl.player.connection.request({ type: "challenge", to: anna.id }), /plays already/);
  await assert.rejects(carl.player.connection.request({ type: "challenge", to: carl.id }), /has gone/);
});

Deno.test("of two stones dropped at once one falls", async () => {
  await using server = await createTestServer({ games: [fourInARow] });
  const { bert } = await startMatch(server);
  const both = [0, 1].map((column) => bert.player.connection.request({ type: "drop", column }));
  const results = (await Promise.allSettled(both)).map(({ status }) => status);
  assert.deepEqual(results.toSorted(), ["fulfilled", "rejected"]);
});

Deno.test("a player who comes back within a minute plays on", async () => {
  await using server = await createTestServer({ games: [fourInARow] });
  const { anna, bert } = await startMatch(server);
  await dropAll(bert.player, anna.player, "34");
  bert.player.leave();
  const away = await anna.player.next("match");
  assert.deepEqual(away.competitors[0], { name: "bert", isHere: false });

  server.clock.advance(59_000);
  const again = bert.player.client.connect<FourInARow>();
  const shown = new Promise((resolve) =>
    again.on("message", (message) => message.type === "match" && resolve(message))
  );
  await again.ready();
  await again.selectCharacter(bert.choice);
  assert.partialDeepStrictEqual(await shown, { moves: "34", you: 0, turn: 0, outcome: null });
  assert.deepEqual((await anna.player.next("match")).competitors[0], { name: "bert", isHere: true });

  // The first absence is over: its minute counts no more.
  server.clock.advance(59_000);
  assert.partialDeepStrictEqual(await again.request({ type: "drop", column: 0 }), { moves: "340", outcome: null });
  again.close();
});

Deno.test("whoever stays away for a minute loses, and whoever resigns at once", async () => {
  await using server = await createTestServer({ games: [fourInARow] });
  const { anna, bert } = await startMatch(server);
  bert.player.leave();
  await anna.player.next("match");
  server.clock.advance(60_000);
  assert.deepEqual((await anna.player.next("match")).outcome, { winner: 1, line: [], reason: "away" });

  const carl = await enter(server, "carl");
  await anna.player.connection.request({ type: "challenge", to: carl.id });
  await carl.player.connection.request({ type: "challenge", to: anna.id });
  assert.partialDeepStrictEqual(await carl.player.connection.request({ type: "resign" }), {
    outcome: { winner: 1, reason: "resigned" },
  });
});

Deno.test("a deleted character takes its match along, and the other one hears of it", async () => {
  await using server = await createTestServer({ games: [fourInARow] });
  const { anna, bert } = await startMatch(server);
  await bert.player.connection.deleteCharacter(bert.choice);
  assert.deepEqual(await anna.player.next("cancelled"), { type: "cancelled" });
  assert.deepEqual(await server.db.query("SELECT * FROM four_in_a_row_matches"), [[]]);
  await assert.rejects(anna.player.connection.request({ type: "drop", column: 0 }), /You are in no match/);
});

Deno.test("the page is served with a policy that allows this server's files only", async () => {
  await using server = await createTestServer({ games: [fourInARow] });
  for (const path of [`/games/${ID}`, `/games/${ID}/`]) {
    const page = await server.call("GET", path);
    assert.ok(page.text.includes("<title>Four in a row</title>"));
    assert.match(page.headers.get("content-security-policy") ?? "", /default-src 'none'; script-src 'self'/);
  }
  for (const file of ["style.css", "main.js", "board.js", "lobby.js"]) {
    assert.equal((await server.call("GET", `/games/${ID}/${file}`)).status, 200);
  }
  assert.equal((await server.call("GET", `/games/${ID}/mod.ts`)).status, 404);
});

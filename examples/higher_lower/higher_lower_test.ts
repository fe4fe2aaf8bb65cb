import assert from "node:assert/strict";
import { createTestServer, type NativeLine, runModuleContract, type TestServer } from "../../lib/testing/mod.ts";
import higherLower from "./mod.ts";

runModuleContract(higherLower);

async function connect(server: TestServer): Promise<NativeLine> {
  const line = await server.line("higher_lower");
  assert.equal(await line.readLine(), "HELLO higher_lower 1");
  return line;
}

async function ask(line: NativeLine, command: string): Promise<string | null> {
  await line.write(`${command}\n`);
  return await line.readLine();
}

/** Halves what is left, as one plays it. @returns how it was found */
async function play(line: NativeLine): Promise<string> {
  let [low, high] = [1, 100];
  while (true) {
    const guess = Math.floor((low + high) / 2);
    const answer = await ask(line, `GUESS ${guess}`);
    if (answer === "HIGHER") low = guess + 1;
    else if (answer === "LOWER") high = guess - 1;
    else return String(answer);
  }
}

Deno.test("a player registers, finds numbers, and is known again with the best of them", async () => {
  await using server = await createTestServer({ games: [higherLower] });
  const line = await connect(server);
  assert.equal(await ask(line, "REGISTER mara correct horse"), "WELCOME mara best none");
  const found = await play(line);
  assert.match(found, /^FOUND in [1-7] best [1-7]$/);
  assert.equal(await ask(line, "BYE"), "BYE goodbye");
  assert.equal(await line.readLine(), null);
  assert.equal(await ask(await connect(server), "LOGIN Mara correct horse"), `WELCOME mara ${found.slice(11)}`);
});

Deno.test("the account is the same at every door, and its character belongs to the game", async () => {
  await using server = await createTestServer({ games: [higherLower] });
  const mara = await server.player("mara");
  assert.equal(await ask(await connect(server), "LOGIN mara correct horse"), "WELCOME mara best none");
  const [character] = await mara.client.characters.list<{ best: number | null }>("higher_lower");
  assert.partialDeepStrictEqual(character, { name: "mara", data: { best: null } });
  await assert.rejects(mara.client.characters.create({ gameId: "higher_lower", name: "Second" }), {
    code: "managed_by_game",
  });
});

Deno.test("the hall says where its client finds it", async () => {
  await using server = await createTestServer({ games: [higherLower] });
  const { client } = await server.player("mara");
  const game = (await client.games()).find(({ id }) => id === "higher_lower");
  assert.match(game?.howToStart ?? "", new RegExp(`nc 127\\.0\\.0\\.1 ${server.ports["higher_lower"]}`));
});

Deno.test("a wrong password is refused, and the line goes on", async () => {
  await using server = await createTestServer({ games: [higherLower] });
  await server.player("mara");
  const line = await connect(server);
  assert.match(await ask(line, "LOGIN mara wrong horse") ?? "", /^ERROR invalid_credentials /);
  assert.match(await ask(line, "REGISTER mara correct horse") ?? "", /^ERROR username_taken /);
  assert.equal(await ask(line, "LOGIN mara correct horse"), "WELCOME mara best none");
});

Deno.test("a second line of the account ends the first", async () => {
  await using server = await createTestServer({ games: [higherLower] });
  const first = await connect(server);
  await ask(first, "REGISTER mara correct horse");
  await ask(await connect(server), "LOGIN mara correct horse");
  assert.equal(await first.readLine(), "BYE taken_elsewhere");
  assert.equal(await first.readLine(), null);
});

Deno.test("lines may come in pieces, or several at once", async () => {
  await using server = await createTestServer({ games: [higherLower] });
  const line = await connect(server);
  for (const piece of ["REGI", "STER mara correct ho", "rse\r\nGUESS 0\nGUESS 101\n"]) await line.write(piece);
  assert.equal(await line.readLine(), "WELCOME mara best none");
  assert.equal(await line.readLine(), "HIGHER");
  assert.equal(await line.readLine(), "LOWER");
});

Deno.test("what is no command, too long, no text or out of turn closes the line", async () => {
  await using server = await createTestServer({ games: [higherLower] });
  for (const rubbish of ["GUESS many\n", "GUESS 5\n", "x".repeat(256), Uint8Array.of(0xff, 0x0a)]) {
    const line = await connect(server);
    await line.write(rubbish);
    assert.equal(await line.readLine(), null);
  }
});

Deno.test("whoever says nothing is sent away: a visitor after half a minute, a player after five", async () => {
  await using server = await createTestServer({ games: [higherLower] });
  const visitor = await connect(server);
  const player = await connect(server);
  await ask(player, "REGISTER mara correct horse");
  server.clock.advance(30_000);
  assert.equal(await visitor.readLine(), "BYE idle");
  assert.equal(await ask(player, "GUESS 0"), "HIGHER");
  server.clock.advance(300_000);
  assert.equal(await player.readLine(), "BYE idle");
});

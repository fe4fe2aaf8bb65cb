/** A game server, whole: players come in with a character token and win, also while Gatehouse is down. README.md beside it. */
import { createServer } from "node:http";
import process from "node:process";
import { createVerifier } from "../verifier/verifier.mjs";

const { GATEHOUSE: baseUrl = "", GAME: gameId = "", SERVER: serverId = "", SERVER_KEY: serverKey = "" } = process.env;
const HOUR_MS = 3_600_000;

/** For an hour of an outage signed tokens are believed, and the loss is that a player who was banned in it still comes in. */
const verifier = createVerifier({ baseUrl, gameId, serverId, serverKey, graceMs: HOUR_MS });
/** By character: the level, and whether Gatehouse has it. @type {Map<string, { level: number, saved: boolean }>} */
const players = new Map();

const tell = (/** @type {string} */ method, /** @type {string} */ path, /** @type {object} */ body) =>
  fetch(`${baseUrl}/auth/${path}`, {
    method,
    headers: { authorization: `Bearer ${serverKey}` },
    body: JSON.stringify(body),
  })
    .then(({ ok }) => ok, () => false);

/** Says that the server is there, and saves what could not be saved yet. */
async function beat() {
  await tell("POST", "heartbeat", { players: players.size });
  for (const [id, player] of players) player.saved ||= await tell("PATCH", `characters/${id}`, { level: player.level });
}

const server = createServer(async ({ headers, url }, response) => {
  const token = headers.authorization?.replace("Bearer ", "") ?? "";
  const verdict = await verifier.verify(token).catch(() => ({ valid: false, reason: "nobody_knows" }));
  if (!("claims" in verdict)) return response.writeHead(401).end(JSON.stringify(verdict));
  const { chr, name, level } = verdict.claims;
  const player = players.get(chr) ?? { level, saved: true };
  if (url === "/win") players.set(chr, { level: player.level + 1, saved: false });
  else players.set(chr, player);
  if (url === "/win") await beat();
  response.end(JSON.stringify({ character: chr, name, ...players.get(chr) }));
});

await beat();
setInterval(beat, 30_000);
server.listen(Number(process.env.PORT ?? 7777), "127.0.0.1", () => {
  process.stdout.write(`Open on ${JSON.stringify(server.address())}\n`);
});

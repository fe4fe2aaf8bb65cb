/** Slime Online 2, client 0.106: the login half of its protocol, by the project's document of it. */
import { defineGame } from "../../modules/mod.ts";
import { deleteCharacter, deleteCharactersOf, insertCharacter } from "./characters.ts";
import { slimeConfig } from "./config.ts";
import { createSlimeImporter } from "./imports.ts";
import { createLocalTime } from "./local_time.ts";
import { createLogin } from "./login.ts";
import { charactersTable } from "./migrations/0001_characters.ts";
import { onlinePlayersTable } from "./migrations/0002_online_players.ts";
import { chooseNewCharacter } from "./new_character.ts";
import { PingRounds } from "./pings.ts";
import { createPlayerIds } from "./player_ids.ts";
import { FRAME_BYTES_MAX } from "./protocol/frames.ts";
import { SlimeSession } from "./session.ts";

const HELLO_TIMEOUT_MS = 30_000;
const IDLE_TIMEOUT_MS = 300_000;
const STALE_PLAYER_IDS_EVERY_MS = 3_600_000;

export default defineGame({
  id: "slime",
  name: "Slime Online 2",
  howToStart: "Point your client at {address}, port {port}, and sign in there with this account.",
  config: slimeConfig,
  // Named as the account, and a username may begin with a digit.
  character: { name: /^[A-Za-z0-9_]{3,20}$/, ownership: "managed" },
  migrations: { "0001_characters": charactersTable, "0002_online_players": onlinePlayersTable },
  ports: { slime: { port: 5555, variable: "SLIME_PORT", door: "slime" } },

  initialize(context) {
    const { accounts, characters, seats, clock, random, db, log } = context;
    const { config } = context;
    const begins = chooseNewCharacter(config.newCharacter, config.spawn);
    const pings = new PingRounds(clock);
    const playerIds = createPlayerIds({ db, clock, random, log });
    const logIn = createLogin({
      accounts,
      characters,
      seats,
      clock,
      db,
      playerIds,
      localTime: createLocalTime(config.timeZone),
      messageOfTheDay: config.motd,
    });

    context.registerAccountCreateHook(async (account, characters) => {
      if (account.door === "slime") await characters.create({ name: account.username });
    });
    context.registerCharacterCreateHook(
      "slime",
      ({ characterId, accountId }, db) => insertCharacter(db, { characterId, accountId, begins }),
    );
    context.registerCharacterDeleteHook("slime", ({ characterId }, db) => deleteCharacter(db, characterId));
    context.registerAccountDeleteHook(({ accountId }, db) => deleteCharactersOf(db, accountId));
    context.registerImport("slimeonline2", createSlimeImporter());
    context.registerJob("stale player ids", STALE_PLAYER_IDS_EVERY_MS, () => playerIds.dropStale());

    context.listen("slime", {
      helloTimeoutMs: HELLO_TIMEOUT_MS,
      idleTimeoutMs: IDLE_TIMEOUT_MS,
      frameBytesMax: FRAME_BYTES_MAX,
      countsMessages: true,
      session: (line) =>
        new SlimeSession({ line, accounts, logIn, pings, hideUnknownAccounts: config.hideUnknownAccounts }),
    });
  },
});

/** Slime Online 2, client 0.106: the login half of its protocol, by the project's document of it. */
import { defineGame } from "../../modules/mod.ts";
import { deleteCharacter, insertCharacter } from "./characters.ts";
import { slimeConfig } from "./config.ts";
import { createLocalTime } from "./local_time.ts";
import { createLogin } from "./login.ts";
import { charactersTable } from "./migrations/0001_characters.ts";
import { createPlayerIds } from "./player_ids.ts";
import { FRAME_BYTES_MAX } from "./protocol/frames.ts";
import { SlimeSession } from "./session.ts";

const HELLO_TIMEOUT_MS = 30_000;
const IDLE_TIMEOUT_MS = 300_000;

export default defineGame({
  id: "slime",
  name: "Slime Online 2",
  config: slimeConfig,
  // Named as the account, and a username may begin with a digit.
  character: { name: /^[A-Za-z0-9_]{3,20}$/, ownership: "managed" },
  migrations: { "0001_characters": charactersTable },
  ports: { slime: { port: 5555, variable: "SLIME_PORT" } },

  initialize(context) {
    const { accounts, characters, seats, clock, db } = context;
    const config = slimeConfig.parse(context.config);
    const logIn = createLogin({
      accounts,
      characters,
      seats,
      clock,
      db,
      playerIds: createPlayerIds(),
      localTime: createLocalTime(config.timeZone),
      messageOfTheDay: config.motd,
    });

    context.registerAccountCreateHook(async (account, characters) => {
      if (account.door === "slime") await characters.create({ name: account.username });
    });
    context.registerCharacterCreateHook(
      "slime",
      ({ characterId, accountId }, db) => insertCharacter(db, { characterId, accountId, spawn: config.spawn }),
    );
    context.registerCharacterDeleteHook("slime", ({ characterId }, db) => deleteCharacter(db, characterId));

    context.listen("slime", {
      helloTimeoutMs: HELLO_TIMEOUT_MS,
      idleTimeoutMs: IDLE_TIMEOUT_MS,
      frameBytesMax: FRAME_BYTES_MAX,
      session: (line) =>
        new SlimeSession({ line, accounts, logIn, clock, hideUnknownAccounts: config.hideUnknownAccounts }),
    });
  },
});

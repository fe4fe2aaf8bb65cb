/** A game for native clients: a port of its own, lines of text, and the accounts, seats and bans of every other door. */
import { defineGame } from "../../lib/modules/mod.ts";
import { LINE_BYTES_MAX } from "./protocol/lines.ts";
import { score } from "./score.ts";
import { HigherLowerSession } from "./session.ts";

const HELLO_TIMEOUT_MS = 30_000;
const IDLE_TIMEOUT_MS = 300_000;

export default defineGame({
  id: "higher_lower",
  name: "Higher or lower",
  version: "1.0.0",
  howToStart: "In a terminal: nc {address} {port}, then LOGIN, your name and your password.",
  // One for each account, named as the account is; a username may begin with a digit.
  character: { name: /^[A-Za-z0-9_]{3,20}$/, ownership: "managed", data: score },
  ports: { higher_lower: { port: 7100, variable: "HIGHER_LOWER_PORT", door: "higher_lower" } },

  initialize(context) {
    context.listen("higher_lower", {
      helloTimeoutMs: HELLO_TIMEOUT_MS,
      idleTimeoutMs: IDLE_TIMEOUT_MS,
      frameBytesMax: LINE_BYTES_MAX,
      session: (line) => new HigherLowerSession({ ...context, line }),
    });
  },
});

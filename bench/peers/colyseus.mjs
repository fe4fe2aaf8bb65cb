/** A peer: one lobby without a state on Colyseus, for those with a token. Prints its port and one. */
import { reportOnDemand, require, SECRET } from "./peer.mjs";

const { JWT } = require("@colyseus/auth");
const { defineRoom, defineServer, Room } = require("@colyseus/core");

JWT.settings.secret = SECRET;

class Lobby extends Room {
  static onAuth(token) {
    return JWT.verify(token);
  }
}

const server = defineServer({ rooms: { lobby: defineRoom(Lobby) }, greet: false });
await server.listen(0, "127.0.0.1");
const token = await JWT.sign({ sub: "1", username: "bench", sid: crypto.randomUUID() }, { expiresIn: "1h" });
console.log(`${server.transport.server.address().port} ${token}`);
await reportOnDemand();

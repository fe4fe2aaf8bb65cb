/** `COUNT` players come in by WebSockets with one token, at the server that `DOOR` names, and stay. Prints a line then. */
import { ENTRANCES } from "../support/entrances.ts";

const { PORT = "", COUNT = "0", TOKEN = "", DOOR = "gatehouse" } = Deno.env.toObject();
const AT_ONCE = 100;
const enter = ENTRANCES[DOOR]!;

const sockets: WebSocket[] = [];
while (sockets.length < Number(COUNT)) {
  const count = Math.min(AT_ONCE, Number(COUNT) - sockets.length);
  sockets.push(...await Promise.all(Array.from({ length: count }, () => enter({ port: PORT, token: TOKEN }))));
}
console.log(sockets.length);
for await (const _ of Deno.stdin.readable);

/** `COUNT` players come in by a WebSocket and go, 16 at a time, at the server that `DOOR` names. Prints a line when done. */
import { atOnce } from "../support/at_once.ts";
import { ENTRANCES } from "../support/entrances.ts";

const { PORT = "", COUNT = "0", TOKEN = "", DOOR = "gatehouse" } = Deno.env.toObject();
const AT_ONCE = 16;
const enter = ENTRANCES[DOOR]!;

await atOnce(AT_ONCE, Array.from({ length: Number(COUNT) }), async () => {
  const socket = await enter({ port: PORT, token: TOKEN });
  await new Promise((resolve) => {
    socket.onclose = resolve;
    // Whoever was closed meanwhile will not be again.
    if (socket.readyState === WebSocket.CLOSED) resolve(undefined);
    socket.close();
  });
});
console.log("done");

/** Opens `COUNT` WebSockets, signs each in where there is a `TOKEN`, and closes it, 16 at a time. Prints a line when done. */
const { PORT = "", COUNT = "0", TOKEN = "" } = Deno.env.toObject();
const AT_ONCE = 16;

function visit(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${PORT}/ws`);
    socket.onopen = () => socket.send(JSON.stringify({ type: "auth", token: TOKEN }));
    socket.onmessage = () => socket.close();
    socket.onclose = () => resolve();
    socket.onerror = () => reject(new Error("Could not open a socket"));
  });
}

let left = Number(COUNT);
await Promise.all(Array.from({ length: AT_ONCE }, async () => {
  while (left-- > 0) await visit();
}));
console.log("done");

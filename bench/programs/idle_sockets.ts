/** Opens WebSockets with one token and keeps them. Arguments in the environment; prints a line once all are signed in. */
const { PORT = "", COUNT = "0", TOKEN = "" } = Deno.env.toObject();
const AT_ONCE = 100;

function open(): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${PORT}/ws`);
    socket.onopen = () => socket.send(JSON.stringify({ type: "auth", token: TOKEN }));
    socket.onmessage = (event) => {
      if (JSON.parse(event.data).type === "auth_success") resolve(socket);
      else reject(new Error(event.data));
    };
    socket.onclose = (event) => reject(new Error(`closed ${event.code}`));
  });
}

const sockets: WebSocket[] = [];
while (sockets.length < Number(COUNT)) {
  sockets.push(...await Promise.all(Array.from({ length: Math.min(AT_ONCE, Number(COUNT) - sockets.length) }, open)));
}
console.log(sockets.length);
for await (const _ of Deno.stdin.readable);

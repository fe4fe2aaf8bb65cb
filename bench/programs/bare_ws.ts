/** The least that a WebSocket costs with `ws` on `node:http`: it answers each message with one of its own. */
import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { reportOnDemand } from "../support/self_report.ts";

const server = createServer();
new WebSocketServer({ server, perMessageDeflate: false }).on("connection", (socket) => {
  socket.on("message", () => socket.send('{"type":"auth_success","account":{"id":1,"username":"bench"}}'));
});
server.listen(0, "127.0.0.1", () => console.log(Reflect.get(Object(server.address()), "port")));
await reportOnDemand();

/** A process of its own with both kinds of door, to be starved of file descriptors. Prints its ports, then its log. */
import { systemClock } from "../../../lib/platform/clock.ts";
import { createLog } from "../../../lib/platform/log/log.ts";
import { openHttpListener } from "../../../lib/doors/net/http_listener.ts";
import { openLineListener } from "../../../lib/doors/net/line_listener.ts";
import { createTurns } from "../../../lib/doors/net/turns.ts";
import { addressSet } from "./line_harness.ts";

const print = (text: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
const log = createLog(({ level, message, data }) => {
  if (level === "error") print(`${message} ${JSON.stringify(data)}`);
});
const everybody = addressSet("127.0.0.1");
const http = openHttpListener({
  name: "http",
  hostname: "127.0.0.1",
  port: 0,
  connectionsMax: 10_000,
  perAddress: { connectionsMax: 10_000, free: [] },
  bodyBytesMax: 16_384,
  headersBytesMax: 16_384,
  headersTimeoutMs: 60_000,
  requestTimeoutMs: 60_000,
  keepAliveMs: 60_000,
  writeTimeoutMs: 60_000,
}, { fetch: () => new Response("alive"), headersFor: () => ({}), turns: createTurns(), clock: systemClock, log });
const line = openLineListener(
  {
    name: "line",
    hostname: "127.0.0.1",
    port: 0,
    caps: { total: 10_000, unauthenticated: 10_000, perAddress: 10_000, exempt: everybody },
    writeTimeoutMs: 60_000,
    messages: { perSecond: 1_000, burst: 1_000 },
    trustedProxies: addressSet(),
  },
  {
    helloTimeoutMs: 60_000,
    idleTimeoutMs: 60_000,
    frameBytesMax: 8192,
    session: (line) => ({ receive: (bytes) => line.send(bytes) }),
  },
  { turns: createTurns(), clock: systemClock, log },
);
print(`${http.port} ${line.port}`);

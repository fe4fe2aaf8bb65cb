/** `deno task bench [part of a name]`: each benchmark prints a ratio, or a size, measured in one run. */
import * as logins from "./logins.ts";
import * as verifyCpu from "./verify_cpu.ts";
import * as verifyUnderLogins from "./verify_under_logins.ts";
import * as webSocketMemory from "./websocket_memory.ts";

const BENCHMARKS = [verifyCpu, logins, verifyUnderLogins, webSocketMemory];

const wanted = Deno.args[0] ?? "";
for (const { name, run } of BENCHMARKS.filter((benchmark) => benchmark.name.includes(wanted))) {
  console.log(name);
  await run();
}

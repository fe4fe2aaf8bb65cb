/**
 * `deno task bench [part of a name]`: each benchmark prints a ratio, or a size, measured in one run. Those that take
 * minutes, or fetch others' programs from npm, run only when their title's beginning is named.
 */
import * as abuse from "./abuse.ts";
import * as accountCalls from "./account_calls.ts";
import * as checkpoints from "./checkpoints.ts";
import * as commits from "./commits.ts";
import * as failedLogins from "./failed_logins.ts";
import * as imports from "./imports.ts";
import * as logins from "./logins.ts";
import * as notices from "./notices.ts";
import * as packetCrypt from "./packet_crypt.ts";
import * as peersBetterAuth from "./peers_better_auth.ts";
import * as peersColyseusConnects from "./peers_colyseus_connects.ts";
import * as peersColyseusMemory from "./peers_colyseus_memory.ts";
import * as peersExpress from "./peers_express.ts";
import * as revalidate from "./revalidate.ts";
import * as scale from "./scale.ts";
import * as slimeFrames from "./slime_frames.ts";
import * as slimeLogins from "./slime_logins.ts";
import * as slimeMemory from "./slime_memory.ts";
import * as srp6 from "./srp6.ts";
import * as statements from "./statements.ts";
import * as verifyCpu from "./verify_cpu.ts";
import * as verifyUnderLogins from "./verify_under_logins.ts";
import * as webSocketConnects from "./websocket_connects.ts";
import * as workers from "./workers.ts";
import * as webSocketMemory from "./websocket_memory.ts";

const BENCHMARKS = [
  verifyCpu,
  logins,
  accountCalls,
  verifyUnderLogins,
  webSocketConnects,
  webSocketMemory,
  slimeFrames,
  slimeLogins,
  slimeMemory,
  srp6,
  packetCrypt,
  revalidate,
  imports,
  failedLogins,
  commits,
  checkpoints,
  statements,
  abuse,
  scale,
  notices,
  workers,
  peersExpress,
  peersBetterAuth,
  peersColyseusConnects,
  peersColyseusMemory,
];

const wanted = Deno.args[0] ?? "";
interface Benchmark {
  readonly name: string;
  readonly run: () => Promise<void>;
  readonly isOnlyByName?: boolean;
}

const chosen = (BENCHMARKS as readonly Benchmark[]).filter(({ name, isOnlyByName = false }) =>
  isOnlyByName ? wanted !== "" && name.startsWith(wanted) : name.includes(wanted)
);
if (chosen.length === 0) {
  const titles = (BENCHMARKS as readonly Benchmark[]).map(({ name }) => `  ${name}`).join("\n");
  console.error(`No benchmark has "${wanted}" in its title, or begins with it where it takes minutes:\n${titles}`);
  Deno.exit(1);
}
for (const { name, run } of chosen) {
  console.log(name);
  await run();
}

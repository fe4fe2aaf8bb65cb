/** What a verified call costs beside a peer's, in one run: Express with jsonwebtoken on Node, where that is at home. */
import { register } from "./support/account.ts";
import { startChild } from "./support/child.ts";
import { loadHttp, median } from "./support/http_load.ts";
import { processSeconds } from "./support/process_time.ts";

export const name = "verify: processor time beside Express and jsonwebtoken";
/** It fetches them from npm. */
export const isOnlyByName = true;

const PACKAGES = ["express@5.3.0", "jsonwebtoken@9.0.3"];
const ROUNDS = 5;
const REQUESTS = 15_000;
const CONNECTIONS = 16;

export async function run(): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "bench_peers_" });
  const gatehouse = startChild("programs/gatehouse.ts");
  try {
    const port = Number(await gatehouse.line());
    const ours = { pid: gatehouse.pid, port, token: await register(port, "bench") };
    await install(folder);
    for (const secretAs of ["text", "key"] as const) await compare(ours, folder, secretAs);
  } finally {
    await gatehouse.end();
    await Deno.remove(folder, { recursive: true });
  }
}

async function compare(ours: Server, folder: string, secretAs: "text" | "key"): Promise<void> {
  await using peer = await startExpress(folder, secretAs);
  for (const each of [ours, peer]) await microsecondsOf(each); // compiled before it counts
  const rounds: { oursUs: number; peerUs: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push({ oursUs: await microsecondsOf(ours), peerUs: await microsecondsOf(peer) });
  }
  const ratio = median(rounds.map(({ oursUs, peerUs }) => peerUs / oursUs));
  const peerUs = median(rounds.map((round) => round.peerUs));
  const oursUs = median(rounds.map((round) => round.oursUs));
  console.log(
    `  its secret a ${secretAs}: ${ratio.toFixed(1)} times ours (${peerUs.toFixed(0)} us there, ${
      oursUs.toFixed(0)
    } here; aim 5)`,
  );
}

interface Server {
  readonly pid: number;
  readonly port: number;
  readonly token: string;
}

async function install(folder: string): Promise<void> {
  await Deno.copyFile(new URL("./peers/express_jwt.mjs", import.meta.url), `${folder}/express_jwt.mjs`);
  await Deno.writeTextFile(`${folder}/package.json`, "{}");
  const { success, stderr } = await new Deno.Command("npm", {
    args: ["install", "--no-audit", "--no-fund", ...PACKAGES],
    cwd: folder,
  }).output();
  if (!success) throw new Error(`Could not install ${PACKAGES.join(", ")}: ${new TextDecoder().decode(stderr)}`);
}

async function startExpress(folder: string, secretAs: string): Promise<Server & AsyncDisposable> {
  const child = new Deno.Command("node", {
    args: ["express_jwt.mjs"],
    cwd: folder,
    env: { NODE_ENV: "production", SECRET_AS: secretAs },
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const [port = "", token = ""] = ((await reader.read()).value ?? "").trim().split(" ");
  return {
    pid: child.pid,
    port: Number(port),
    token,
    async [Symbol.asyncDispose]() {
      child.kill();
      await reader.cancel();
      await child.status;
    },
  };
}

async function microsecondsOf({ pid, port, token }: Server): Promise<number> {
  const before = await processSeconds(pid);
  await loadHttp({
    hostname: "127.0.0.1",
    port,
    connections: CONNECTIONS,
    requests: REQUESTS,
    path: "/api/auth/verify",
    headers: { authorization: `Bearer ${token}` },
  });
  return (await processSeconds(pid) - before) / REQUESTS * 1e6;
}

/** Peers from npm, each in a folder of its own while it is measured, on the Node that is pinned here for all of them. */
import { type Child, startProgram } from "./child.ts";
import type { RestingMemory } from "./resting_memory.ts";

const NODE = "node@26.10.0";
/** What the packages need themselves is the newest of that day: the same in every run. */
const BEFORE = "2026-11-29";
const PROGRAMS = new URL("../peers/", import.meta.url);
const SHARED = "peer.mjs";
const INSTALL_MAX_S = 180;
const START_MAX_MS = 30_000;
const RUN_MAX_MS = 30 * 60_000;

export interface Peer extends Child<RestingMemory> {
  readonly port: number;
  /** What it printed behind its port. */
  readonly token: string;
}

export interface PeerProgram {
  /** In `bench/peers/`. */
  readonly script: string;
  readonly packages: readonly string[];
}

/** Whatever `run` starts has ended when this returns, and nothing of it is left. */
export async function withPeer(
  { script, packages }: PeerProgram,
  run: (start: (env?: Record<string, string>) => Promise<Peer>) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "bench_peer_" });
  const started: Child<RestingMemory>[] = [];
  let isLate = false;
  const endAll = () => Promise.all(started.map((child) => child.end()));
  // Whoever waits for an answer of a peer hears of its end.
  const deadline = setTimeout(() => {
    isLate = true;
    void endAll();
  }, RUN_MAX_MS);
  try {
    await install(folder, script, [NODE, ...packages]);
    await run(async (env = {}) => {
      if (isLate) throw new Error("Could not start: the time is over");
      const child = startProgram<RestingMemory>({
        called: script,
        command: `${folder}/node_modules/.bin/node`,
        args: ["--expose-gc", script],
        folder,
        env: { ...env, NODE_ENV: "production" },
        endBy: "SIGKILL",
      });
      started.push(child);
      const [port = "", token = ""] = (await firstLine(child, script)).split(" ");
      return { ...child, port: Number(port), token };
    });
  } catch (error) {
    if (!isLate) throw error;
    throw new Error(`Could not go on: ${script} was ended after ${RUN_MAX_MS / 60_000} minutes`, { cause: error });
  } finally {
    clearTimeout(deadline);
    await endAll();
    await Deno.remove(folder, { recursive: true });
  }
}

async function firstLine(child: Child<RestingMemory>, script: string): Promise<string> {
  let isLate = false;
  const deadline = setTimeout(() => {
    isLate = true;
    void child.end();
  }, START_MAX_MS);
  try {
    return await child.line();
  } catch (error) {
    const why = isLate ? `it printed no port in ${START_MAX_MS / 1_000} s` : "it ended";
    throw new Error(`Could not start ${script}: ${why}`, { cause: error });
  } finally {
    clearTimeout(deadline);
  }
}

async function install(folder: string, script: string, packages: readonly string[]): Promise<void> {
  for (const file of [script, SHARED]) await Deno.copyFile(new URL(file, PROGRAMS), `${folder}/${file}`);
  await Deno.writeTextFile(`${folder}/package.json`, "{}");
  // timeout(1) ends what npm has started as well.
  const { success, code, stderr } = await new Deno.Command("timeout", {
    args: [
      "--kill-after=5",
      String(INSTALL_MAX_S),
      "npm",
      "install",
      "--no-audit",
      "--no-fund",
      `--before=${BEFORE}`,
      ...packages,
    ],
    cwd: folder,
  }).output();
  if (success) return;
  const why = code === 124 ? `npm was not ready in ${INSTALL_MAX_S} s` : new TextDecoder().decode(stderr);
  throw new Error(`Could not install ${packages.join(", ")}: ${why}`);
}

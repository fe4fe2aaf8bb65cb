/** This program once more, as a worker: the same permissions but for starting programs, the same log. */
import type { Child } from "./supervisor.ts";
import { workerArgument } from "./link.ts";

/** As `deno task start` gives them. */
const PERMISSIONS = ["net", "read", "write", "env", "sys"] as const;

/** @throws {Error} in one sentence, where this process may not start others */
export async function checkMayStartWorkers(): Promise<void> {
  for (const name of [...PERMISSIONS, "run"] as const) {
    const { state } = await Deno.permissions.query({ name });
    if (state === "granted") continue;
    throw new Error(`Could not start workers: that needs --allow-${name}, as \`deno task start\` gives it`);
  }
}

export function spawnWorker(worker: number, variables: Readonly<Record<string, string>>): Child {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      ...PERMISSIONS.map((name) => `--allow-${name}`),
      Deno.mainModule,
      workerArgument(worker),
    ],
    env: variables,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const input = child.stdin.getWriter();
  return {
    pid: child.pid,
    output: child.stdout,
    write: (bytes) => input.write(bytes),
    endInput: () => void input.close().catch(() => {}), // it has ended already
    kill: () => {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended already.
      }
    },
    ended: child.status.then(({ code, signal }) => ({ code, signal })),
  };
}

/** How many accounts a second of processor time an import takes in, and how much memory: bcrypt rows, and sealed ones. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const name = "imports: accounts a second and core";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** `IMPORT_ROWS=1000000` is what an operator with a large community has. */
const ROWS = Number(Deno.env.get("IMPORT_ROWS") ?? 100_000);
const BCRYPT = "$2b$12$wwTUaudVcADJsozFTVmwNexHf8y2izETeFRTuk1TbKG2hjAU82aYm";
const SEALED = "$SHA$f2c4a1b09d8e7f60$c26032b55599af7803e9523eb6650c5588e47f10c1c71fdd28f1a900a3ae600b";

/**
 * Looks at its child's largest resident set so far (`VmHWM`, kilobytes) each second, as only a shell may under the bench's
 * permissions; then its `times` says what its children took.
 */
const WATCHED = `
  "$0" "$@" >/dev/null 2>&1 & child=$!
  peak=0
  while kill -0 $child 2>/dev/null; do
    while read -r key value rest; do [ "$key" = VmHWM: ] && peak=$value; done 2>/dev/null </proc/$child/status
    sleep 1
  done
  wait
  echo $peak
  times`;

export async function run(): Promise<void> {
  for (const [kind, hash, aim] of [["bcrypt", BCRYPT, 20_000], ["sealed", SEALED, 8_000]] as const) {
    const { cpuSeconds, peakMegabytes } = await measure(hash);
    console.log(
      `  ${kind}: ${ROWS} rows, ${cpuSeconds.toFixed(1)} s of processor time, ` +
        `${Math.round(ROWS / cpuSeconds)} rows/s (aim ${aim}), at most ${peakMegabytes} MB`,
    );
  }
}

async function measure(hash: string): Promise<{ cpuSeconds: number; peakMegabytes: number }> {
  const folder = await Deno.makeTempDir();
  try {
    await writeRows(join(folder, "players.csv"), hash);
    const args = [...await taskArguments(), "csv", join(folder, "players.csv"), "--apply", "--report", folder];
    const child = new Deno.Command("sh", {
      args: ["-c", WATCHED, Deno.execPath(), ...args],
      cwd: ROOT,
      env: { DATA_DIR: join(folder, "data") },
      stdout: "piped",
    });
    const [peak = "", , line = ""] = new TextDecoder().decode((await child.output()).stdout).trim().split("\n");
    const seconds = [...line.matchAll(/(\d+)m([\d.]+)s/g)].map(([, minutes, rest]) =>
      Number(minutes) * 60 + Number(rest)
    );
    return {
      cpuSeconds: seconds.reduce((sum, one) => sum + one, 0),
      peakMegabytes: Math.round(parseInt(peak) / 1_024) || 0,
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Those of `deno task import`, its flags included, as an operator runs it: `deno` alone is left out. */
async function taskArguments(): Promise<readonly string[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  return String(tasks.import).split(" ").slice(1);
}

async function writeRows(path: string, hash: string): Promise<void> {
  const file = await Deno.open(path, { write: true, create: true });
  const writer = file.writable.getWriter();
  const encoder = new TextEncoder();
  await writer.write(encoder.encode("id,username,email,password_hash,created_at\n"));
  for (let from = 0; from < ROWS; from += 10_000) {
    const rows = Array.from({ length: Math.min(10_000, ROWS - from) }, (_, index) => {
      const id = from + index;
      return `${id},player_${id},player${id}@example.org,${hash},2024-02-03T04:05:06Z`;
    });
    await writer.write(encoder.encode(`${rows.join("\n")}\n`));
  }
  await writer.close();
}

/** What floods do to everybody else: other players' `verify` under each attack, beside an idle server just before it. */
import { loadavg } from "node:os";
import { ATTACKS } from "./attacks/mod.ts";
import { register } from "./support/account.ts";
import { startChild } from "./support/child.ts";
import { percentile } from "./support/http_load.ts";
import { visit, type Waits } from "./support/visitors.ts";

export const name = "abuse: others' verify under each attack, beside idle";

const SECONDS = 5;
/** The attack goes on a little longer than it is measured. */
const ATTACK_SECONDS = SECONDS + 1;
/** The program's first sight of an attack, which compiles what it meets, has a figure of its own. */
const FIRST_SIGHT_SECONDS = 1;
const AIM = 2;
const BOUND = 5;

export async function run(): Promise<void> {
  const folder = await Deno.makeTempDir();
  const server = startChild("programs/every_door.ts", { DATA_DIR: `${folder}/data` });
  try {
    const ports = JSON.parse(await server.line());
    const visits = { port: ports.http, token: await register(ports.http, "bench"), seconds: SECONDS };
    await visit(visits); // compiled before it counts
    const titles = ["idle p50", "p99", "under p50", "p99", "p50 ×", "p99 ×", "first p99", "longest"];
    console.log(`  ${"attack".padEnd(44)} ${row(titles)}`);
    for (const [index, attack] of ATTACKS.entries()) {
      const begin = (round: number, seconds: number) =>
        startChild("programs/attacker.ts", {
          ATTACK: String(index),
          PORTS: JSON.stringify(ports),
          SECONDS: String(seconds),
          ROUND: String(round),
        });
      const first = begin(0, FIRST_SIGHT_SECONDS);
      await first.line();
      const sight = await visit({ ...visits, seconds: FIRST_SIGHT_SECONDS });
      await first.line();
      await first.end();
      const idle = await visit(visits);
      const attacker = begin(1, ATTACK_SECONDS);
      try {
        await attacker.line();
        const before = await server.report();
        const under = await visit(visits);
        const cores = ((await server.report()).cpuSeconds - before.cpuSeconds) / SECONDS;
        const did = `${cores.toFixed(2)} cores; ${await attacker.line()}`;
        console.log(`  ${attack.name.padEnd(44)} ${compare(idle, under, sight)}  ${did}`);
      } finally {
        await attacker.end();
      }
    }
    const load = loadavg()[0]?.toFixed(1);
    console.log(`  load of the machine ${load} on ${navigator.hardwareConcurrency} cores, this program's own included`);
    console.log(`  milliseconds; aim ${AIM} × at p99, no attack above ${BOUND} ×`);
  } finally {
    await server.end();
    await Deno.remove(folder, { recursive: true });
  }
}

function compare(idle: Waits, under: Waits, sight: Waits): string {
  const figures = [idle, under].map(({ times }) => [percentile(times, 0.5), percentile(times, 0.99)] as const);
  const [[idleMiddle, idleSlow], [middle, slow]] = figures as [readonly [number, number], readonly [number, number]];
  const times = [middle / idleMiddle, slow / idleSlow] as const;
  const verdict = times[1] > BOUND ? `  ABOVE ${BOUND} ×` : "";
  const lost = under.lost + sight.lost > 0 ? `  ${under.lost + sight.lost} got no answer` : "";
  const first = [percentile(sight.times, 0.99), Math.max(...sight.times)];
  return row([idleMiddle, idleSlow, middle, slow, ...times, ...first].map((figure) => figure.toFixed(1))) + verdict +
    lost;
}

function row(cells: readonly string[]): string {
  return cells.map((cell) => cell.padStart(9)).join(" ");
}

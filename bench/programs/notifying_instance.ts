/**
 * An instance that ends sessions at a steady rate and hears of what others end: INSTANCE, RATE a second, SECONDS. Prints
 * `ready`, waits for a line, and prints when it asked for each end, had it committed, and heard of each other's.
 */
import { createRevocation } from "../../lib/domain/revocation/revocation.ts";
import { systemClock } from "../../lib/platform/clock.ts";
import { openPostgres } from "../../lib/platform/database/postgres.ts";
import { silentLog } from "../../lib/platform/log/log.ts";
import { systemRandom } from "../../lib/platform/random.ts";

const POOL = 16;
const env = (name: string) => Deno.env.get(name) ?? "";
const [instance, rate, seconds] = [env("INSTANCE"), Number(env("RATE")), Number(env("SECONDS"))];
const nowMs = () => performance.timeOrigin + performance.now();

const parts = { clock: systemClock, random: systemRandom, log: silentLog };
const database = openPostgres({ url: env("DATABASE_URL"), poolMax: POOL, ...parts });
const revocation = createRevocation();
const heard: Record<string, number> = {};
const asked: Record<string, number> = {};
const committed: Record<string, number> = {};
let refused = 0;

const end = async (id: string) => {
  asked[id] = nowMs();
  try {
    await database.transaction((unit) => revocation.endSession(unit, id, "revoked"));
    committed[id] = nowMs();
  } catch {
    refused += 1;
  }
};

await new Promise<void>((resolve) => database.events.onGap(resolve));
database.events.subscribe((event) => {
  if (event.type === "sessions_ended") { for (const id of event.sessionIds) heard[id] = nowMs(); }
});
console.log("ready");
await Deno.stdin.read(new Uint8Array(16));

const startedMs = nowMs();
const work: Promise<void>[] = [];
const total = rate * seconds;
for (let count = 0; count < total;) {
  const due = Math.min(total, Math.floor((nowMs() - startedMs) / 1_000 * rate));
  while (count < due) work.push(end(`${instance}-${count++}`));
  await new Promise<void>((resolve) => void systemClock.after(5, resolve));
}
await Promise.all(work);
const tookMs = nowMs() - startedMs;
// What others sent last is under way.
await new Promise<void>((resolve) => void systemClock.after(2_000, resolve));
console.log(JSON.stringify({ asked, committed, heard, refused, tookMs }));
await database.close();

/** The thread that looks on. It writes to stderr by itself: the watched thread's log is blocked with it. */
/// <reference lib="deno.worker" />
import { systemClock } from "../clock.ts";
import { setUpLog, writeToStderr } from "../log/setup.ts";
import { type Log, withFields } from "../log/log.ts";
import { readMemory, type WatchReading } from "./shared_memory.ts";
import { type Block, BLOCKED_MS, LOOK_EVERY_MS, type ToWatchdog, type WatchdogStart } from "./watchdog.ts";
import type { WatchedWork } from "./work_watch.ts";

const names = new Map<number, Pick<WatchedWork, "module" | "work" | "name">>();
let isReady = false;

self.onmessage = ({ data }: MessageEvent<ToWatchdog>) => {
  if ("start" in data) watch(data.start);
  else if ("name" in data) names.set(data.name, data.work);
  else isReady = data.isReady;
};

function watch({ memory, log: settings, fields }: WatchdogStart): void {
  const log = withFields(setUpLog({ ...settings, clock: systemClock, write: writeToStderr }), fields);
  let last = readMemory(memory);
  let beatAtMs = systemClock.monotonicMs();
  let turnAtMs = beatAtMs;
  let lookedAtMs = beatAtMs;
  let blocked: WatchReading | null = null;

  const look = () => {
    const nowMs = systemClock.monotonicMs();
    // A machine that slept, or has no time for this thread either, proves nothing.
    const wasAway = nowMs - lookedAtMs > 2 * LOOK_EVERY_MS;
    lookedAtMs = nowMs;
    const reading = readMemory(memory);
    if (reading.turn !== last.turn || wasAway) turnAtMs = nowMs;
    // Who has just come is not to blame for what was before.
    const isNamed = reading.work !== 0 && nowMs - turnAtMs >= BLOCKED_MS;
    if (reading.beat !== last.beat) {
      if (blocked !== null) tellEnd(log, blocked, nowMs - beatAtMs);
      blocked = null;
      beatAtMs = nowMs;
    } else if (blocked === null && wasAway) {
      beatAtMs = nowMs;
    } else if (blocked === null && nowMs - beatAtMs >= BLOCKED_MS && (isNamed || isOverdue(nowMs - beatAtMs))) {
      blocked = isNamed ? reading : { ...reading, work: 0, account: 0, character: 0 };
      tellBlocked(log, blocked, nowMs - beatAtMs);
    }
    last = reading;
    systemClock.after(LOOK_EVERY_MS, look);
  };
  look();
}

/** Without a name it takes longer to be told: many turns of many modules together are a busy server. */
function isOverdue(ms: number): boolean {
  return isReady && ms >= 2 * BLOCKED_MS;
}

function tellBlocked(log: Log, reading: WatchReading, ms: number): void {
  const whose = nameOf(reading);
  const message = whose === null
    ? "The thread is blocked, and no game module is known to run"
    : `The thread is blocked by the game module ${whose.module}, in ${whose.work} ${whose.name ?? ""}`.trim();
  // Without a name it may be the machine that has no time for us.
  log[whose === null ? "warn" : "error"](message, { ...whose, ...about(reading), blockedMs: Math.round(ms) });
}

function tellEnd(log: Log, reading: WatchReading, ms: number): void {
  const whose = nameOf(reading);
  log.warn("The thread goes on after a block", { ...whose, ...about(reading), blockedMs: Math.round(ms) });
  const block: Block = { module: whose?.module ?? null, work: whose?.work ?? null, ms };
  self.postMessage(block);
}

function nameOf({ work }: WatchReading) {
  return names.get(work) ?? null;
}

function about({ account, character }: WatchReading): object {
  return { ...(account === 0 ? {} : { account }), ...(character === 0 ? {} : { character }) };
}

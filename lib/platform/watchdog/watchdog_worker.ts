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

/** Of a terminal's Ctrl-C a program may hear by the terminal and by its parent. */
const SAME_SIGNAL_MS = 500;

self.onmessage = ({ data }: MessageEvent<ToWatchdog>) => {
  if ("start" in data) watch(data.start);
  else if ("name" in data) names.set(data.name, data.work);
  else isReady = data.isReady;
};

function watch({ memory, log: settings, fields, endByForce }: WatchdogStart): void {
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
    const { blockedMs = Infinity } = endByForce;
    if (nowMs - beatAtMs >= blockedMs) {
      kill(log, `the thread was blocked for ${blockedMs / 1_000} s, as by an endless loop`, reading);
    }
    systemClock.after(LOOK_EVERY_MS, look);
  };
  look();

  const standsMs = () => systemClock.monotonicMs() - beatAtMs;
  if (endByForce.signalMs !== undefined) endAfterSignals(log, endByForce.signalMs, { standsMs, reading: () => last });
}

/** A thread that hears the first signal has ended the process in time. */
function endAfterSignals(
  log: Log,
  signalMs: number,
  thread: { readonly standsMs: () => number; readonly reading: () => WatchReading },
): void {
  let toldAtMs: number | null = null;
  const onSignal = (signal: Deno.Signal) => {
    const nowMs = systemClock.monotonicMs();
    const isBlocked = thread.standsMs() >= BLOCKED_MS;
    if (toldAtMs !== null) {
      const isSecond = nowMs - toldAtMs >= SAME_SIGNAL_MS;
      if (isBlocked && isSecond) {
        kill(log, `the thread is blocked, and ${signal} was a second signal`, thread.reading());
      }
      return;
    }
    toldAtMs = nowMs;
    const seconds = signalMs / 1_000;
    systemClock.after(signalMs, () => kill(log, `the thread did not end it within ${seconds} s`, thread.reading()));
    if (isBlocked) {
      const message = `The thread is blocked and hears no ${signal}`;
      log.warn(`${message}: it is ended by force after ${seconds} s, and by a second signal at once`);
    }
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) Deno.addSignalListener(signal, () => onSignal(signal));
}

/** As by a power cut: what is committed stays. */
function kill(log: Log, because: string, reading: WatchReading): void {
  log.error(`The process is ended by force: ${because}`, { ...nameOf(reading), ...about(reading) });
  Deno.kill(Deno.pid, "SIGKILL");
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

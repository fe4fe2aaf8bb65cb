/** What the process itself takes: memory, open files, and how late its one thread is. */
import { readdirSync } from "node:fs";
import process from "node:process";
import { type Clock, repeat } from "../clock.ts";
import type { ProcessReading } from "./sources.ts";

/** The thread is late by what it takes longer than this to come back. */
const LOOK_EVERY_MS = 500;

export type ProcessWatch = ReturnType<typeof watchProcess>;

export function watchProcess(clock: Clock, version: string) {
  let expectedMs = clock.monotonicMs() + LOOK_EVERY_MS;
  let longestMs = 0;
  const stop = repeat(clock, LOOK_EVERY_MS, () => {
    const nowMs = clock.monotonicMs();
    longestMs = Math.max(longestMs, nowMs - expectedMs);
    expectedMs = nowMs + LOOK_EVERY_MS;
  });
  return {
    /** The delay is the longest since the last reading. */
    read(): ProcessReading {
      const reading = {
        version,
        residentBytes: process.memoryUsage.rss(),
        openFiles: openFiles(),
        loopDelayMs: longestMs,
      };
      longestMs = 0;
      return reading;
    },
    close: stop,
  };
}

/** Null where the system does not tell them: elsewhere than on Linux. */
function openFiles(): number | null {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return null;
  }
}

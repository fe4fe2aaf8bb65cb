/** Starts workers, and others in place of those that die; ends them together; lets each ask what all of them measure. */
import type { Clock } from "../platform/clock.ts";
import type { Log } from "../platform/log/log.ts";
import { withinTime } from "../platform/time_limit.ts";
import { PlaceTable } from "./places.ts";
import { encodeMessage, type FromWorker, type Reading, readMessages, type ToWorker } from "./channel.ts";

/** A process of ours, as the system runs it. */
export interface Child {
  readonly pid: number;
  readonly output: ReadableStream<Uint8Array>;
  write(bytes: Uint8Array): Promise<void>;
  /** Tells it to stop. */
  endInput(): void;
  kill(): void;
  readonly ended: Promise<{ readonly code: number; readonly signal: string | null }>;
}

/** Those that have not measured by then are left out. */
const READING_MS_MAX = 1_000;
const RESTART_MS_MIN = 100;
const RESTART_MS_MAX = 10_000;
/** After so long a worker that dies is no sign of one that cannot start. */
const SOUND_MS = 30_000;

interface SupervisorParts {
  readonly count: number;
  /** @param variables of the ports that the first worker opened; none for the first */
  readonly spawn: (worker: number, variables: Readonly<Record<string, number>>) => Child;
  /** Takes what a worker printed, a line at a time. */
  readonly print: (line: string) => void;
  readonly clock: Clock;
  readonly log: Log;
}

interface Supervisor {
  /** By door: the same for all workers. */
  readonly ports: Readonly<Record<string, number>>;
  /** In the order of their numbers. */
  pids(): readonly number[];
  /** Ends every worker in order; those that are left after `deadlineMs` at once. */
  stop(deadlineMs: number): Promise<void>;
}

interface Running {
  readonly child: Child;
  readonly startedAtMs: number;
}

interface Asked {
  readonly readings: Reading[];
  readonly left: Set<number>;
  readonly settle: () => void;
}

/** The first worker migrates and finds the ports; the others follow. @throws {Error} when one of them cannot start */
export async function startSupervisor(parts: SupervisorParts): Promise<Supervisor> {
  const { count, clock, log } = parts;
  const running = new Map<number, Running>();
  const asked = new Map<number, Asked>();
  const delays = new Map<number, number>();
  let variables: Readonly<Record<string, number>> = {};
  let lastAsk = 0;
  let isStopping = false;
  let isUp = false;

  const tell = (worker: number, message: ToWorker) => {
    running.get(worker)?.child.write(encodeMessage(message)).catch(() => {}); // it has ended: that is seen elsewhere
  };

  const places = new PlaceTable((worker, counts) => tell(worker, { type: "places", counts }));

  /** Asks all that run, and answers `worker` once they have, or too late for them. */
  const collect = (worker: number, id: number) => {
    const ask = ++lastAsk;
    const settle = () => {
      cancel();
      asked.delete(ask);
      tell(worker, { type: "readings", id, readings: readings.filter((reading) => reading.length > 0) });
    };
    const readings: Reading[] = [];
    const cancel = clock.after(READING_MS_MAX, settle);
    asked.set(ask, { readings, left: new Set(running.keys()), settle });
    for (const other of running.keys()) tell(other, { type: "reading_wanted", id: ask });
  };
  const take = (worker: number, { id, reading }: Extract<FromWorker, { type: "reading" }>) => {
    const ask = asked.get(id);
    if (ask === undefined || !ask.left.delete(worker)) return;
    ask.readings.push(reading);
    if (ask.left.size === 0) ask.settle();
  };

  /** @returns what it opened. @throws {Error} when it ends before it is ready */
  const start = (worker: number): Promise<Extract<FromWorker, { type: "ready" }>> => {
    const child = parts.spawn(worker, variables);
    const startedAtMs = clock.monotonicMs();
    running.set(worker, { child, startedAtMs });
    places.begin(worker);
    const ready = Promise.withResolvers<Extract<FromWorker, { type: "ready" }>>();
    const onMessage = (message: FromWorker) => {
      if (message.type === "ready") ready.resolve(message);
      else if (message.type === "reading") take(worker, message);
      else if (message.type === "places") places.note(worker, message.counts);
      else collect(worker, message.id);
    };
    void readMessages<FromWorker>(child.output, onMessage, parts.print).catch(() => child.kill());
    void child.ended.then(({ code, signal }) => {
      running.delete(worker);
      places.end(worker);
      for (const ask of asked.values()) if (ask.left.delete(worker) && ask.left.size === 0) ask.settle();
      ready.reject(new Error(`Could not start worker ${worker}: it ended with ${signal ?? `status ${code}`}`));
      if (!isUp || isStopping) return;
      if (clock.monotonicMs() - startedAtMs > SOUND_MS) delays.delete(worker);
      const delayMs = delays.get(worker) ?? RESTART_MS_MIN;
      delays.set(worker, Math.min(delayMs * 4, RESTART_MS_MAX));
      log.error("A worker has ended, and another takes its place", { worker, pid: child.pid, code, signal, delayMs });
      clock.after(delayMs, () => restart(worker));
    });
    return ready.promise;
  };
  const restart = (worker: number) => {
    if (isStopping) return;
    start(worker).then(
      () =>
        log.info("A worker has taken the place of the one that ended", { worker, pid: running.get(worker)?.child.pid }),
      () => {}, // its end is seen to above
    );
  };
  const stop = async (deadlineMs: number) => {
    isStopping = true;
    const children = [...running.values()].map(({ child }) => child);
    children.forEach((child) => child.endInput());
    const ends = Promise.all(children.map(({ ended }) => ended));
    const late = () => new Error("Could not stop the workers in order");
    await withinTime(clock, deadlineMs, ends, late).catch(async (error) => {
      log.warn("Workers did not end in time", { error });
      children.forEach((child) => child.kill());
      await ends;
    });
  };

  try {
    const first = await start(1);
    variables = first.variables;
    await Promise.all(Array.from({ length: count - 1 }, (_, index) => start(index + 2)));
    isUp = true;
    // One may have ended between its first word and the last one's.
    for (let worker = 1; worker <= count; worker++) if (!running.has(worker)) restart(worker);
    const pids = () => [...running].sort(([a], [b]) => a - b).map(([, { child }]) => child.pid);
    return { ports: first.ports, pids, stop };
  } catch (error) {
    await stop(RESTART_MS_MAX);
    throw error;
  }
}

/** Listening to the events of all instances: what is heard, and what is done where something may have been missed. */
import type { Clock } from "../clock.ts";
import type { Log } from "../log/log.ts";
import type { EventBus, EventListener } from "./events.ts";

const GAP_RETRY_MS = 5_000;

export interface Listening {
  readonly events: EventBus;
  readonly on: EventListener;
  /** Events may have been missed: forgets what is cached. */
  readonly onGap: () => void;
}

/** @returns ends it */
export function listen({ events, on, onGap }: Listening): () => void {
  const endEvents = events.subscribe(on);
  const endGaps = events.onGap(onGap);
  return () => {
    endEvents();
    endGaps();
  };
}

interface PatientListening {
  readonly events: EventBus;
  readonly on: EventListener;
  /** Events may have been missed: asks the database what holds. Where it rejects, it is tried again. */
  readonly onGap: () => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  /** What is asked, for the log: "the seats". */
  readonly what: string;
}

/** As `listen`, for whoever has to look after a gap. @returns ends it */
export function listenPatiently({ events, on, onGap, clock, log, what }: PatientListening): () => void {
  let cancelRetry = () => {};
  let ended = false;
  const look = () => {
    cancelRetry();
    onGap().catch((error) => {
      if (ended) return;
      log.warn(`Could not check ${what} after a gap: it is tried again`, { error });
      cancelRetry = clock.after(GAP_RETRY_MS, look);
    });
  };
  const endListening = listen({ events, on, onGap: look });
  return () => {
    ended = true;
    endListening();
    cancelRetry();
  };
}

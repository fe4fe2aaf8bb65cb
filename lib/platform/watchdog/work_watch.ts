/** Whose code the one thread runs, told by whoever calls it, for the watchdog that looks on from another thread. */

export interface WatchedWork {
  /** The game module. */
  readonly module: string;
  /** `create`, `message`, `route` and so on. */
  readonly work: string;
  /** Of a message, its type; of a job or a route, its name. */
  readonly name?: string;
  readonly account?: number;
  readonly character?: number;
  /** Nothing else of a game runs until its end: it is named on whatever turn, such as a module's import. */
  readonly isAlone?: true;
}

/** One call, from its begin to its end; others may run between. */
export interface WatchedTurn {
  /** The call is about to go on, such as with the answer of a query. */
  readonly onTurn: () => void;
  readonly end: () => void;
}

export interface WorkWatch {
  begin(work: WatchedWork): WatchedTurn;
}

const nothing: WatchedTurn = { onTurn: () => {}, end: () => {} };

/** Nobody looks on. */
export const unwatchedWork: WorkWatch = { begin: () => nothing };

/** Runs one piece of work under the eyes of the watch; what it gives may be a promise. */
export function runWatched<T>(watch: WorkWatch, work: WatchedWork, run: () => T): T {
  const turn = watch.begin(work);
  let result: T;
  try {
    result = run();
  } catch (error) {
    turn.end();
    throw error;
  }
  if (result instanceof Promise) return result.finally(turn.end) as T;
  turn.end();
  return result;
}

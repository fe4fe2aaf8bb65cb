/** How many processes serve, and what each of them gets. */

/** `auto`, or how many were asked for. */
type WorkersWanted = number | "auto";

interface WorkerPlan {
  readonly count: number;
  /** Why there are fewer than were asked for; null where there are as many. */
  readonly because: string | null;
}

export function planWorkers(
  { wanted, cores, hasPostgres }: {
    readonly wanted: WorkersWanted;
    readonly cores: number;
    readonly hasPostgres: boolean;
  },
): WorkerPlan {
  const count = wanted === "auto" ? Math.max(1, cores) : wanted;
  if (count === 1 || hasPostgres) return { count, because: null };
  const because = `WORKERS is ${wanted}, and one process serves: the embedded database belongs to one. ` +
    `With DATABASE_URL there would be ${count}`;
  return { count: 1, because };
}

/** What a door takes in all, by the variable that sets it. */
type DoorTotals = Readonly<Record<string, number>>;

/** Each worker's part, rounded up: the kernel deals out connections more or less evenly where they are many. */
export function shareTotals(totals: DoorTotals, count: number): DoorTotals {
  const entries = Object.entries(totals).map(([variable, total]) => [variable, Math.ceil(total / count)]);
  return Object.fromEntries(entries);
}

/** Variables of a worker beside those of the supervisor. */
export function workerVariables(
  { count, cores, bcryptThreads, poolMax, totals, ports }: {
    readonly count: number;
    readonly cores: number;
    /** As configured; 0 is one for each core. */
    readonly bcryptThreads: number;
    /** Of each worker; null leaves it to the worker. */
    readonly poolMax: number | null;
    /** Each worker's part. */
    readonly totals: DoorTotals;
    /** Those that the first worker was given, by their variables; none for the first. */
    readonly ports: Readonly<Record<string, number>>;
  },
): Record<string, string> {
  const threads = bcryptThreads === 0 ? Math.max(1, Math.floor(cores / count)) : bcryptThreads;
  return {
    WORKERS: "1",
    REUSE_PORT: "true",
    AUTH_BCRYPT_THREADS: String(threads),
    ...(poolMax === null ? {} : { DATABASE_POOL_MAX: String(poolMax) }),
    ...asTexts(totals),
    ...asTexts(ports),
  };
}

function asTexts(numbers: Readonly<Record<string, number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(numbers).map(([variable, number]) => [variable, String(number)]));
}

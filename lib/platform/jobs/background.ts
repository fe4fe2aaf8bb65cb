/** Work that is done at once beside its cause, which does not wait for it: one at a time, and the stop waits for the last. */
import type { Kernel } from "../kernel/kernel.ts";

type Background = ReturnType<typeof createBackground>;

/** @param work what it throws is logged: a job does what is left */
export function createBackground({ log }: Pick<Kernel, "log">, name: string, work: () => Promise<void>) {
  let running: Promise<void> | null = null;
  let isWanted = false;
  let isClosed = false;
  const loop = async () => {
    while (isWanted && !isClosed) {
      isWanted = false;
      await work().catch((error) => log.warn("Could not do at once what is due: its job does", { name, error }));
    }
    running = null;
  };
  return {
    /** Begins, or, where it runs, has it run once more behind this. Throws nothing, waits for nothing. */
    run(): void {
      isWanted = true;
      if (!isClosed) running ??= loop();
    },
    /** From now on nothing begins. Resolves once nothing runs any more. */
    async close(): Promise<void> {
      isClosed = true;
      await running;
    },
  };
}

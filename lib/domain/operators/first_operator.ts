/** The first operator: where nobody operates yet, the start leaves a link in a file that only its owner reads. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listen } from "../../platform/database/listening.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { hasOperator, type Invites } from "./invites.ts";

const FILE_NAME = "first-operator";

interface FirstOperatorParts extends Pick<Kernel, "database" | "clock" | "log"> {
  readonly invites: Pick<Invites, "createAtMachine">;
  /** `dataDir`; null where nothing is kept. */
  readonly folder: string | null;
  readonly hasAdminToken: boolean;
}

type FirstOperator = ReturnType<typeof createFirstOperator>;

export function createFirstOperator({ database, clock, log, invites, folder, hasAdminToken }: FirstOperatorParts) {
  const path = folder === null ? null : join(folder, FILE_NAME);
  let stop = () => {};
  const remove = () => {
    if (path !== null) rmSync(path, { force: true });
    stop();
  };
  const removeIfUsed = () => {
    hasOperator({ database }).then((isUsed) => isUsed && remove())
      .catch((error) => log.warn("Could not look whether somebody operates", { error }));
  };

  const write = async (folder: string, path: string): Promise<void> => {
    rmSync(path, { force: true });
    if (hasAdminToken || await hasOperator({ database })) return;
    const { url, expiresAt } = await invites.createAtMachine("admin", { actor: "system", address: "" });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(path, `${url}\n`, { mode: 0o600, flag: "wx" });
    const endTimer = clock.after(expiresAt.getTime() - clock.now().getTime(), remove);
    const endListening = listen({
      events: database.events,
      on: (event) => event.type === "account_changed" && removeIfUsed(),
      onGap: removeIfUsed,
    });
    stop = () => {
      endTimer();
      endListening();
    };
    log.info("Nobody operates yet: the first operator's link lies in a file", { path });
  };

  return {
    /** Writes the file where nobody operates, and removes one that is out. Fails for nothing: a warning is logged. */
    async start(): Promise<void> {
      if (folder === null || path === null) return;
      await write(folder, path).catch((error) =>
        log.warn("Could not leave the first operator's link", { path, error })
      );
    },
    close(): void {
      stop();
    },
  };
}

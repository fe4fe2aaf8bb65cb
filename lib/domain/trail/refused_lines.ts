/** Lines that are turned away before a word come in floods: of one door, address and rule there is one row a minute. */
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { AttemptOrigin } from "./attempt.ts";
import type { Rows, TrailRow } from "./rows.ts";

const MINUTE_MS = 60_000;
/** Different ones in a minute; the others are counted as lost. */
const KINDS_MAX = 2_000;

interface RefusedLinesParts extends Pick<Kernel, "clock"> {
  readonly rows: Rows;
  readonly write: (row: TrailRow) => void;
  readonly onLost: (count: number) => void;
}

export function createRefusedLines({ clock, rows, write, onLost }: RefusedLinesParts) {
  let counted = new Map<string, TrailRow>();
  let cancel: (() => void) | null = null;

  const flush = () => {
    cancel?.();
    cancel = null;
    const all = counted;
    counted = new Map();
    for (const row of all.values()) write(row);
  };
  return {
    count(origin: AttemptOrigin & { readonly game?: string | null }, rule: string, code: string): void {
      const key = `${origin.door} ${origin.address} ${rule}`;
      const known = counted.get(key);
      if (known !== undefined) return void (known.count = known.count + 1);
      if (counted.size >= KINDS_MAX) return onLost(1);
      const row = rows.of({ origin, result: "refused", rule, code });
      counted.set(key, { ...row, game: origin.game ?? null });
      cancel ??= clock.after(MINUTE_MS, flush);
    },
    flush,
  };
}

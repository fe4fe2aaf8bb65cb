/** Counts by labels, kept as plain numbers so that counting costs nothing before anybody reads them. */

export type Labels = Readonly<Record<string, string>>;

export interface Counts<L extends Labels> {
  add(labels: L, count?: number): void;
  /** One entry for each set of labels seen so far. */
  list(): readonly { readonly labels: L; readonly value: number }[];
}

/** @param names the labels' names; their values come from a small closed set, never from a player */
export function createCounts<L extends Labels>(names: readonly (keyof L & string)[]): Counts<L> {
  const counts = new Map<string, { readonly labels: L; value: number }>();
  return {
    add(labels, count = 1) {
      const key = names.map((name) => labels[name]).join("\n");
      const known = counts.get(key);
      if (known === undefined) counts.set(key, { labels, value: count });
      else known.value += count;
    },
    list: () => [...counts.values()],
  };
}

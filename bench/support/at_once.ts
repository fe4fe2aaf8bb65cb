/** Does something for each of many, so many at once. */
export async function atOnce<T>(lines: number, all: readonly T[], run: (one: T) => Promise<unknown>): Promise<void> {
  // One iterator: what one line takes, no other one gets.
  const left = all.values();
  await Promise.all(Array.from({ length: lines }, async () => {
    for (const one of left) await run(one);
  }));
}

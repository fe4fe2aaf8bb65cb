/** What somebody may have meant who mistyped a name. */

/** Longer names are not compared: what is asked for comes from strangers. */
const CHARACTERS_MAX = 100;

/** The known name with the fewest typing errors between; null where none is known, or the given one is very long. */
export function nearestName(given: string, known: Iterable<string>): string | null {
  if (given.length > CHARACTERS_MAX) return null;
  let best: { readonly name: string; readonly errors: number } | null = null;
  for (const name of known) {
    const errors = countTypingErrors(given.toLowerCase(), name.toLowerCase());
    if (best === null || errors < best.errors) best = { name, errors };
  }
  return best?.name ?? null;
}

/**
 * Letters added, left out, replaced, or swapped with the next: the optimal string alignment distance
 * (https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance).
 */
export function countTypingErrors(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const isSame = left[row - 1] === right[column - 1];
      let least = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (isSame ? 0 : 1));
      const isSwap = row > 1 && column > 1 && left[row - 1] === right[column - 2] &&
        left[row - 2] === right[column - 1];
      if (isSwap) least = Math.min(least, beforeLast[column - 2]! + 1);
      current.push(least);
    }
    beforeLast = last;
    last = current;
  }
  return last[right.length]!;
}

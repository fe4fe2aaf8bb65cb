/** A misspelt name is answered with the one that was meant, not with "is not a function". */
import { countTypingErrors, nearestName } from "./nearest.ts";

/** Of a name's letters, as many may be wrong that it is still taken for it. */
const WRONG_MAX = 0.25;

/**
 * The same object; reading a name that it does not have, and that looks like one that it has, throws.
 * Whoever asks whether there is something newer asks with `in`.
 * @param what as the error calls it: `the context`
 */
export function refuseMisspelt<T extends object>(object: T, what: string): T {
  return new Proxy(object, {
    get(target, name, receiver) {
      if (typeof name === "string" && !(name in target)) {
        const meant = meantName(name, Object.keys(target));
        if (meant !== null) throw new TypeError(`There is no "${name}" in ${what}: did you mean ${meant}?`);
      }
      return Reflect.get(target, name, receiver);
    },
  });
}

/** Null where the name looks like none of them. */
export function meantName(name: string, known: readonly string[]): string | null {
  const nearest = nearestName(name, known);
  return nearest !== null && countTypingErrors(name, nearest) <= Math.floor(nearest.length * WRONG_MAX)
    ? nearest
    : null;
}

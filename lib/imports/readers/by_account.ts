/**
 * What the rows of another table say of each account, of which there may be millions: a key is remembered as a number, and
 * what it has as one more. A map of texts would take ten times as much.
 */
import type { Row } from "../source/row.ts";
import { numberOf } from "./key_numbers.ts";

const FIRST_PLACES = 1_024;

/** Open addressing: a key's place is its hash's, or the next that is free. At most half of the places are taken. */
class NumbersByKey {
  #keys = new Float64Array(FIRST_PLACES).fill(-1);
  #values = new Float64Array(FIRST_PLACES);
  #count = 0;

  get(key: string): number | undefined {
    const place = this.#placeOf(numberOf(key));
    return this.#keys[place] === -1 ? undefined : this.#values[place];
  }

  set(key: string, value: number): void {
    if (this.#count * 2 >= this.#keys.length) this.#grow();
    this.#put(numberOf(key), value);
  }

  #put(number: number, value: number): void {
    const place = this.#placeOf(number);
    if (this.#keys[place] === -1) this.#count++;
    this.#keys[place] = number;
    this.#values[place] = value;
  }

  #placeOf(number: number): number {
    let place = number % this.#keys.length;
    while (this.#keys[place] !== -1 && this.#keys[place] !== number) place = (place + 1) % this.#keys.length;
    return place;
  }

  #grow(): void {
    const [keys, values] = [this.#keys, this.#values];
    this.#keys = new Float64Array(keys.length * 2).fill(-1);
    this.#values = new Float64Array(keys.length * 2);
    this.#count = 0;
    keys.forEach((number, place) => {
      if (number !== -1) this.#put(number, values[place]!);
    });
  }
}

/** The latest time in the rows of each account. */
export async function gatherLatest(
  rows: AsyncIterable<readonly Row[]>,
  keyOf: (row: Row) => string | null,
  timeOf: (row: Row) => number | null,
): Promise<{ get(key: string): number | undefined }> {
  const found = new NumbersByKey();
  for await (const handful of rows) {
    for (const row of handful) {
      const key = keyOf(row);
      const time = timeOf(row);
      if (key !== null && time !== null && time > (found.get(key) ?? -Infinity)) found.set(key, time);
    }
  }
  return found;
}

/** A list of words is a number: that of the list without its last word, and that word. */
interface WordList {
  readonly before: number;
  readonly word: string;
}

/** Words by account, a row each, of which there are few: `google identity`. What `wordOf` makes null is passed over. */
export async function gatherWords(
  rows: AsyncIterable<readonly Row[]>,
  keyOf: (row: Row) => string | null,
  wordOf: (row: Row) => string | null,
): Promise<{ get(key: string): readonly string[] }> {
  const lists: WordList[] = [];
  const numbers = new Map<string, number>();
  const found = new NumbersByKey();
  for await (const handful of rows) {
    for (const row of handful) {
      const key = keyOf(row);
      const word = key === null ? null : wordOf(row);
      if (key === null || word === null) continue;
      const before = found.get(key) ?? -1;
      const name = `${before} ${word}`;
      const number = numbers.get(name) ?? lists.push({ before, word }) - 1;
      numbers.set(name, number);
      found.set(key, number);
    }
  }
  return {
    get(key) {
      const words: string[] = [];
      for (let at = found.get(key) ?? -1; at !== -1; at = lists[at]!.before) words.push(lists[at]!.word);
      return words.reverse();
    },
  };
}

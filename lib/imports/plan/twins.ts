/**
 * Rows of one source that want the same: one folded name, one folded e-mail, one key. Who keeps it is the same in every
 * run, so it is found before anything is written. A million rows are remembered as numbers; only those that may have a
 * twin are looked at again.
 */
import { loginNameKey } from "../../domain/accounts/login_names.ts";
import { emailKey } from "../../domain/accounts/rules.ts";
import { numberOf } from "../readers/key_numbers.ts";
import type { ForeignAccount } from "../readers/reader.ts";

export interface Wants extends Pick<ForeignAccount, "foreignId" | "name" | "email" | "lastLoginAt"> {
  readonly isVerified: boolean;
}

export type Twins = Awaited<ReturnType<typeof findTwins>>;

/** @param read goes through the accounts of the source, some at a time; asked twice where there are twins */
export async function findTwins(read: () => AsyncIterable<readonly Wants[]>) {
  const numbers = new Numbers();
  for await (const handful of read()) {
    for (const wants of handful) for (const key of keysOf(wants)) numbers.add(key);
  }
  const doubles = numbers.doubles();
  const wanting = new Map<string, Wants[]>();
  if (doubles.size > 0) {
    for await (const handful of read()) {
      for (const wants of handful) {
        for (const key of keysOf(wants)) {
          if (!doubles.has(numberOf(key))) continue;
          const list = wanting.get(key);
          if (list === undefined) wanting.set(key, [wants]);
          else list.push(wants);
        }
      }
    }
  }
  const keepers = new Map(
    [...wanting].filter(([, list]) => list.length > 1).map(
      ([key, list]) => [key, list.toSorted(byClaim)[0]!.foreignId],
    ),
  );
  const hasNone = keepers.size === 0;
  const loses = (key: string | null, foreignId: string) => {
    const keeper = key === null ? undefined : keepers.get(key);
    return keeper !== undefined && keeper !== foreignId;
  };
  return {
    /** Whether another row has the name in another case. */
    hasNameTwin: ({ name }: Pick<ForeignAccount, "foreignId" | "name">): boolean =>
      !hasNone && name !== null && keepers.has(`n${loginNameKey(name)}`),
    /** Whether another row keeps the name, or the e-mail. */
    losesName: ({ foreignId, name }: Pick<ForeignAccount, "foreignId" | "name">): boolean =>
      !hasNone && loses(name === null ? null : `n${loginNameKey(name)}`, foreignId),
    losesEmail: ({ foreignId, email }: Pick<ForeignAccount, "foreignId" | "email">): boolean =>
      !hasNone && loses(email === null ? null : `e${emailKey(email)}`, foreignId),
    emailKeeper: (email: string): string | null => keepers.get(`e${emailKey(email)}`) ?? null,
    /** Who keeps a name, or an e-mail, that several rows have. */
    nameKeeper: (name: string): string | null => keepers.get(`n${loginNameKey(name)}`) ?? null,
    /** Whether the key stands in the source more than once. */
    isTwice: (foreignId: string): boolean => !hasNone && keepers.has(`i${foreignId}`),
  };
}

function keysOf({ foreignId, name, email }: Wants): string[] {
  const keys = [`i${foreignId}`];
  if (name !== null) keys.push(`n${loginNameKey(name)}`);
  if (email !== null) keys.push(`e${emailKey(email)}`);
  return keys;
}

/** The one whose e-mail was proven, then the later login, then the lower key. */
function byClaim(a: Wants, b: Wants): number {
  return Number(b.isVerified) - Number(a.isVerified) ||
    (b.lastLoginAt ?? -Infinity) - (a.lastLoginAt ?? -Infinity) || byKey(a.foreignId, b.foreignId);
}

function byKey(a: string, b: string): number {
  if (/^\d+$/.test(a) && /^\d+$/.test(b)) return a.length - b.length || (a < b ? -1 : 1);
  return a < b ? -1 : 1;
}

const BUCKETS = 256;
const CHUNK_NUMBERS = 1_024;

/** Eight bytes for each key, and hardly more: in buckets, so that nothing large is copied, neither to grow nor to sort. */
class Numbers {
  readonly #buckets = Array.from({ length: BUCKETS }, () => ({ chunks: [] as Float64Array[], count: 0 }));

  add(key: string): void {
    const number = numberOf(key);
    const bucket = this.#buckets[(number / 0x20_0000) & (BUCKETS - 1)]!;
    const at = bucket.count++ % CHUNK_NUMBERS;
    if (at === 0) bucket.chunks.push(new Float64Array(CHUNK_NUMBERS));
    bucket.chunks.at(-1)![at] = number;
  }

  doubles(): ReadonlySet<number> {
    const found = new Set<number>();
    for (const { chunks, count } of this.#buckets) {
      const sorted = new Float64Array(chunks.length * CHUNK_NUMBERS);
      chunks.forEach((chunk, index) => sorted.set(chunk, index * CHUNK_NUMBERS));
      sorted.subarray(0, count).sort();
      for (let index = 1; index < count; index++) {
        if (sorted[index] === sorted[index - 1]) found.add(sorted[index]!);
      }
    }
    return found;
  }
}

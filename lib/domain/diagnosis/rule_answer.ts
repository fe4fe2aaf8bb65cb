/** What one rule says of one player at one door, and what it is asked with. */
import type { ErrorCode } from "../../platform/errors.ts";
import type { Account } from "../accounts/account.ts";
import type { TrailRecord } from "../trail/trail_list.ts";
import type { Rule } from "./door_rules.ts";
import { type Saying, textOf } from "./sayings.ts";

export interface RuleAnswer {
  readonly rule: Rule;
  readonly verdict: "pass" | "refuse" | "unknown";
  readonly code: ErrorCode | "account_deleting" | null;
  readonly because: string | null;
  readonly until: string | null;
  /** What an operator, or the player, does to get in. */
  readonly act: string | null;
  /** The same by keys, for who says it in another language. */
  readonly said: { readonly because: readonly Saying[]; readonly act: Saying | null };
}

export interface AskedRule {
  readonly rule: Rule;
  readonly door: string;
  readonly game: string | null;
  readonly account: Account | null;
  readonly name: string | null;
  readonly address: string | null;
  readonly mac: string | undefined;
  /** The latest attempts of the player, newest first. */
  readonly trail: readonly TrailRecord[];
  /** Those from the address, whoever came. */
  readonly ofAddress: readonly TrailRecord[];
}

export interface Said extends Pick<RuleAnswer, "verdict" | "code" | "until"> {
  readonly because: readonly Saying[];
  readonly act: Saying | null;
}

export const PASS: Said = { verdict: "pass", code: null, because: [], until: null, act: null };

export function refuse(code: RuleAnswer["code"], because: Saying, act: Saying): Said {
  return { verdict: "refuse", code, because: [because], until: null, act };
}

export function unknown(...because: readonly Saying[]): Said {
  return { verdict: "unknown", code: null, because, until: null, act: null };
}

export function inWords(rule: Rule, { because, act, ...said }: Said): RuleAnswer {
  return { rule, ...said, because: textOf(because), act: act && textOf([act]), said: { because, act } };
}

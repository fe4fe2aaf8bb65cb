/** What an import did, counted and listed: the summary for the terminal, and three lists for the operator's table. */
import { FOREIGN_SCHEME, WILDSTAR_SCHEME } from "../../domain/accounts/foreign_secrets.ts";
import type { Plan } from "../plan/plan.ts";
import type { RowResult } from "../writer/batch.ts";
import type { BanOutcome } from "../writer/ban_batch.ts";
import { holds } from "../writer/suspensions.ts";

/** `summary.json`. */
export interface Summary {
  readonly system: string;
  readonly source: string;
  readonly label: string;
  readonly dryRun: boolean;
  readonly accounts: Counts & { readonly source: number };
  readonly renamed: number;
  /** Of accounts, that hold. */
  readonly bans: number;
  /** Of addresses and MACs, that hold. */
  readonly addresses: number;
  readonly characters: number;
  readonly notCarried: number;
  readonly details: {
    /** Accounts by the kind of their password. */
    readonly passwords: Readonly<Record<string, number>>;
    readonly conflicts: Readonly<Record<string, number>>;
    readonly notCarried: Readonly<Record<string, number>>;
    readonly bans: {
      readonly forGood: number;
      readonly untilADate: number;
      readonly ended: number;
      readonly lifted: number;
    };
    readonly addresses: Readonly<Record<string, number>>;
    /** The first of those that hold, with their ends. */
    readonly addressesHolding: readonly string[];
    readonly characters: Readonly<Record<string, number>>;
    /** Verified fast, so weak to somebody who steals the table: until the first login on the web. */
    readonly fastPasswords: number;
    /** Dearer than our own: their first login takes longer. */
    readonly dearPasswords: number;
    readonly staff: readonly string[];
    readonly skipped: Readonly<Record<string, number>>;
  };
}

export interface Counts {
  new: number;
  changed: number;
  unchanged: number;
  skipped: number;
}

/** Where the lists go, a row at a time. */
export interface ReportLists {
  conflict(row: readonly [foreignId: string, kind: string, name: string, email: string, detail: string]): void;
  skipped(row: readonly [kind: string, foreignId: string, rule: string]): void;
  renamed(row: readonly [foreignId: string, oldName: string, newName: string, email: string, logsInWith: string]): void;
}

const STAFF_LISTED_MAX = 1_000;
const ADDRESSES_SHOWN_MAX = 4;

export class Report {
  readonly accounts: Counts = { new: 0, changed: 0, unchanged: 0, skipped: 0 };
  readonly #lists: ReportLists;
  readonly #now: number;
  #renamed = 0;
  readonly #passwords = new Tally();
  readonly #conflicts = new Tally();
  readonly #notCarried = new Tally();
  readonly #skipped = new Tally();
  readonly #addresses = new Tally();
  readonly #characters = new Tally();
  readonly #bans = { forGood: 0, untilADate: 0, ended: 0, lifted: 0 };
  #addressesHolding = 0;
  readonly #addressesShown: string[] = [];
  #fast = 0;
  #dear = 0;
  readonly #staff: string[] = [];

  constructor(lists: ReportLists, now: number) {
    this.#lists = lists;
    this.#now = now;
  }

  account(result: RowResult): void {
    this.accounts[result.outcome]++;
    if (result.outcome === "skipped") {
      this.skip("account", result.foreignId, result.rule);
      for (const { foreignId } of result.account?.suspensions ?? []) {
        this.skip("suspension", foreignId, "owner skipped");
      }
      return;
    }
    const account = result.outcome === "new" ? result.plan.account : result.account;
    for (const suspension of account.suspensions) {
      if (suspension.isLifted) this.#bans.lifted++;
      else if (!holds(suspension, this.#now)) this.#bans.ended++;
      else if (suspension.until === null) this.#bans.forGood++;
      else this.#bans.untilADate++;
    }
    if (result.outcome !== "new") return;
    this.#newAccount(result);
  }

  #newAccount({ plan, username }: Extract<RowResult, { outcome: "new" }>): void {
    const { account, loginName, email, conflicts } = plan;
    const { password } = account;
    const name = account.name ?? "";
    this.#passwords.add(passwordKind(plan));
    if (password.kind === "foreign" && password.isFast) this.#fast++;
    if ((password.kind === "foreign" || password.kind === "bcrypt") && password.isDear) this.#dear++;
    for (const { kind, detail } of conflicts) {
      this.#conflicts.add(kind);
      this.#lists.conflict([account.foreignId, kind, name, account.email ?? "", detail]);
    }
    for (const kind of account.notCarried) {
      this.#notCarried.add(kind);
      this.#lists.conflict([account.foreignId, "not_carried", name, account.email ?? "", kind]);
    }
    if (account.isStaff) {
      this.#conflicts.add("staff");
      if (this.#staff.length < STAFF_LISTED_MAX) this.#staff.push(account.foreignId);
      this.#lists.conflict([account.foreignId, "staff", name, account.email ?? "", "comes as a player"]);
    }
    // A player who logs in by e-mail as before needs no word of a name that was made up.
    if (plan.username !== null || (account.name === null && email !== null)) return;
    this.#renamed++;
    const logsInWith = loginName?.name ?? email ?? username;
    this.#lists.renamed([account.foreignId, name || (account.email ?? ""), username, email ?? "", logsInWith]);
  }

  ban(outcome: BanOutcome, { value, until }: { readonly value: string; readonly until: number | null }): void {
    this.#addresses.add(outcome);
    if (outcome === "skipped" || (until !== null && until <= this.#now)) return;
    this.#addressesHolding++;
    if (this.#addressesShown.length === ADDRESSES_SHOWN_MAX) return;
    this.#addressesShown.push(until === null ? value : `${value} until ${new Date(until).toISOString().slice(0, 10)}`);
  }

  /** @param count of characters with one outcome */
  characters(outcome: string, count: number): void {
    this.#characters.add(outcome, count);
  }

  conflict(foreignId: string, kind: string, name: string, detail: string): void {
    this.#conflicts.add(kind);
    this.#lists.conflict([foreignId, kind, name, "", detail]);
  }

  notCarried(kind: string, foreignId: string): void {
    this.#notCarried.add(kind);
    this.#lists.conflict([foreignId, "not_carried", "", "", kind]);
  }

  skip(kind: "account" | "suspension" | "ban" | "character", foreignId: string, rule: string): void {
    this.#skipped.add(kind);
    this.#lists.skipped([kind, foreignId, rule]);
  }

  /** What a batch did, once it is written. */
  add(batch: BatchReport): void {
    addAll(this.accounts, batch.accounts);
    addAll(this.#bans, batch.#bans);
    this.#renamed += batch.#renamed;
    this.#fast += batch.#fast;
    this.#dear += batch.#dear;
    this.#passwords.addAll(batch.#passwords);
    this.#conflicts.addAll(batch.#conflicts);
    this.#notCarried.addAll(batch.#notCarried);
    this.#skipped.addAll(batch.#skipped);
    this.#characters.addAll(batch.#characters);
    this.#staff.push(...batch.#staff.slice(0, STAFF_LISTED_MAX - this.#staff.length));
    batch.tell(this.#lists);
  }

  hasSkipped(): boolean {
    return this.#skipped.total() > 0;
  }

  summary(of: Pick<Summary, "system" | "source" | "label" | "dryRun">): Summary {
    const { accounts } = this;
    return {
      ...of,
      accounts: { source: accounts.new + accounts.changed + accounts.unchanged + accounts.skipped, ...accounts },
      renamed: this.#renamed,
      bans: this.#bans.forGood + this.#bans.untilADate,
      addresses: this.#addressesHolding,
      characters: this.#characters.total(),
      notCarried: this.#notCarried.total(),
      details: {
        passwords: this.#passwords.counts(),
        conflicts: this.#conflicts.counts(),
        notCarried: this.#notCarried.counts(),
        bans: { ...this.#bans },
        addresses: this.#addresses.counts(),
        addressesHolding: this.#addressesShown,
        characters: this.#characters.counts(),
        fastPasswords: this.#fast,
        dearPasswords: this.#dear,
        staff: this.#staff,
        skipped: this.#skipped.counts(),
      },
    };
  }
}

/** Of one batch. Its lists wait until it is written, and are gone with it where it is not. */
export class BatchReport extends Report {
  readonly #waiting: ((lists: ReportLists) => void)[];

  constructor(now: number) {
    const waiting: ((lists: ReportLists) => void)[] = [];
    super({
      conflict: (row) => void waiting.push((lists) => lists.conflict(row)),
      skipped: (row) => void waiting.push((lists) => lists.skipped(row)),
      renamed: (row) => void waiting.push((lists) => lists.renamed(row)),
    }, now);
    this.#waiting = waiting;
  }

  tell(lists: ReportLists): void {
    for (const say of this.#waiting) say(lists);
  }
}

function addAll<K extends string>(counts: Record<K, number>, more: Readonly<Record<K, number>>): void {
  for (const key of Object.keys(more) as K[]) counts[key] += more[key];
}

/** As it comes in here, which may be another kind than it was there. */
function passwordKind({ account: { password }, secret }: Plan): string {
  if (password.kind === "foreign") return password.credential.kind;
  if (password.kind !== "wildstar") return password.kind;
  return secret?.scheme === FOREIGN_SCHEME ? "srp6-wildstar-as-typed" : WILDSTAR_SCHEME;
}

class Tally {
  readonly #counts = new Map<string, number>();

  add(what: string, count = 1): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + count);
  }

  addAll(tally: Tally): void {
    for (const [what, count] of tally.#counts) this.add(what, count);
  }

  total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  counts(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => a < b ? -1 : 1));
  }
}
